import { Failure } from '../../../src/base/failure.ts';
import type { Authoritative, Holding } from '../../../src/dns/authoritative.ts';
import { noZone, parseName } from '../../../src/dns/name.ts';
import { type Change, type RecordKey, typeOf } from '../../../src/dns/records.ts';
import type { Http, HttpAnswer, HttpRequest } from '../../../src/http/client.ts';
import { type Family, families } from '../../../src/ip/address.ts';
import type { Confirmation, Provider, ProviderValues } from '../../../src/providers/provider.ts';
import { loadProviders } from '../../../src/providers/registry.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

export const never = new AbortController().signal;
export const ipv4 = '192.0.2.10';
export const ipv6 = '2001:db8::10';

export interface Answer {
  readonly status?: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What one service is told, and what it is made to say. */
export interface Stage {
  readonly provider: Provider;
  readonly clock: VirtualClock;
  /** The requests so far, as `shown` has them. */
  readonly sent: string[];
  readonly requests: HttpRequest[];
  /** What the name servers hold, by name and type; what is left out is not known. */
  readonly held: Map<string, readonly string[]>;
  /** How often they were asked. */
  lookUps(): number;
  answer: (request: HttpRequest, nth: number) => Answer | Failure;
  apply(told: Told): Promise<readonly Confirmation[]>;
  /** The adapter as the program makes it when a file brings another secret. */
  withValues(values: ProviderValues): Promise<void>;
}

export interface Told {
  readonly hosts?: readonly string[];
  readonly ipv4?: string;
  readonly ipv6?: string;
}

/** A service of the table over a pretend client. */
export async function staged(name: string, values: ProviderValues): Promise<Stage> {
  const [definition] = await loadProviders([name]);
  if (!definition) throw new Error(`there is no ${name}`);
  const clock = new VirtualClock();
  const held = new Map<string, readonly string[]>();
  const requests: HttpRequest[] = [];
  const sent: string[] = [];
  let asked = 0;
  const authoritative: Authoritative = {
    async lookUp(host, type): Promise<Holding> {
      asked += 1;
      const addresses = held.get(`${host}/${type}`);
      return addresses ? { addresses } : { unknown: 'nobody answered' };
    },
  };
  const http: Http = async (request): Promise<HttpAnswer> => {
    requests.push(request);
    sent.push(shown(request));
    const answered = stage.answer(request, requests.length);
    if (answered instanceof Failure) throw answered;
    return { status: answered.status ?? 200, headers: answered.headers ?? {}, text: answered.body };
  };
  const context = { clock, timeout: 5000, authoritative };
  let provider = definition.create(values, http, context);
  const stage: Stage = {
    get provider() {
      return provider;
    },
    ...{ clock, sent, requests, held },
    lookUps: () => asked,
    answer: () => ({ body: '' }),
    apply: (told) => provider.apply(noZone, changesOf(told), never),
    async withValues(others) {
      provider = definition.create(others, http, { ...context, before: provider });
    },
  };
  return stage;
}

/** A request as it goes out: method and URL, then its headers in order, then its body. */
export function shown({ method = 'GET', url, headers = {}, body }: HttpRequest): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`${method} ${url}`, ...lines.sort(), ...(body === undefined ? [] : ['', body])].join('\n');
}

export function keysOf({ hosts = ['home.example.com'], ...addresses }: Told): RecordKey[] {
  return hosts.flatMap((host) =>
    families.flatMap((family) =>
      addresses[family] === undefined ? [] : { name: parseName(host), type: typeOf[family] },
    ),
  );
}

export function changesOf(told: Told): Change[] {
  const addressOf = (type: RecordKey['type']) => (type === 'A' ? told.ipv4 : told.ipv6) ?? '';
  return keysOf(told).map((key) => ({
    ...key,
    desired: { ...key, value: addressOf(key.type), ttl: 600 },
    current: { ...key, records: [], unseen: true },
    create: true,
    remove: [],
  }));
}

/** The requests that tell a service of these addresses, where nothing else is known but what is held. */
export async function sentBy(
  name: string,
  values: ProviderValues,
  told: Told,
  held: Readonly<Record<string, readonly string[]>> = {},
): Promise<string[]> {
  const stage = await staged(name, values);
  for (const [key, addresses] of Object.entries(held)) stage.held.set(key, addresses);
  await stage.apply(told);
  return stage.sent;
}

const elsewhere: Readonly<Record<Family, string>> = { ipv4: '192.0.2.1', ipv6: '2001:db8::1' };

/**
 * What an answer comes to: `changed`, `unchanged`, `stop`, `stop-host`, `permanent`, `wait SECONDS`, `doubt`,
 * `transient`, or `held as ADDRESS`. Told by what the adapter does next, since that is what counts.
 */
export async function meaningOf(
  name: string,
  values: ProviderValues,
  answer: Answer,
  told: Told = { ipv4 },
): Promise<string> {
  const stage = await staged(name, values);
  const keys = keysOf(told);
  for (const key of keys) {
    const family = key.type === 'A' ? 'ipv4' : 'ipv6';
    stage.held.set(`${key.name}/${key.type}`, [elsewhere[family]]);
  }
  await stage.provider.read(noZone, keys, never);
  stage.answer = () => answer;
  const [first] = await stage.apply(told);
  if (!first) return 'nothing';
  const sentOnce = stage.sent.length;
  if ('failure' in first) {
    const { kind, retryAfter } = first.failure;
    if (kind === 'limited') return retryAfter === undefined ? 'wait' : `wait ${retryAfter / 1000}`;
    if (kind === 'halt' || kind === 'permanent') return kind === 'halt' ? 'stop' : kind;
    await stage.apply(told);
    const isSentAgain = stage.sent.length > sentOnce;
    if (kind === 'record') return isSentAgain ? 'record' : 'stop-host';
    return isSentAgain ? 'transient' : 'doubt';
  }
  const value = first.held.records[0]?.value;
  if (value !== ipv4 && value !== ipv6) return `held as ${value}`;
  await stage.clock.advance(31 * 60_000);
  const [set] = await stage.provider.read(noZone, keys, never);
  return set?.records[0]?.value === value ? 'unchanged' : 'changed';
}
