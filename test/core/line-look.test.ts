import { beforeEach, describe, expect, test } from 'vitest';
import { createLine } from '../../src/core/line.ts';
import type { Observer } from '../../src/core/outcome.ts';
import type { Addresses } from '../../src/core/target.ts';
import type { Detection } from '../../src/detect/detector.ts';
import type { Family } from '../../src/ip/address.ts';
import { keptTarget } from '../support/outcomes.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const four = '81.2.69.1';
const six = '2a02:8070::1';
const never = new AbortController().signal;
const agreed = (address: string, again?: number): Detection => ({
  ...{ kind: 'agreed', address, changed: false, witnesses: [], troubles: [] },
  ...(again !== undefined && { again }),
});
const none = (again?: number): Detection => ({
  ...{ kind: 'none', reason: 'check IPV4_SOURCES', split: false, troubles: [] },
  ...(again !== undefined && { again }),
});

let clock: VirtualClock;
let events: Parameters<Observer>[0][];
let found: [at: number, addresses: Addresses][];
let asked: [family: Family, isAskedFor: boolean | undefined][];
let checked: (Detection | undefined)[];
beforeEach(async () => {
  clock = new VirtualClock();
  await clock.advance(1_000);
  [events, found, asked, checked] = [[], [], [], []];
});

/** A line whose families find this, so many milliseconds after they were asked. */
function lineOf(finds: Partial<Record<Family, readonly [after: number, Detection]>>) {
  return createLine({
    ...{ id: 'main', clock, random: () => 1, onNetworkBack: () => {} },
    families: (['ipv4', 'ipv6'] as const).filter((family) => finds[family]),
    targets: [
      {
        ...keptTarget,
        spellings: new Map([['IPV4_SOURCES', { written: 'IPV4_SOURCES_1', own: 'IPV4_SOURCES_1' }]]),
      },
    ],
    detector: {
      async detect(family, _, isAskedFor) {
        asked.push([family, isAskedFor]);
        const [after, detection] = finds[family] ?? [0, none()];
        await new Promise<void>((resolve) => clock.after(after, resolve));
        return detection;
      },
      sources: () => [],
    },
    natCheck: {
      async look(detection) {
        checked.push(detection);
        return undefined;
      },
    },
    observe: (event) => events.push(event),
    onFound: (addresses) => found.push([clock.monotonic() - 1_000, addresses]),
  });
}

/** What a look resolves to, the milliseconds from its begin to that moment. */
async function look(finds: Parameters<typeof lineOf>[0], signal = never): Promise<number> {
  const line = lineOf(finds);
  const next = line.look(signal);
  await clock.advance(20_000);
  return (await next) - 1_000;
}

describe('what is found', () => {
  test.each<[string, number, Detection, [number, Addresses][]]>([
    ['together where both come within a second', 900, agreed(six), [[900, { ipv4: four, ipv6: six }]]],
    [
      'at first alone where the other takes longer',
      5_000,
      agreed(six),
      [
        [1_000, { ipv4: four }],
        [5_000, { ipv4: four, ipv6: six }],
      ],
    ],
    ['once where the other is not found in the end', 5_000, none(), [[1_000, { ipv4: four }]]],
  ])('is handed on %s', async (_, after, detection, expected) => {
    await look({ ipv4: [0, agreed(four)], ipv6: [after, detection] });

    expect(found).toEqual(expected);
  });

  test('may be nothing, which is said when the look is over and not before', async () => {
    await look({ ipv4: [0, none()], ipv6: [3_000, none()] });

    expect(found).toEqual([[3_000, {}]]);
  });

  test('is held against the router, where it is an IPv4 address', async () => {
    const detection = agreed(four);
    await look({ ipv4: [500, detection], ipv6: [0, agreed(six)] });

    expect(checked).toEqual([detection]);
  });
});

describe('the next look', () => {
  test.each<[string, Parameters<typeof lineOf>[0], number]>([
    ['needs no time of its own after an address', { ipv4: [0, agreed(four)] }, Number.POSITIVE_INFINITY],
    ['is when the detection asks for it', { ipv4: [0, agreed(four, 7_000)] }, 7_000],
    ['is a second later where nothing was found', { ipv4: [0, none()] }, 1_000],
    ['is the sooner one of both', { ipv4: [0, agreed(four, 7_000)], ipv6: [0, agreed(six, 4_000)] }, 4_000],
    ['is the sooner one where a family failed', { ipv4: [0, none(400)] }, 400],
  ])('%s', async (_, finds, expected) => {
    expect(await look(finds)).toBe(expected);
  });

  test('is ever later while nothing is found', async () => {
    const line = lineOf({ ipv4: [0, none()] });
    const waits: number[] = [];
    for (let time = 0; time < 4; time++) {
      const next = line.look(never);
      await clock.advance(0);
      waits.push((await next) - clock.monotonic());
    }

    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000]);
  });
});

test('a look tells what each family found, with its settings as they were written, and how long it took', async () => {
  await look({ ipv4: [2_000, none()], ipv6: [0, agreed(six)] });

  expect(events).toMatchObject([
    { kind: 'detected', line: 'main', family: 'ipv6', detection: { address: six } },
    { kind: 'detected', line: 'main', family: 'ipv4', detection: { reason: 'check IPV4_SOURCES_1' } },
    { kind: 'looked', line: 'main', sources: [], took: 2_000 },
  ]);
});

test.each([true, false, undefined])(
  'a look that is asked for (%s) is told to the detector as one',
  async (is) => {
    const line = lineOf({ ipv4: [0, agreed(four)] });
    const next = line.look(never, is);
    await clock.advance(0);
    await next;

    expect(asked).toEqual([['ipv4', is ?? false]]);
  },
);

describe('a look that is broken off', () => {
  async function brokenOff(detection: Detection) {
    const stop = new AbortController();
    clock.after(500, () => stop.abort());
    return look({ ipv4: [700, detection] }, stop.signal);
  }

  test('says nothing of an address that was not found', async () => {
    expect(await brokenOff(none(100))).toBe(Number.POSITIVE_INFINITY);
    expect([events, found]).toEqual([[], []]);
  });

  test('tells what was found, and hands nothing on', async () => {
    expect(await brokenOff(agreed(four, 100))).toBe(Number.POSITIVE_INFINITY);
    expect(events).toMatchObject([{ kind: 'detected' }]);
    expect(found).toEqual([]);
  });
});
