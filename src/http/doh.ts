import { type Clock, withDeadline } from '../base/clock.ts';
import { asFailure, Failure } from '../base/failure.ts';
import { hedged } from '../base/hedged.ts';
import { type MessageHead, opcodes, rcodes, readMessage, types } from '../dns/message.ts';
import { addressIn } from '../dns/record-data.ts';
import { requestBytes } from '../dns/request.ts';
import type { Family } from '../ip/address.ts';
import type { Http } from './client.ts';

/** Finds the addresses of names without the system's resolver, at servers whose certificates hold their addresses. */
export interface SafeLookup {
  /** The addresses of one family; none when the servers do not know the name. Throws a transient, unanswered Failure. */
  find(host: string, family: Family, signal: AbortSignal): Promise<readonly string[]>;
  /** Whether it was found a moment ago that none of the servers can be reached. */
  isOutOfReach(): boolean;
}

export interface SafeLookupOptions {
  readonly http: Http;
  readonly clock: Clock;
  /** Default: those of Cloudflare, Google and Quad9. */
  readonly servers?: readonly string[];
}

/** DNS over HTTPS (RFC 8484) at addresses, so that nobody who answers our lookups can come in between. */
const publicServers = [
  'https://1.1.1.1/dns-query',
  'https://8.8.8.8/dns-query',
  'https://9.9.9.9/dns-query',
  'https://[2606:4700:4700::1111]/dns-query',
  'https://[2001:4860:4860::8888]/dns-query',
];

const keepFound = 600_000;
const restWhenOutOfReach = 60_000;
const hedgeAfter = 1_000;
const patience = 5_000;
const maxBytes = 4096;
const mostAddresses = 3;

export function createSafeLookup({ http, clock, servers = publicServers }: SafeLookupOptions): SafeLookup {
  const known = new Map<string, { readonly addresses: readonly string[]; readonly until: number }>();
  let outOfReachUntil = Number.NEGATIVE_INFINITY;

  async function ask(server: string, host: string, family: Family, signal: AbortSignal) {
    const type = family === 'ipv4' ? types.A : types.AAAA;
    const head = { id: 0, opcode: opcodes.QUERY, recursionDesired: true };
    const url = new URL(server);
    url.searchParams.set('dns', requestBytes(head, { name: host, type }).toString('base64url'));
    const headers = { accept: 'application/dns-message', connection: 'close' };
    const answer = await http({ url, headers, maxBytes, encoding: 'latin1', signal });
    const message = answer.status === 200 ? readMessage(Buffer.from(answer.text, 'latin1')) : undefined;
    if (!message || !isUsable(message))
      throw new Failure('transient', `${url.host}: gave no usable answer for ${host}`, { unanswered: true });
    const addresses = message.answers.filter((record) => record.type === type);
    return addresses.flatMap((record) => addressIn(message.bytes, record) ?? []).slice(0, mostAddresses);
  }

  return {
    isOutOfReach: () => clock.monotonic() < outOfReachUntil,
    async find(host, family, signal) {
      const key = `${family} ${host}`;
      const kept = known.get(key);
      if (kept && kept.until > clock.monotonic()) return kept.addresses;
      const ways = servers.map((server) => (either: AbortSignal) => ask(server, host, family, either));
      try {
        const addresses = await withDeadline(clock, patience, signal, (either) =>
          hedged(ways, { after: hedgeAfter, clock, signal: either }),
        );
        known.set(key, { addresses, until: clock.monotonic() + keepFound });
        outOfReachUntil = Number.NEGATIVE_INFINITY;
        return addresses;
      } catch (thrown) {
        // Who breaks a lookup off has not found anything out.
        if (!signal.aborted) outOfReachUntil = clock.monotonic() + restWhenOutOfReach;
        const { message, unreached } = asFailure(thrown);
        throw new Failure('transient', `DNS over HTTPS: ${message}`, {
          unanswered: true,
          unreached,
          cause: thrown,
        });
      }
    },
  };
}

function isUsable({ isResponse, truncated, rcode }: MessageHead): boolean {
  return isResponse && !truncated && (rcode === rcodes.NOERROR || rcode === rcodes.NXDOMAIN);
}
