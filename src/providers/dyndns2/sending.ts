import { fqdn, type Zone } from '../../dns/name.ts';
import { loadPublicSuffixes } from '../../dns/public-suffix.ts';
import type { Http, HttpAnswer } from '../../http/client.ts';
import { basic } from '../../http/tunnel.ts';
import { families } from '../../ip/address.ts';
import type { PlannedCall } from './calls.ts';
import type { Call, Families, Parameters, ServiceRequest } from './service.ts';

/** Sends one call. Throws a Failure when there is no answer. */
export type Send = (planned: PlannedCall, zone: Zone, signal: AbortSignal) => Promise<HttpAnswer>;

export interface SendingOptions {
  readonly http: Http;
  readonly families: Families;
  /** Default: that of this program. */
  readonly userAgent?: string | undefined;
  request(call: Call): ServiceRequest | Promise<ServiceRequest>;
}

// An answer is a word or a line; whatever is so large is none.
const mostBytes = 64 * 1024;

export function sending({ http, families: kind, userAgent, request }: SendingOptions): Send {
  return async (planned, zone, signal) => {
    const call = callOf(planned, zone);
    const { method = 'GET', url, query, headers, basic: user, form, body } = await request(call);
    const told = families.filter((family) => call.addresses[family] !== undefined);
    const [family, another] = told;
    const sent = form ? textOf(form) : body;
    return http({
      method,
      url: urlOf(url, query),
      signal,
      writes: true,
      maxBytes: mostBytes,
      headers: {
        ...(userAgent !== undefined && { 'user-agent': userAgent }),
        ...(user && { authorization: basic(user.join(':')) }),
        ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
        ...headers,
      },
      ...(sent !== undefined && { body: sent }),
      ...(family && !another && guesses(kind) && { family }),
    });
  };
}

/** Whether a family that is left out may be made of the address of the connection, which then must not be of that family. */
function guesses(kind: Families): boolean {
  if (kind.calls !== 'together') return false;
  return families.some((family) => kind.absent[family] === 'guessed' || kind.absent[family] === 'unknown');
}

function callOf({ hosts: names, addresses }: PlannedCall, zone: Zone): Call {
  const hosts = names.map((name) => fqdn(name, zone));
  const host = hosts[0] ?? '';
  return {
    hosts,
    host,
    addresses,
    ip: families.flatMap((family) => addresses[family] ?? []).join(','),
    async split() {
      const domain = await domainOf(host, zone);
      return { domain, label: host === domain ? '' : host.slice(0, -domain.length - 1) };
    },
  };
}

/** A path below the address of a service, which may end in slashes. */
export function at(base: string, path: string): string {
  return base.replace(/\/+$/, '') + path;
}

/** The zone of a full name as the owner wrote it, else the domain that can be registered. */
export async function domainOf(host: string, zone: Zone): Promise<string> {
  if (zone.name !== '') return zone.name;
  const { registrableDomain } = await loadPublicSuffixes();
  const name = host.replace(/^\*\./, '');
  return registrableDomain(name) ?? name.split('.').slice(-2).join('.');
}

function urlOf(address: string, query: Parameters = {}): string {
  const text = textOf(query);
  return text === '' ? address : `${address}?${text}`;
}

function textOf(parameters: Parameters): string {
  return Object.entries(parameters)
    .flatMap(([name, value]) => (value === undefined ? [] : `${encodeURIComponent(name)}=${encoded(value)}`))
    .join('&');
}

/** Commas, colons and @ stay as they are (RFC 3986, section 3.4): not every service decodes what it need not. */
function encoded(value: string): string {
  return encodeURIComponent(value).replace(/%(2C|3A|40)/g, decodeURIComponent);
}
