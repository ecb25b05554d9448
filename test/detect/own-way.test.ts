import { expect, it } from 'vitest';
import { sleep } from '../../src/base/clock.ts';
import type { Detection, Detector } from '../../src/detect/detector.ts';
import { createLineBoard } from '../../src/detect/line-board.ts';
import { othersOf, posting, withOwnWay } from '../../src/detect/own-way.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const first = '81.2.69.1';
const second = '82.3.70.2';
const never = new AbortController().signal;

interface Way {
  /** What the sources say now; undefined: nobody answers. */
  says: string | undefined;
  /** They say it without agreeing. */
  disagrees?: boolean;
  /** Milliseconds of one look. */
  delay: number;
  looks: number;
}

/** Two lines, the second of which has a way of its own; the clock stands still while nobody waits. */
function twoLines({ looksAgain = true, isUsual = false } = {}) {
  const clock = new VirtualClock();
  const board = createLineBoard(clock);
  const ways: Record<string, Way> = {
    plain: { says: first, delay: 100, looks: 0 },
    own: { says: second, delay: 50, looks: 0 },
  };
  const detectorOf = (line: string): Detector => ({
    async detect(_, signal): Promise<Detection> {
      const way = ways[line];
      if (!way) throw new Error(`no ${line}`);
      way.looks += 1;
      const { says, disagrees } = way;
      await sleep(clock, way.delay, signal);
      if (says === undefined) return { kind: 'none', reason: 'nobody answers', split: false, troubles: [] };
      if (disagrees)
        return { kind: 'none', reason: 'they disagree', split: true, troubles: [], heard: [says] };
      return { kind: 'agreed', address: says, changed: false, witnesses: ['x'], troubles: [] };
    },
    sources: () => [],
  });
  const plain = posting(detectorOf('plain'), 'plain', board, clock);
  const own = withOwnWay(posting(detectorOf('own'), 'own', board, clock), {
    ...{ line: 'own', others: ['plain'], board, clock, patience: 30_000 },
    canLookAgain: () => looksAgain,
    lookAgain: () => void plain.detect('ipv4', never),
    isUsual: async () => isUsual,
    explain: async (address) => `${address} is that of another line`,
  });
  async function look(detector: Detector, signal = never): Promise<Detection> {
    let found: Detection | undefined;
    void detector.detect('ipv4', signal).then((detection) => {
      found = detection;
    });
    for (let waited = 0; found === undefined; waited += 10) {
      await clock.advance(10);
      if (waited > 100_000) throw new Error('the look does not end');
    }
    return found;
  }
  return { clock, board, ways, plain, own, look };
}

it('an address that no other line says counts, once the other line has looked after it was found', async () => {
  const { ways, plain, own, look } = twoLines();
  await look(plain);

  const found = await look(own);

  expect(found).toMatchObject({ kind: 'agreed', address: second, changed: true });
  expect(ways.plain?.looks).toBe(2);
});

it('an address that another line has heard of and cannot agree on is not taken for a while', async () => {
  const { clock, ways, plain, own, look } = twoLines();
  Object.assign(ways.own ?? {}, { says: first });
  Object.assign(ways.plain ?? {}, { disagrees: true });

  expect(await look(own)).toMatchObject({ kind: 'none' });
  Object.assign(ways.plain ?? {}, { says: undefined });
  expect(await look(own)).toMatchObject({ kind: 'none' });
  Object.assign(ways.plain ?? {}, { says: '81.2.69.9', disagrees: false });
  await look(plain);
  expect(await look(own)).toMatchObject({ kind: 'none' });
  await clock.advance(15 * 60_000);
  await look(plain);

  expect(await look(own)).toMatchObject({ kind: 'agreed', address: first });
});

it('the address of another line is none, whichever line finds it first', async () => {
  for (const delay of [10, 5_000]) {
    const { ways, own, look } = twoLines();
    Object.assign(ways.own ?? {}, { says: first });
    Object.assign(ways.plain ?? {}, { delay });

    expect(await look(own)).toMatchObject({ kind: 'none', reason: `${first} is that of another line` });
  }
});

