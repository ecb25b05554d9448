import { expect, it } from 'vitest';
import { Failure } from '../../src/base/failure.ts';
import { MemoryProvider } from '../support/memory-provider.ts';
import { broken, scriptedSource } from '../support/scripted-source.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { type VirtualHomeOptions, virtualHome } from '../support/virtual-home.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const address = (n: number) => `81.2.69.${n}`;
const inside = '192.168.1.10';
const keys = [{ name: 'home', type: 'A' }] as const;

/** A public zone, and a zone for a host of the LAN with a fixed private address. */
function homeWithLan(options: Partial<VirtualHomeOptions> = {}) {
  const clock = new VirtualClock();
  const outside = [0, 1, 2].map((n) =>
    scriptedSource({ name: `outside ${n}`, line: address(1), delay: 50, clock }),
  );
  const fixed = scriptedSource({
    ...{ name: `static:${inside}`, transport: 'local', mayBePrivate: true, line: inside },
  });
  const [open, lan] = [new MemoryProvider(), new MemoryProvider()];
  const running = virtualHome({
    ...{ clock, keys, random: seededRandom(1), sources: { ipv4: outside } },
    targets: [
      { zone: 'example.com', keys, provider: open },
      {
        ...{ zone: 'example.com', keys, provider: lan },
        line: { id: 'lan', sources: { ipv4: [fixed] }, allowPrivate: true },
      },
    ],
    ...options,
  });
  return { clock, outside, fixed, open, lan, running };
}

it('a private address of the LAN never reaches the public zone, whatever becomes of the public line', async () => {
  const { clock, outside, open, lan } = homeWithLan();
  const published = new Set<string>();
  open.during = async () => {
    for (const value of open.values('home', 'A')) published.add(value);
  };

  for (let change = 2; change < 12; change++) {
    await clock.advance(20 * minute);
    for (const source of outside) source.line = broken();
    await clock.advance(10 * minute);
    for (const source of outside) source.line = address(change);
    await clock.advance(10 * minute);

    expect(open.values('home', 'A')).toEqual([address(change)]);
    expect(lan.values('home', 'A')).toEqual([inside]);
  }
  expect([...published]).not.toContain(inside);
});

it('even a public source that says the private address cannot bring it into the public zone', async () => {
  const { clock, outside, open } = homeWithLan();
  await clock.advance(minute);

  for (const source of outside) source.line = inside;
  await clock.advance(hour);

  expect(open.values('home', 'A')).toEqual([address(1)]);
});

it('a line without an address holds up no other, and health names it with its target', async () => {
  const { clock, outside, lan, running } = homeWithLan();
  for (const source of outside) source.line = broken();

  await clock.advance(hour);

  const { status, addresses, addressErrors, targets } = running.report();
  expect(lan.values('home', 'A')).toEqual([inside]);
  expect(status).toBe('failing');
  expect(addresses).toEqual({ ipv4: null, ipv6: null });
  expect(addressErrors.ipv4).toContain('is broken');
  expect(targets.map(({ error }) => error)).toEqual([null, null]);
});

it('health shows the addresses of the line of target 1, the reason of another with its target, and each source once', async () => {
  const { clock, fixed, outside, running } = homeWithLan();
  await clock.advance(minute);

  fixed.line = broken('has no address');
  await clock.advance(hour);

  const { addresses, addressErrors, targets, sources, status } = running.report();
  expect(status).toBe('failing');
  expect(addresses.ipv4).toBe(address(1));
  expect(addressErrors.ipv4).toBeNull();
  expect(targets[0]?.error).toBeNull();
  expect(targets[1]?.error).toContain('has no address');
  expect(sources.map(({ name }) => name)).toEqual([...outside, fixed].map(({ name }) => name));
});

