import type { Answer, Packet } from 'dns-packet';
import { expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { createAuthoritative } from '../../src/dns/authoritative.ts';
import { type Cover, type HeldRecord, type SeenBefore, sightOf } from '../../src/watchers/sight.ts';
import { aa, nameServer, type Reply } from '../support/name-server.ts';

const never = new AbortController().signal;
const name = 'home.example.com';
const [own, edited, edge] = ['81.2.69.1', '192.0.2.1', '104.16.1.1'];
const refused = 5;

const address = (data: string): Answer => ({ name, type: 'A', ttl: 60, data });
const served =
  (...addresses: readonly string[]): Reply =>
  () => ({ flags: aa, answers: addresses.map(address) });
const said =
  (packet: Packet): Reply =>
  () =>
    packet;
const serving = (value: string, ttl: number | null = 600): HeldRecord => ({
  ...{ name: 'home', type: 'A', value, ttl },
});

interface Row {
  readonly reply?: Reply;
  readonly held?: HeldRecord;
  readonly before?: Partial<SeenBefore>;
  /** Default: the zone has one. */
  readonly servers?: readonly string[];
  readonly sight: object;
}

const notVisible = (as: Cover, why: RegExp) => ({ kind: 'not-visible', as, why: expect.stringMatching(why) });
const proxied = /answer 104\.16\.1\.1, as for a name that its DNS host stands in for \(a proxied one\)$/;

const rows: Readonly<Record<string, Row>> = {
  'the record as it is held': { reply: served(own), sight: { kind: 'same' } },
  'another address': { reply: served(edited), sight: { kind: 'differs', shown: [edited] } },
  'a second address': { reply: served(edited, own), sight: { kind: 'differs', shown: [edited, own] } },
  'no address any more': { reply: served(), sight: { kind: 'differs', shown: [] } },
  'no such name': { reply: said({ flags: aa | 3 }), sight: { kind: 'differs', shown: [] } },
  'a proxied name': { reply: served(edge), held: serving(own, null), sight: notVisible('proxied', proxied) },
  'a name without a TTL that was shown as it is held before': {
    ...{ reply: served(edited), held: serving(own, null), before: { asHeld: true } },
    sight: { kind: 'differs', shown: [edited] },
  },
  'a host of the LAN in a public zone': {
    ...{ reply: served(), held: serving('192.168.1.10') },
    sight: notVisible('local', /answer no address, as for a name that only the home knows$/),
  },
  'a private address that the public zone serves': {
    ...{ reply: served('192.168.1.10'), held: serving('192.168.1.10') },
    sight: { kind: 'same' },
  },
  'a zone of the LAN': {
    servers: [],
    sight: notVisible('no-zone', /^no zone with name servers is known above home\.example\.com$/),
  },
  'port 53 caught by the router': {
    reply: said({ flags: 0x0180, answers: [address(own)] }),
    sight: notVisible('no-authority', /answers for home\.example\.com without authority$/),
  },
  'a resolver with an old answer': {
    reply: said({ flags: 0x0180, answers: [address(edited)] }),
    sight: notVisible('no-authority', /without authority$/),
  },
  'a hidden primary that refuses': {
    reply: said({ flags: refused }),
    sight: notVisible('refused', /with the error 5$/),
  },
  'an alias': {
    reply: said({ flags: aa, answers: [{ name, type: 'CNAME', data: 'x.example.net' }] }),
    sight: notVisible('alias', /^home\.example\.com is an alias of x\.example\.net$/),
  },
  'servers that never answer': { reply: () => undefined, sight: notVisible('silent', /./) },
  'what the last change replaced': {
    ...{ reply: served(edited), before: { replaced: [edited] } },
    sight: notVisible('following', /^the servers of its zone have not followed the last change yet$/),
  },
  'another address soon after a change': {
    ...{ reply: served(edge), before: { replaced: [edited] } },
    sight: { kind: 'differs', shown: [edge] },
  },
};

it.each(Object.entries(rows))('%s is told as what it is', async (_, row) => {
  const { reply = () => undefined, held = serving(own), before = {}, servers = ['ns.example.com'] } = row;
  const server = await nameServer(reply);
  const authoritative = createAuthoritative({
    ...{ clock: systemClock, timeout: 500, port: server.port },
    delegation: {
      zoneOf: async () => (servers.length > 0 ? { cut: 'example.com', servers } : undefined),
      addresses: async () => [server.address],
    },
  });
  const finding = await authoritative.find(name, 'A', never);

  expect(sightOf(held, finding, { asHeld: false, replaced: undefined, ...before })).toEqual(row.sight);
});

it('IPv6 addresses are compared by what they are', () => {
  const held: HeldRecord = { name: 'home', type: 'AAAA', value: '2A02:8010:6001:0::1', ttl: 600 };

  const sight = sightOf(
    held,
    { holding: { addresses: ['2a02:8010:6001::1'] } },
    { asHeld: false, replaced: undefined },
  );

  expect(sight).toEqual({ kind: 'same' });
});
