import { Failure } from '../../base/failure.ts';
import type { Change, CurrentRecord } from '../../dns/records.ts';
import { heldAgainst } from '../../http/departure.ts';
import { canonicalValue } from '../../ip/address.ts';
import type { Compare } from './compare.ts';

/**
 * Waited for before each call of a change but the first, with the record that the call removes where it is a single one.
 * Where the calls before took so long that the records may have been changed meanwhile, such a record is looked for anew,
 * and it throws where that is not there any more; else it throws at once.
 */
export type Check = (removed?: CurrentRecord) => Promise<void>;

/**
 * Carries out changes that were just compared. What waits for its turn in the account's rate is
 * judged when it leaves: what was read is read anew where it is too old by then. Where the first call of the changes
 * does not fit any more, it is not sent, and its failure is `unsent`; where a later one does not, they are unconfirmed.
 * `ended` gives the failure of another change with which nothing more is asked of the host.
 */
export function departing<T>(
  changes: readonly Change[],
  compare: Compare | undefined,
  carryOut: (check: Check) => Promise<T>,
  ended: () => Failure | undefined = () => undefined,
): Promise<T> {
  if (!compare) return carryOut(async () => {});
  const { newFor, now } = compare;
  let hasLeft = false;
  let removed: CurrentRecord | undefined;
  const left = () => Math.min(...changes.map(newFor));

  async function renewFirst(given: Compare): Promise<void> {
    const { same } = await given(changes);
    const isSame = same.length === changes.length && same.every((change, index) => change === changes[index]);
    if (isSame) return;
    const message = 'somebody else changed this record set while the write waited, so it was not sent';
    throw new Failure('transient', message, { unsent: true });
  }

  /** What is removed is the record that was compared, as long as it is still in its set. */
  async function renewRemoval(record: CurrentRecord | undefined): Promise<void> {
    const [change, another] = changes;
    if (!record || !change || another) throw tooSlow();
    const { records } = await now(change);
    const isThere = records.some(
      ({ id, value }) => id === record.id && canonicalValue(value) === canonicalValue(record.value),
    );
    if (!isThere) throw tooSlow();
  }

  const comparison = {
    newFor: left,
    async renew() {
      const failure = ended();
      if (failure) throw failure;
      await heldAgainst(undefined, () => (hasLeft ? renewRemoval(removed) : renewFirst(compare)));
    },
    hasLeft() {
      hasLeft = true;
    },
  };
  return heldAgainst(comparison, () =>
    carryOut(async (record) => {
      removed = record;
      if (left() < 0) await heldAgainst(undefined, () => renewRemoval(record));
    }),
  );
}

/** Whether a change was not sent because its set is another one by now, so that it can be compared once more. */
export function isOutdated(thrown: unknown, signal: AbortSignal): boolean {
  return thrown instanceof Failure && thrown.unsent && !signal.aborted;
}

function tooSlow(): Failure {
  const message =
    'the host was so slow that the records are read again before the rest of the change is sent';
  return new Failure('transient', message, { unconfirmed: true });
}