it('a source that two lines ask is listed once', async () => {
  const clock = new VirtualClock();
  const shared = scriptedSource({ name: 'shared', line: address(1), delay: 50, clock });
  const others = ['a', 'b'].map((name) => scriptedSource({ name, line: address(1), delay: 50, clock }));
  const { running } = homeWithLan({
    ...{ clock, sources: { ipv4: [shared, ...others] } },
    targets: [
      { zone: 'example.com', keys, provider: new MemoryProvider() },
      {
        ...{ zone: 'example.org', keys, provider: new MemoryProvider() },
        line: { id: 'other', sources: { ipv4: [...others, shared] } },
      },
    ],
  });

  await clock.advance(minute);

  expect(running.report().sources.map(({ name }) => name)).toEqual(['shared', 'a', 'b']);
});

it('a hint on one line makes that line look, and no other', async () => {
  const { clock, outside, fixed, running } = homeWithLan({ schedule: '0 0 1 1 *' });
  await clock.advance(minute);
  const before = outside.reduce((sum, { asked }) => sum + asked, 0);
  const atHome = fixed.asked;

  running.trigger('lan');
  await clock.advance(minute);

  expect(fixed.asked).toBe(atHome + 1);
  expect(outside.reduce((sum, { asked }) => sum + asked, 0)).toBe(before);
});

it('a tick makes every line look, and none looks after a stop', async () => {
  const { clock, outside, fixed, running } = homeWithLan();
  await clock.advance(2 * minute);
  const looks = fixed.asked;

  expect(looks).toBeGreaterThanOrEqual(4);
  await running.stop();
  const asked = outside.reduce((sum, one) => sum + one.asked, 0);
  await clock.advance(hour);

  expect(fixed.asked).toBe(looks);
  expect(outside.reduce((sum, one) => sum + one.asked, 0)).toBe(asked);
});

it('a target whose line is of the home itself is tried again when another line finds the network back', async () => {
  const { clock, outside, fixed, lan } = homeWithLan();
  await clock.advance(minute);
  for (const source of outside) source.line = broken();
  lan.readFails = new Failure('transient', 'no route');
  lan.applyFails = new Failure('transient', 'no route');
  fixed.line = '192.168.1.11';
  await clock.advance(2 * hour);

  lan.readFails = undefined;
  lan.applyFails = undefined;
  for (const source of outside) source.line = address(1);
  await clock.advance(minute);

  expect(lan.values('home', 'A')).toEqual(['192.168.1.11']);
});

it('a line with a way of its own publishes nothing while it finds the address of the other one, whoever finds a change first', async () => {
  const clock = new VirtualClock();
  const voters = (line: string) =>
    [0, 1, 2].map((n) => scriptedSource({ name: `voter ${n}`, line, delay: 50, clock }));
  const [outside, own] = [voters(address(1)), voters(address(1))];
  const [open, second] = [new MemoryProvider(), new MemoryProvider()];
  const way = {
    from: async () => '192.168.2.10',
    ownInterface: async () => 'eth1',
    isUsual: async () => false,
    explainSame: async (same: string) => `${same} is that of another line`,
  };
  const running = virtualHome({
    ...{ clock, keys, random: seededRandom(1), sources: { ipv4: outside } },
    targets: [
      { zone: 'example.com', keys, provider: open },
      { zone: 'example.org', keys, provider: second, line: { id: 'own', sources: { ipv4: own }, way } },
    ],
  });
  const published = new Set<string>();
  second.during = async () => {
    for (const value of second.values('home', 'A')) published.add(value);
  };
  const say = (sources: typeof own, line: string) => {
    for (const source of sources) source.line = line;
  };

  await clock.advance(10 * minute);
  expect(open.values('home', 'A')).toEqual([address(1)]);
  expect(second.values('home', 'A')).toEqual([]);
  expect(running.report().targets[1]?.error).toBe(`${address(1)} is that of another line`);

  // The rule is there; then it is lost at the very moment at which the first line changes.
  say(own, address(100));
  await clock.advance(10 * minute);
  expect(second.values('home', 'A')).toEqual([address(100)]);
  for (let change = 2; change < 30; change++) {
    await clock.advance(change * 1_700);
    say(own, address(change));
    say(outside, address(change));
    await clock.advance(5 * minute);

    expect(open.values('home', 'A')).toEqual([address(change)]);
    expect([...published, ...second.values('home', 'A')]).toEqual([address(100)]);
  }
});
