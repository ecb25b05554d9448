import { beforeEach, describe, expect, test } from 'vitest';
import type { Look } from '../../../src/detect/look.ts';
import { type ByName, createByName } from '../../../src/detect/safeguards/by-name.ts';
import type { Vote } from '../../../src/detect/vote.ts';
import type { Source } from '../../../src/sources/source.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';
import { after, lie, minute } from '../stage.ts';

const ask = () => Promise.reject(new Error('not asked'));
const source = (operator: string, isAble = true): Source => ({
  ...{ name: operator, operator, transport: 'https', ask },
  ...(isAble && { witness: ask }),
});
const ipify = source('ipify');
const amazon = source('amazon');
const dns = source('opendns', false);

/** A look in which these were asked, those of them that are open said nothing yet. */
function lookOf(votes: readonly Vote[], asked: readonly Source[], open: readonly Source[] = []): Look {
  const nothing = () => {};
  return {
    ...{ agreed: undefined, votes, said: undefined, failures: new Map(), troubles: [] },
    ...{ isVote: () => true, ask: nothing, askAgain: () => false, restraint: 'free', isCheck: false },
    ...{ awaited: () => [], overdue: () => [], passOver: nothing, count: nothing, close: nothing },
    next: () => Promise.reject(new Error('nothing comes')),
    end: () => undefined,
    open: () => open,
    hasAsked: (one) => asked.includes(one),
  };
}
const says = (one: Source, address = after, independent: boolean | undefined = false): Vote => ({
  ...{ source: one, address, independent },
});
const everybody = [ipify, amazon, dns];
const good = lookOf([says(ipify), says(amazon)], everybody);

let clock: VirtualClock;
let byName: ByName;
beforeEach(async () => {
  clock = new VirtualClock();
  await clock.advance(minute);
  byName = createByName(everybody, clock);
});

describe('an address that is said by name alone', () => {
  test('counts when it was said for two minutes', async () => {
    const left = [byName.undecided(after, good)];
    const ripe = [byName.ripe(after, good)];
    await clock.advance(2 * minute - 1);
    left.push(byName.undecided(after, good));
    ripe.push(byName.ripe(after, good));
    await clock.advance(1);
    left.push(byName.undecided(after, good));
    ripe.push(byName.ripe(after, good));

    expect(left).toEqual([2 * minute, 1, 0]);
    expect(ripe).toEqual([undefined, undefined, after]);
  });

  test('never counts where it did not wait', () => {
    expect(byName.ripe(after, good)).toBeUndefined();
    expect(byName.ripe(undefined, good)).toBeUndefined();
  });

  test('begins anew with another address, and when a look agreed', async () => {
    byName.undecided(after, good);
    await clock.advance(2 * minute);
    const other = lookOf([says(ipify, lie), says(amazon, lie)], everybody);
    const ofOther = [byName.ripe(lie, other), byName.undecided(lie, other)];
    await clock.advance(2 * minute);
    byName.agreed();

    expect(ofOther).toEqual([undefined, 2 * minute]);
    expect(byName.ripe(lie, other)).toBeUndefined();
  });

  test.each<[string, Look]>([
    ['while a witness is still to answer', lookOf([says(ipify), says(amazon)], everybody, [amazon])],
    ['while a witness is still to be asked', lookOf([says(ipify), says(amazon)], [ipify, dns])],
    ['where one says it as a witness', lookOf([says(ipify), says(amazon, after, true)], everybody)],
    [
      'where one was not asked as a witness',
      lookOf([says(ipify), { source: amazon, address: after }], everybody),
    ],
    ['by one operator alone', lookOf([says(ipify), says(amazon, lie)], everybody)],
    ['by one operator and one that can be no witness', lookOf([says(ipify), says(dns)], everybody)],
  ])('does not count %s', async (_, look) => {
    byName.undecided(after, good);
    await clock.advance(2 * minute);

    expect([byName.ripe(after, look), byName.undecided(after, look)]).toEqual([undefined, undefined]);
  });

  test.each<[string, readonly Vote[], boolean]>([
    ['nobody answers in between', [], true],
    ['one alone says it in between', [says(dns)], true],
    ['one says another address in between', [says(dns, lie)], false],
  ])('waits on or not, where %s', async (_, votes, isKept) => {
    byName.undecided(after, good);
    await clock.advance(2 * minute);

    const left = byName.undecided(undefined, lookOf(votes, []));

    expect([left, byName.ripe(after, good)]).toEqual([undefined, isKept ? after : undefined]);
  });

  test('counts by one operator where no other could be a witness, and never where none could', async () => {
    const alone = lookOf([says(ipify)], [ipify, dns]);
    const ofOne = createByName([ipify, dns], clock);
    const ofNone = createByName([dns], clock);

    expect(ofOne.undecided(after, alone)).toBe(2 * minute);
    expect(ofNone.undecided(after, lookOf([says(dns)], [dns]))).toBeUndefined();
  });
});
