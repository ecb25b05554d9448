import { asFailure, Failure } from '../../base/failure.ts';
import type { Change, CurrentRecord, DesiredSet } from '../../dns/records.ts';
import { isGone } from '../refusal.ts';

/**
 * Changes a record that is the only one of its name and type, where the service can do that with this one in one call, and
 * resolves to what it is then; undefined where it cannot.
 */
export type ChangeCall = (held: CurrentRecord, desired: DesiredSet) => Promise<CurrentRecord> | undefined;

/** The record as it was changed; undefined where that cannot be, or is refused, which a new record may not be. */
export async function changedInPlace(
  { desired, update, remove }: Change,
  call: ChangeCall | undefined,
): Promise<CurrentRecord | undefined> {
  if (!desired || !update || remove.length > 0) return undefined;
  try {
    return await call?.(update, desired);
  } catch (thrown) {
    if (isGone(thrown))
      throw new Failure('transient', 'the record is not there any more; the name is read again', {
        unconfirmed: true,
        cause: thrown,
      });
    if (asFailure(thrown).kind === 'record') return undefined;
    throw thrown;
  }
}
