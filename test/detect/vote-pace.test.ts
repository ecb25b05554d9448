import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/base/failure.ts';
import { after, before, lie, minute, stage, three } from './stage.ts';

const hour = 60 * minute;
const seven = {
  ...three,
  d: { line: before },
  e: { line: before },
  f: { line: before },
  g: { line: before },
};

type Home = Pick<ReturnType<typeof stage>, 'look' | 'clock'>;

async function ticks(n: number, { look, clock }: Home) {
  const detections: Awaited<ReturnType<Home['look']>>[] = [];
  for (let tick = 0; tick < n; tick++) {
    detections.push(await look());
    await clock.advance(minute / 2);
  }
  return detections;
}

describe('a source that asked to be left alone', () => {
  const limited = (minutes: number) =>
    new Failure('limited', 'answered HTTP 429', { retryAfter: minutes * minute });

  test('is not asked before, though nobody agrees without it', async () => {
    const house = stage({ ipify: { line: before }, amazon: { line: before } });
    await house.look();
    house.all(after);
    house.cast.amazon.line = limited(60);
    await ticks(1, house);
    const asked = house.cast.amazon.asked;

    const [, ...rest] = await ticks(118, house);
    const meanwhile = house.cast.amazon.asked - asked;
    house.cast.amazon.line = after;
    await ticks(20, house);

    expect(meanwhile).toBe(0);
    expect(rest.every(({ kind }) => kind === 'none')).toBe(true);
    expect(rest[0]).toMatchObject({ reason: expect.stringContaining('amazon: asked to be left alone') });
    expect(await house.look()).toMatchObject({ kind: 'agreed', address: after });
  });

  test('is not asked before, though it is the only one', async () => {
    const house = stage({ ipify: { line: limited(60) } }, { votes: 1 });

    await ticks(120, house);

    expect(house.cast.ipify.asked).toBe(1);
  });

  test('is not asked before, though the network was away meanwhile', async () => {
    const house = stage({
      ipify: { line: limited(60) },
      amazon: { line: new Failure('transient', 'no route') },
    });
    await ticks(20, house);
    house.cast.amazon.line = before;

    await ticks(90, house);

    expect(house.cast.ipify.asked).toBe(1);
  });
});

describe('sources that never agree', () => {
  test('are asked less and less, down to a vote each five minutes', async () => {
    const house = stage({ ...seven });
    for (const [index, source] of Object.values(house.cast).entries()) source.line = `81.2.70.${index + 1}`;

    await ticks(120, house);
    const known = house.asked();
    await ticks(120, house);

    expect(house.asked() - known).toBeLessThanOrEqual(7 * 13);
  });

  test('cost one question a tick beside, while one of them may say the address agreed before', async () => {
    const house = stage({ ...seven });
    await house.look();
    for (const [index, source] of Object.values(house.cast).entries()) source.line = `81.2.70.${index + 1}`;
    await ticks(120, house);
    const known = house.asked();

    await ticks(120, house);
    const cost = house.asked() - known;
    house.all(before);
    const [next] = await ticks(1, house);

    expect(cost).toBeLessThanOrEqual(120 + 7 * 13);
    expect(next).toMatchObject({ kind: 'agreed', address: before });
  });

  test('are heard again within five minutes when they agree on another address', async () => {
    const house = stage({ ...seven });
    await house.look();
    for (const [index, source] of Object.values(house.cast).entries()) source.line = `81.2.70.${index + 1}`;
    await ticks(240, house);
    house.all(lie);

    const detections = await ticks(11, house);

    expect(detections.at(-1)).toMatchObject({ kind: 'agreed', address: lie });
  });
});

describe('a network that is away', () => {
  test('costs one question a tick after a while, and is found back at the first that is answered', async () => {
    const house = stage({ ...seven });
    house.all(before);
    for (const source of Object.values(house.cast)) source.line = new Failure('transient', 'no route');
    await ticks(10, house);
    const known = house.asked();

    await ticks(120, house);
    const cost = house.asked() - known;
    house.all(after);
    const [next] = await ticks(1, house);

    expect(cost).toBe(120);
    expect(next).toMatchObject({ kind: 'agreed', address: after });
    expect(house.clock.monotonic()).toBeGreaterThan(hour);
  });
});
