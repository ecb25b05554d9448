import { Failure } from '../../base/failure.ts';
import type { Call } from './service.ts';

/** How a value is written where it stands. */
export type Encoding = (value: string) => string;

export const asIs: Encoding = (value) => value;
export const inUrl: Encoding = encodeURIComponent;
export const inJson: Encoding = (value) => JSON.stringify(value).slice(1, -1);
export const inXml: Encoding = (value) =>
  value.replace(/[<>&'"]/g, (character) => `&#${character.charCodeAt(0)};`);

const place = /\{(ip|ipv4|ipv6|host)\}/g;

/** The places that some texts have for what a call tells. */
export function placesIn(texts: readonly (string | undefined)[]): ReadonlySet<string> {
  return new Set(texts.flatMap((text) => [...(text ?? '').matchAll(place)].map(([, name = '']) => name)));
}

/** A text with what the call tells in its places. Throws a Failure of the record where that is not known. */
export function filled(text: string, { host, ip, addresses }: Call, encode: Encoding): string {
  const values: Readonly<Record<string, string | undefined>> = { ...addresses, ip, host };
  return text.replace(place, (written, name: string) => {
    const value = values[name];
    if (value !== undefined) return encode(value);
    throw new Failure('record', `${host} has no address to stand for ${written}, so nothing is sent`);
  });
}

/** A text in which `*` stands for any run, and a place for what was told, as a pattern for the whole. */
export function patternOf(text: string): RegExp {
  const literal = (part: string) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  const parts = text.split(/\*|\{(?:ip|ipv4|ipv6|host)\}/).map(literal);
  return new RegExp(`^${parts.join('.*')}$`, 's');
}