it('a change of the other line that it has not seen itself is not taken for an own address', async () => {
  const { ways, plain, own, look } = twoLines();
  await look(plain);
  await look(own);
  // The rule is gone, and the first line has a new address, which its own look has not found yet.
  const changed = '81.2.69.99';
  Object.assign(ways.plain ?? {}, { says: changed });
  Object.assign(ways.own ?? {}, { says: changed });

  expect(await look(own)).toMatchObject({ kind: 'none' });
});

it('an address that is held stays, though another line comes to have the same', async () => {
  const { ways, plain, own, look } = twoLines();
  await look(own);
  // The router leads the first line over the second one while it is down.
  Object.assign(ways.plain ?? {}, { says: second });
  await look(plain);

  expect(await look(own)).toMatchObject({ kind: 'agreed', address: second, changed: false });
});

it('a line whose neighbour is down is followed', async () => {
  const { ways, plain, own, look } = twoLines();
  Object.assign(ways.plain ?? {}, { says: undefined });
  await look(plain);

  expect(await look(own)).toMatchObject({ kind: 'agreed', address: second });
});

it('what a line said before it went down is remembered', async () => {
  const { ways, plain, own, look } = twoLines();
  await look(plain);
  Object.assign(ways.plain ?? {}, { says: undefined });
  Object.assign(ways.own ?? {}, { says: first });

  expect(await look(own)).toMatchObject({ kind: 'none' });
});

it('a neighbour that never answers leaves the line without an address, and the look ends', async () => {
  const { ways, own, look } = twoLines();
  Object.assign(ways.plain ?? {}, { delay: Number.MAX_SAFE_INTEGER });

  const found = await look(own);

  expect(found.kind === 'none' && found.reason).toContain('have not told their own address yet');
});

it('the same address is no wonder where the system itself leaves by the same way', async () => {
  const { ways, plain, own, look } = twoLines({ isUsual: true });
  Object.assign(ways.own ?? {}, { says: first });
  await look(plain);

  expect(await look(own)).toMatchObject({ kind: 'agreed', address: first, changed: true });
});

it('two lines that each wait for the other are both followed', async () => {
  const clock = new VirtualClock();
  const board = createLineBoard(clock);
  const ids = ['one', 'two'] as const;
  const says = { one: first, two: second };
  const detectors = ids.map((line) => {
    const detector: Detector = {
      async detect(_, signal) {
        await sleep(clock, 100, signal);
        return { kind: 'agreed', address: says[line], changed: true, witnesses: [], troubles: [] };
      },
      sources: () => [],
    };
    return withOwnWay(posting(detector, line, board, clock), {
      ...{ line, others: ids.filter((id) => id !== line), board, clock, patience: 30_000 },
      ...{ canLookAgain: () => true, lookAgain: () => {}, isUsual: async () => false },
      explain: async () => 'the same',
    });
  });
  const found: Detection[] = [];
  for (const detector of detectors) void detector.detect('ipv4', never).then((one) => found.push(one));

  await clock.advance(200);

  expect(found.map((one) => one.kind === 'agreed' && one.address).sort()).toEqual([first, second]);
});

it('where each line looks once, the look of the other line is waited for', async () => {
  for (const [says, kind] of [
    [first, 'none'],
    [second, 'agreed'],
  ] as const) {
    const { clock, ways, plain, own, look } = twoLines({ looksAgain: false });
    Object.assign(ways.own ?? {}, { says });
    void plain.detect('ipv4', never);
    await clock.advance(10);

    expect(await look(own)).toMatchObject({ kind });
    expect(ways.plain?.looks).toBe(1);
  }
});

it('a look that is stopped ends at once', async () => {
  const { ways, own } = twoLines();
  Object.assign(ways.plain ?? {}, { delay: Number.MAX_SAFE_INTEGER });
  const stop = new AbortController();
  const looking = own.detect('ipv4', stop.signal);
  stop.abort();

  expect(await looking).toMatchObject({ kind: 'none' });
});

it('lines over the same way need no other address', () => {
  const lines = [
    { id: 'plain' },
    { id: 'a', via: { place: 'eth1' } },
    { id: 'b', via: { place: 'eth1' } },
    { id: 'c', via: { place: 'eth2' } },
  ];

  expect(lines.map((line) => othersOf(line, lines))).toEqual([
    ['a', 'b', 'c'],
    ['plain', 'c'],
    ['plain', 'c'],
    ['plain', 'a', 'b'],
  ]);
});
