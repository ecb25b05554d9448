import { describe, expect, test } from 'vitest';
import type { Transport } from '../../src/sources/source.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { after, before, minute, stage, lie as third } from './stage.ts';

const second = 1_000;
const hour = 60 * minute;
const voters: readonly [name: string, operator: string, transport: Transport][] = [
  ['dns:cloudflare', 'cloudflare', 'dns'],
  ['stun:google', 'google', 'stun'],
  ['ipify', 'ipify', 'https'],
  ['aws', 'amazon', 'https'],
  ['dns:opendns', 'opendns', 'dns'],
  ['stun:cloudflare', 'cloudflare', 'stun'],
  ['cloudflare', 'cloudflare', 'https'],
];

/** The default sources, a tick every 30 s, and the looks that a detection asks for. */
function home(among = voters) {
  const script = ([name, operator, transport]: (typeof voters)[number]) =>
    [name, { operator, transport, line: before }] as const;
  const stageOf = stage(Object.fromEntries(among.map(script)), { random: () => 0 });
  const { clock, look, cast } = stageOf;
  const published: { readonly address: string; readonly at: number }[] = [];
  const notices: string[] = [];
  let failed = 0;
  let looks = 0;

  async function live(ms: number): Promise<void> {
    const end = clock.monotonic() + ms;
    while (clock.monotonic() < end) {
      const detection = await look();
      looks += 1;
      const now = clock.monotonic();
      if (detection.kind === 'none') failed += 1;
      else {
        if (detection.changed) published.push({ address: detection.address, at: now });
        notices.push(...(detection.notices ?? []).map(({ kind }) => kind));
      }
      const tick = 30 * second - (now % (30 * second));
      await clock.advance(Math.max(100, Math.min(tick, detection.again ?? tick)));
    }
  }
  /** All but some say the address from now on; how long it takes until it is published, undefined for not within 10 minutes. */
  async function delayOf(address: string, ...stuck: string[]): Promise<number | undefined> {
    const from = clock.monotonic();
    for (const [name, source] of Object.entries(cast)) if (!stuck.includes(name)) source.line = address;
    while (published.at(-1)?.address !== address) {
      if (clock.monotonic() - from > 10 * minute) return undefined;
      await live(second);
    }
    return (published.at(-1)?.at ?? 0) - from;
  }
  const sources = Object.values(cast);
  return { ...stageOf, published, notices, live, delayOf, sources, failed: () => failed, looks: () => looks };
}

/** Each answer comes over the one line or the other, by chance. */
function balance({ sources }: ReturnType<typeof home>, random: () => number, share = 0.5): void {
  for (const source of sources)
    Object.defineProperty(source, 'line', { get: () => (random() < share ? before : after) });
}

const stuckAt: Record<string, { readonly name: string; readonly address: string } | undefined> = {
  'while everybody follows': undefined,
  'while one source says the first address for ever': { name: 'ipify', address: before },
  'while one source says the other address for ever': { name: 'dns:opendns', address: after },
};

describe('the old address comes back', () => {
  test.each(Object.entries(stuckAt))(
    'within two minutes, three evenings in a row, %s',
    async (_, stuck) => {
      const house = home();
      const stuckName = stuck?.name ?? '';
      const one = house.cast[stuckName];
      if (one && stuck) one.line = stuck.address;
      await house.live(hour);

      const delays: (number | undefined)[] = [];
      for (let evening = 0; evening < 3; evening++) {
        for (const minutes of [1, 5, 15]) {
          delays.push(await house.delayOf(after, stuckName));
          await house.live(minutes * minute);
          delays.push(await house.delayOf(before, stuckName));
          await house.live(hour);
        }
        await house.live(20 * hour);
      }

      expect(delays).toHaveLength(18);
      expect(Math.max(...delays.map((delay) => delay ?? Number.POSITIVE_INFINITY))).toBeLessThanOrEqual(
        120 * second,
      );
    },
    120_000,
  );

  test('at once when it is the first time', async () => {
    const house = home();
    await house.live(minute);
    await house.delayOf(after);
    await house.live(minute);

    expect(await house.delayOf(before)).toBeLessThanOrEqual(31 * second);
  });
});

describe('two lines that take turns', () => {
  test.each([1, 2, 3])(
    'make at most 24 changes a day and are told once (seed %i)',
    async (seed) => {
      const house = home();
      balance(house, seededRandom(seed));

      await house.live(24 * hour);

      expect(house.published.length).toBeLessThanOrEqual(24);
      expect(house.notices).toEqual(['two-lines']);
      // As many looks again as ticks, and no more.
      expect(house.looks()).toBeLessThanOrEqual(3 * 2880);
    },
    120_000,
  );

  test('make at most 24 changes a day with three sources over HTTPS alone', async () => {
    const house = home(voters.filter(([, , transport]) => transport === 'https'));
    balance(house, seededRandom(4));

    await house.live(24 * hour);

    expect(house.published.length).toBeLessThanOrEqual(24);
  }, 120_000);

  test('do not keep a third address waiting', async () => {
    const house = home();
    balance(house, seededRandom(1));
    await house.live(2 * hour);
    for (const source of house.sources)
      Object.defineProperty(source, 'line', { value: third, writable: true });

    expect(await house.delayOf(third)).toBeLessThanOrEqual(31 * second);
  });

  test('are no failed look, once they are known', async () => {
    const house = home();
    balance(house, seededRandom(2));
    await house.live(2 * hour);
    const known = house.failed();

    await house.live(2 * hour);

    expect(house.failed() - known).toBeLessThanOrEqual(5);
  });
});

test('a source that says the old address for ever delays no change', async () => {
  const house = home();
  await house.live(minute);

  expect(await house.delayOf(after, 'ipify')).toBeLessThanOrEqual(31 * second);
});
