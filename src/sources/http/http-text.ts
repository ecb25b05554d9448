import { Failure } from '../../base/failure.ts';
import { credentialsIn } from '../../base/url-text.ts';
import { oneLine } from '../../base/visible-text.ts';
import { parseJson, retryAfterOf } from '../../http/answer.ts';
import type { Http, HttpAnswer, HttpRequest } from '../../http/client.ts';
import { type Family, familyOf, parseAddress } from '../../ip/address.ts';
import { hostOf } from '../../net/server.ts';
import { operatorOf, type RegistrableDomain } from '../operator.ts';
import { familyNames } from '../server.ts';
import { type SourceDependencies, type SourceSpec, sourceSpec } from '../source.ts';
import { type Place, witnessOf } from './witness.ts';

export type HttpSourceDependencies = Pick<SourceDependencies, 'http' | 'clock' | 'safeLookup'> & {
  /** Milliseconds, default 10 s. */
  readonly timeout?: number;
};
export type HttpSourceSpec = SourceSpec<HttpSourceDependencies>;

export interface HttpTextOptions {
  readonly name: string;
  /** Where to ask; credentials in it are sent as basic authentication and never shown. */
  readonly url: URL;
  readonly mayBePrivate?: true;
  /** Default: what no list knows better. */
  readonly registrableDomain?: RegistrableDomain | undefined;
  /** The same page at addresses that the server's certificate holds, for a witness that no lookup leads to. */
  readonly apart?: (family: Family) => readonly URL[];
  /** Takes the address out of a body that is neither empty nor markup; default: text, or JSON with a field `ip`. */
  readonly read?: (text: string) => string;
}

const maxBytes = 4096;
const maxRedirects = 3;
const redirects = new Set([301, 302, 303, 307, 308]);

/** A web server that answers with the address it sees: the mechanism that all HTTP sources share. */
export function httpText(options: HttpTextOptions): HttpSourceSpec {
  const { name, url, mayBePrivate, read = textOrJson } = options;
  const facts = {
    name,
    operator: operatorOf(hostOf(url).replace(/\.$/, ''), options.registrableDomain),
    transport: url.protocol === 'https:' ? 'https' : 'http',
    ...(mayBePrivate && { mayBePrivate }),
  } as const;
  return sourceSpec(facts, (needs) => {
    const { http, clock } = needs;
    async function askAt(
      { url: from, address }: Place,
      family: Family,
      signal: AbortSignal,
    ): Promise<string> {
      const answer = await follow(http, from, { family, signal, ...(address !== undefined && { address }) });
      if (answer.status !== 200) throw refusal(answer, clock.now());
      const text = answer.text.trim();
      if (text === '') throw unusable('answered nothing');
      // The content type proves nothing: many a one-line script sends a bare address as text/html.
      if (text.startsWith('<')) throw unusable('answered an HTML page');
      return addressOf(read(text), family);
    }
    const ask = (family: Family, signal: AbortSignal) => askAt({ url }, family, signal);
    const witness = facts.transport === 'https' && {
      witness: witnessOf({ ...options, ...needs, ask, askAt }),
    };
    return { ask, ...witness };
  });
}

/** A body that cannot be used: `what` is a short predicate such as "answered nothing". */
export function unusable(what: string): Failure {
  return new Failure('transient', what);
}

async function follow(
  http: Http,
  start: URL,
  how: Pick<HttpRequest, 'family' | 'address' | 'signal'>,
): Promise<HttpAnswer> {
  let url = start;
  for (let hops = 0; ; hops++) {
    const answer = await http({
      url: withoutCredentials(url),
      headers: headersFor(url, start),
      maxBytes,
      ...how,
    });
    const location = redirects.has(answer.status) ? answer.headers.location : undefined;
    if (location === undefined) return answer;
    if (hops === maxRedirects) throw unusable(`redirected more than ${maxRedirects} times`);
    url = target(location, url);
  }
}

// A captive portal redirects to itself, so another host's word is not the word of the one that was asked.
function target(location: string, from: URL): URL {
  if (!URL.canParse(location, from.href)) throw unusable('redirected to something that is no URL');
  const to = new URL(location, from);
  if (to.hostname !== from.hostname)
    throw unusable(`redirected to another host, ${oneLine(to.host || to.protocol)}`);
  if (to.protocol !== from.protocol && to.protocol !== 'https:')
    throw unusable('redirected from https to an unprotected connection');
  return to;
}

function headersFor(url: URL, start: URL): Record<string, string> {
  const credentials = credentialsIn(start);
  return {
    accept: 'text/plain, application/json;q=0.9, */*;q=0.1',
    'cache-control': 'no-cache',
    // A connection that outlived a change of the address could still show the old one.
    connection: 'close',
    ...(credentials !== undefined &&
      url.origin === start.origin && {
        authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
      }),
  };
}

function withoutCredentials(url: URL): URL {
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  return bare;
}

function refusal(answer: HttpAnswer, now: number): Failure {
  const retryAfter = retryAfterOf(answer, now);
  if (answer.status === 429)
    return new Failure('limited', 'answered HTTP 429: it was asked too often', { retryAfter });
  if (retryAfter === undefined) return unusable(`answered HTTP ${answer.status}`);
  return new Failure('limited', `answered HTTP ${answer.status} and asked to be left alone`, { retryAfter });
}

function textOrJson(text: string): string {
  const json = parseJson(text);
  if (typeof json !== 'object' || json === null) return text;
  if (!('ip' in json) || typeof json.ip !== 'string')
    throw unusable('answered JSON without an address in the field "ip"');
  return json.ip.trim();
}

function addressOf(text: string, family: Family): string {
  const address = parseAddress(text, family);
  if (address !== undefined) return address;
  const other = familyOf(text);
  if (other === undefined || other === family) throw unusable('answered something that is no address');
  throw unusable(`answered an ${familyNames[other]} address when ${familyNames[family]} was asked`);
}
