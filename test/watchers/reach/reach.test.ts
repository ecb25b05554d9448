import { expect, it } from 'vitest';
import type { Target } from '../../../src/core/target.ts';
import { parseZone } from '../../../src/dns/name.ts';
import type { RecordKey } from '../../../src/dns/records.ts';
import { parseNotifyUrls } from '../../../src/notifiers/forms.ts';
import { createMessages } from '../../../src/notifiers/messages.ts';
import type { Event } from '../../../src/report/event.ts';
import { nothingKnown, type State } from '../../../src/report/state.ts';
import { createWording } from '../../../src/report/wording.ts';
import { createCertificates } from '../../../src/watchers/reach/certificates.ts';
import { parseCheckUrls } from '../../../src/watchers/reach/check-urls.ts';
import { placesOf } from '../../../src/watchers/reach/places.ts';
import type { Certificate, Probed } from '../../../src/watchers/reach/probe.ts';
import { createReach } from '../../../src/watchers/reach/reach.ts';
import { agreedOn, stepOutcome } from '../../support/outcomes.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const [own, next, own6] = ['81.2.69.1', '81.2.69.2', '2a02:8010::1'];
const start = Date.UTC(2026, 0, 1);

const keys: readonly RecordKey[] = [
  { name: 'home', type: 'A' },
  { name: 'home', type: 'AAAA' },
  { name: '*.lab', type: 'A' },
];
const target: Target = {
  ...{ id: 'memory example.com', host: 'memory', title: 'Memory', zone: parseZone('example.com') },
  ...{ keys, ttl: 600 },
};
const kept = [{ target, line: 'default' }];

/** All that is kept is held at these addresses. */
function stateAt(ipv4: string, ipv6: string = own6): State {
  const records = keys.map((key) => ({
    ...{ ...key, state: 'in-sync' as const, ttl: 600 },
    value: key.type === 'A' ? ipv4 : ipv6,
  }));
  const addresses = { ipv4, ipv6 };
  const line = {
    ...{ detections: { ipv4: agreedOn(ipv4), ipv6: agreedOn(ipv6) }, addresses },
    ...{ foundAt: {}, sources: [], nat: undefined },
  };
  return {
    ...nothingKnown,
    lines: new Map([['default', line]]),
    steps: new Map([[target.id, stepOutcome({ addresses, records })]]),
  };
}

const lasting = (days: number, of = 90, fingerprint = 'AA'): Certificate => ({
  ...{ fingerprint, validFrom: start + (days - of) * day, validTo: start + days * day },
});
const answering = (certificate: Certificate): Probed => ({ kind: 'answers', certificate, status: 200 });
const refused: Probed = { kind: 'unjudged', why: `${own} refuses port 443` };

function home(urls: string, found: Probed = answering(lasting(60))) {
  const clock = new VirtualClock(start);
  const tried: { readonly at: number; readonly host: string; readonly address: string }[] = [];
  const events: Event[] = [];
  const told: string[] = [];
  const messages = createMessages({
    ...{ events: ['change', 'failure', 'recovery', 'nat', 'certificate'], clock },
    ...{ notifiers: parseNotifyUrls('http://h.lan/hook'), wording: createWording({ kept }) },
    async http({ body }) {
      told.push(String(body));
      return { status: 200, text: '', headers: {} };
    },
    redact: (text) => text,
    onSession() {},
    onTrouble() {},
  });
  const world = { found, state: stateAt(own) };
  const reach = createReach({
    ...{ urls: parseCheckUrls(urls), kept, clock, timeout: 10 * second, userAgent: 'test/1' },
    state: () => world.state,
    tell(event) {
      events.push(event);
      messages.tell(event, world.state);
    },
    redact: (text) => text.replaceAll('hush', '[secret]'),
    async tryPlace({ url, address }) {
      tried.push({ at: clock.monotonic(), host: url.host, address });
      return world.found;
    },
  });
  return {
    ...{ clock, tried, events, told, world, reach },
    inSync: () => reach.tell({ kind: 'in-sync' }, world.state),
    changed(address: string) {
      world.state = stateAt(address);
      reach.tell({ kind: 'address-changed', family: 'ipv4', address, from: own, witnesses: [] }, world.state);
    },
    kinds: () => events.map(({ kind }) => kind),
    codes: () => reach.notes().map(({ code }) => code),
  };
}

it('tries each family at the address that is kept, soon after a change and every 6 hours', async () => {
  const { clock, tried, inSync, changed } = home('home.example.com');

  inSync();
  await clock.advance(25 * hour);
  expect(tried.map(({ at, address }) => [Math.round(at / minute), address])).toEqual(
    [0, 360, 720, 1080, 1440].flatMap((at) => [own, own6].map((address) => [at, address])),
  );
  changed(next);
  await clock.advance(minute);

  expect(tried.slice(10).map(({ address }) => address)).toEqual([next, own6]);
});

it('tries again soon while nothing is certain, and then as seldom as ever', async () => {
  const { clock, tried, inSync, kinds } = home('http://vpn.lab.example.com', refused);

  inSync();
  await clock.advance(12 * hour);

  const at = tried.map((one) => Math.round(one.at / second));
  expect(at).toEqual([10, 70, 370, 2170, 23770]);
  expect(kinds()).toEqual(['home-unjudged']);
});

