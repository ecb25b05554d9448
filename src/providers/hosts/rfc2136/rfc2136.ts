import { Resolver } from 'node:dns/promises';
import { Failure } from '../../../base/failure.ts';
import type { Zone } from '../../../dns/name.ts';
import { isName, parseServer, type Server } from '../../../net/server.ts';
import { parsed, secret } from '../../../settings/rows.ts';
import { ofServer, optional, withDefault } from '../../../settings/setting.ts';
import { host } from '../../host.ts';
import { type Rfc2136Exchange, rfc2136Exchange } from './exchange.ts';
import { UpdateRefused } from './failure.ts';
import { primaryOf } from './primary.ts';
import { readSets } from './reading.ts';
import { parseTsigAlgorithm, tsigAlgorithms } from './tsig.ts';
import { writeChanges } from './writing.ts';

const dnsPort = 53;

/** Any name server that takes dynamic updates (RFC 2136), signed with a TSIG key (RFC 8945). */
export const rfc2136 = host({
  name: 'rfc2136',
  title: 'RFC 2136',
  about:
    'For BIND, Knot, PowerDNS and every other name server that takes dynamic updates. Make a TSIG key ' +
    '(`tsig-keygen ddns` or `keymgr -t ddns`) and allow it to change only the A and AAAA records of the kept ' +
    'names; for BIND: `update-policy { grant ddns name home.example.com. A AAAA; };`. All changes of a zone go ' +
    'to its primary server in one message over TCP.',
  // RFC 2181 allows more, but resolvers keep nothing longer than a week.
  ttl: { min: 1, max: 604_800 },
  settings: {
    RFC2136_NAMESERVER: ofServer(
      optional(
        parsed(
          'the primary name server, `host` or `host:port`, an IPv6 address in brackets; default: the one that the SOA record of the zone names',
          'host, host:port, [IPv6 address] or [IPv6 address]:port',
          (value) => parseServer(value, dnsPort),
        ),
      ),
    ),
    RFC2136_TSIG_KEY: optional(
      parsed(
        'the name of the TSIG key; without a key updates are not signed',
        'the name of a key, such as ddns or ddns.example.com',
        keyName,
      ),
    ),
    RFC2136_TSIG_SECRET: optional(
      secret(
        'the secret of the TSIG key, in base64',
        'base64, as in the configuration of the name server',
        /^(?:[a-z\d+/]{4})*(?:[a-z\d+/]{2}==|[a-z\d+/]{3}=)?$/i,
      ),
    ),
    RFC2136_TSIG_ALGORITHM: withDefault(
      'hmac-sha256.',
      parsed(
        'the algorithm of the TSIG key',
        tsigAlgorithms.map((name) => `${name}.`).join(', '),
        parseTsigAlgorithm,
      ),
    ),
  },
  check({ RFC2136_TSIG_KEY: key, RFC2136_TSIG_SECRET: secret }) {
    if (key && !secret) return ['RFC2136_TSIG_KEY is given without RFC2136_TSIG_SECRET'];
    if (secret && !key) return ['RFC2136_TSIG_SECRET is given without RFC2136_TSIG_KEY'];
    return [];
  },
  create(values, context) {
    const { RFC2136_TSIG_KEY: name, RFC2136_TSIG_SECRET: secret, RFC2136_TSIG_ALGORITHM: algorithm } = values;
    const key =
      name === undefined || secret === undefined
        ? undefined
        : { name, algorithm, secret: Buffer.from(secret, 'base64') };
    const given = values.RFC2136_NAMESERVER;
    const primaries = new Map<string, Server>();
    /** The zones in which an update was let through. */
    const writable = new Set<string>();

    async function withServer<T>(
      zone: Zone,
      signal: AbortSignal,
      use: (exchange: Rfc2136Exchange) => Promise<T>,
    ) {
      const server =
        given ??
        primaries.get(zone.name) ??
        (await primaryOf(zone, signal, new Resolver({ timeout: context.timeout, tries: 1 })));
      primaries.set(zone.name, server);
      const exchange = rfc2136Exchange({ ...context, server, zone, key, signal });
      try {
        return await use(exchange);
      } catch (thrown) {
        primaries.delete(zone.name);
        throw thrown;
      } finally {
        exchange.close();
      }
    }

    return {
      // Its prerequisites compare, so that nothing need be read before a write.
      replacesSets: true,
      read: (zone, keys, signal) =>
        withServer(zone, signal, async (exchange) => {
          try {
            return await readSets(exchange, zone, keys);
          } catch (thrown) {
            if (thrown instanceof UpdateRefused) throw new Failure('permanent', thrown.message);
            throw thrown;
          }
        }),
      apply: (zone, changes, signal) =>
        withServer(zone, signal, async (exchange) => {
          const isWritable = writable.has(zone.name);
          const answers = await writeChanges(exchange, zone, changes, signal, isWritable);
          if (answers.some((answer) => 'held' in answer)) writable.add(zone.name);
          return answers;
        }),
    };
  },
});

function keyName(text: string): string | undefined {
  const name = text.toLowerCase().replace(/\.$/, '');
  return isName(name) ? name : undefined;
}
