import { describe, expect, test } from 'vitest';
import type { Detection } from '../../src/detect/detector.ts';
import { broken } from '../support/scripted-source.ts';
import { after, before, lie, minute, stage, three } from './stage.ts';

describe('sources that disagree for ever', () => {
  test('make the address change once at most, never back and forth', async () => {
    const { look, clock, cast } = stage({
      ...three,
      d: { line: before },
      e: { line: before },
      f: { line: before },
    });
    await look();
    for (const one of [cast.cloudflare, cast.d, cast.e]) one.line = after;

    let changes = 0;
    for (let tick = 0; tick < 400; tick++) {
      const detection = await look();
      if (detection.kind === 'agreed' && detection.changed) changes += 1;
      await clock.advance(minute);
    }

    expect(changes).toBe(1);
  });

  test('do not keep a home from returning to its former address', async () => {
    const { look, all, cast, clock } = stage({ ...three, fourth: { line: before } });
    await look();
    all(after);
    await look();
    await clock.advance(minute);
    all(before);
    cast.ipify.line = broken();
    cast.fourth.line = broken();

    const detection = await look();

    expect(detection).toMatchObject({ kind: 'agreed', address: before, changed: true });
  });

  test.each([
    ['stays away while a silent source could make the difference', broken(), { kind: 'none', split: true }],
    ['stays away while more say otherwise', after, { kind: 'agreed', address: after, changed: false }],
    ['comes back when most of everybody say so', before, { kind: 'agreed', address: before, changed: true }],
  ])('a former address %s', async (_, line, expected) => {
    const { look, all, cast } = stage({ ...three, fourth: { line: before }, fifth: { line: before } });
    await look();
    all(after);
    await look();
    cast.fifth.line = before;
    cast.ipify.line = before;
    cast.fourth.line = line;

    const detection = await look();

    expect(detection).toMatchObject(expected);
  });
});

describe('a former address that most say, while a silent source could make the difference,', () => {
  /** Two say the former address, one says another, one is dead. */
  async function heldBack(third: string) {
    const home = stage({ ...three, fourth: { line: before } });
    const { look, all, cast, clock } = home;
    await look();
    all(after);
    await look();
    // In this order the third one comes to be asked first while the former address is being held back.
    cast.ipify.line = before;
    cast.amazon.line = broken();
    cast.cloudflare.line = third;
    cast.fourth.line = before;
    /** The looks of so many minutes. */
    const lookFor = async (minutes: number, every = minute / 2) => {
      const detections: Detection[] = [];
      for (let n = 0; n < (minutes * minute) / every; n++) {
        detections.push(await look());
        await clock.advance(every);
      }
      return detections;
    };
    return { ...home, lookFor };
  }
  const says = (address: string) => (one: Detection) => one.kind === 'agreed' && one.address === address;

  test.each([
    ['a liar', lie],
    ['the address agreed last', after],
  ])('comes back within minutes although one goes on to say %s', async (_, third) => {
    const { lookFor } = await heldBack(third);

    const detections = await lookFor(5);

    expect(detections.map(says(before))).toEqual([...Array(4).fill(false), ...Array(6).fill(true)]);
    expect(detections.filter((one) => one.kind === 'agreed' && one.changed)).toHaveLength(1);
  });

  test('stays away when they were merely late by a minute and a half', async () => {
    const { lookFor, all } = await heldBack(after);

    const late = await lookFor(1.5, 5_000);
    all(after);
    const later = await lookFor(5);

    expect([...late, ...later].some(says(before))).toBe(false);
    expect(later.slice(-4).every(says(after))).toBe(true);
  });

  test('begins its wait anew when it did not win in between', async () => {
    const { lookFor, look, cast, clock } = await heldBack(lie);
    await lookFor(1);
    cast.ipify.line = broken();
    await look();
    cast.ipify.line = before;
    await clock.advance(minute);

    const detections = await lookFor(1);

    expect(detections.some(says(before))).toBe(false);
  });

  test('is not taken because it won twice a long time apart', async () => {
    const { look, clock } = await heldBack(lie);
    await look();
    await clock.advance(10 * minute);

    const detection = await look();

    expect(detection).toMatchObject({ kind: 'none', split: true });
  });
});