it('says what is certain, and of all else why it cannot be judged; neither is a message', async () => {
  const { clock, world, inSync, changed, events, reach, told } = home('https://home.example.com');

  inSync();
  await clock.advance(minute);
  expect(reach.notes().map(({ code, text }) => [code, text])).toEqual([
    [
      'world-answers',
      `home.example.com answers at its public address ${own}, seen from inside; its certificate is good for 59 days`,
    ],
    [
      'world-answers',
      `home.example.com answers at its public address ${own6}, seen from inside; its certificate is good for 59 days`,
    ],
  ]);
  world.found = refused;
  changed(next);
  await clock.advance(minute);

  expect(reach.notes().map(({ code, text }) => [code, text])).toEqual(
    [own, own6].map(() => [
      'world-not-judged',
      `Whether home.example.com answers cannot be judged from inside: ${own} refuses port 443`,
    ]),
  );
  expect(events.map(({ kind }) => kind)).toEqual([
    ...['home-answers', 'home-answers'],
    ...['home-unjudged', 'home-unjudged'],
  ]);
  expect(reach.found().map(({ isAnswering, days }) => [isAnswering, days])).toEqual([
    [false, undefined],
    [false, undefined],
  ]);
  expect(told).toEqual([]);
});

it('tells that a certificate runs out at 14, 7, 3 and 1 days and when it has, once each, and its renewal in the log', async () => {
  const { clock, world, inSync, kinds, codes, events, told } = home(
    'home.example.com',
    answering(lasting(20)),
  );

  inSync();
  await clock.advance(5 * day);
  expect(kinds()).toEqual(['home-answers', 'home-answers']);
  expect(codes()).toEqual(['world-answers', 'world-answers']);
  await clock.advance(14.9 * day);
  world.found = { kind: 'unjudged', why: 'its certificate ran out', certificate: lasting(20) };
  await clock.advance(3 * day);

  const warned = events.flatMap((event) =>
    event.kind === 'certificate-expiring' ? [[event.days, event.isOver]] : [],
  );
  expect(warned).toEqual([
    [13, false],
    [6, false],
    [2, false],
    [0, false],
    [0, true],
  ]);
  expect(told).toHaveLength(5);
  expect(told[0]).toMatch(
    /Certificate: home\.example\.com.*The certificate of home\.example\.com runs out in 13 days, at 2026-01-2/,
  );
  expect(told.at(-1)).toMatch(/The certificate of home\.example\.com ran out at/);
  expect(codes()[0]).toBe('certificate-expiring');

  world.found = answering(lasting(20 + 90, 90, 'BB'));
  await clock.advance(day);
  expect(kinds().filter((kind) => kind.startsWith('certificate'))).toHaveLength(6);
  expect(events.find(({ kind }) => kind === 'certificate-renewed')).toBeDefined();
  expect(told).toHaveLength(5);
  expect(codes()).toEqual(['world-answers', 'world-answers']);
});

it.each([
  ['of 90 days, 31 left', lasting(31), undefined],
  ['of 90 days, 14 left', lasting(14), 14],
  ['of 45 days, 14 left', lasting(14, 45), 14],
  ['of 6 days, 3 left, which renews itself at 2', lasting(3, 6), undefined],
  ['of 6 days, 1 left', lasting(1, 6), 1],
] as const)('a certificate %s', (_, certificate, days) => {
  const seen = createCertificates().seen('home.example.com', certificate, true, start);

  expect(seen).toEqual(days === undefined ? undefined : { kind: 'expiring', days });
});

it('a place with two certificates is told of each once, however often it is looked at', () => {
  const { seen } = createCertificates();
  const looked = [0, 1, 2].flatMap((n) =>
    [lasting(10, 90, 'AA'), lasting(80, 90, 'BB')].map(
      (certificate) => seen('home.example.com', certificate, true, start + n * hour)?.kind,
    ),
  );

  expect(looked).toEqual(['expiring', 'renewed', undefined, undefined, undefined, undefined]);
});

it('a certificate that was never trusted is told in no message, whatever it says', () => {
  expect(createCertificates().seen('home.example.com', lasting(-1), false, start)).toBeUndefined();
});

it.each([
  ['home.example.com', [own, own6]],
  // Another machine behind the same prefix has another address than the home.
  ['nas.lab.example.com', [own]],
  ['lab.example.com', [own, own6]],
  ['cloud.example.org', [own, own6]],
])('%s is expected at the addresses of its records, else at those of the home', (host, addresses) => {
  expect(placesOf(host, kept, stateAt(own)).map(({ address }) => address)).toEqual(addresses);
});

it('a record that is in doubt is no place, and neither is a home without an address', () => {
  const step = stepOutcome({
    records: keys.map((key) => ({ ...key, state: 'unknown' as const, value: own, ttl: 600 })),
  });

  expect(
    placesOf('home.example.com', kept, { ...stateAt(own), steps: new Map([[target.id, step]]) }),
  ).toEqual([]);
  expect(placesOf('cloud.example.org', kept, nothingKnown)).toEqual([]);
});

it('tries nothing after a stop', async () => {
  const { clock, tried, inSync, reach } = home('home.example.com');

  inSync();
  await clock.advance(minute);
  await reach.stop();
  await clock.advance(day);

  expect(tried).toHaveLength(2);
});
