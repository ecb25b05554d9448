import { asFailure, Failure } from '../base/failure.ts';
import { type Change, keyText, type RecordKey, type RecordSet } from '../dns/records.ts';
import type { Confirmation } from '../providers/provider.ts';
import type { Access } from './access.ts';
import type { Account } from './account.ts';
import type { Target } from './target.ts';

/** The two calls to the DNS host about one target. */
export interface HostCalls {
  /** One set for each key, in their order. Throws a Failure, also where the host says nothing of one. */
  read(keys: readonly RecordKey[], signal: AbortSignal): Promise<RecordSet[]>;
  /** When nothing else of the account writes to the zone. Never rejects. */
  apply(changes: readonly Change[], signal: AbortSignal): Promise<Confirmation[]>;
}

/** `onLimit` is told of each rate limit that a call meets, whatever else becomes of the step or the removal. */
export function hostCalls(
  { zone }: Target,
  access: Access,
  account: Account,
  onLimit: (failure: Failure) => void,
): HostCalls {
  const noting = (failure: Failure) => {
    if (failure.kind === 'limited') onLimit(failure);
    return failure;
  };
  return {
    async read(keys, signal) {
      // Asked for anew each time: it is another one when the credentials have changed.
      const { provider } = access;
      const answered = await provider.read(zone, keys.map(plainKey), signal).catch((thrown: unknown) => {
        throw noting(failedQuestion(thrown));
      });
      const sets = new Map(answered.map((set) => [keyText(set), set]));
      return keys.map((key) => {
        const set = sets.get(keyText(key));
        if (set) return set;
        throw new Failure('transient', `${provider.name} said nothing of ${keyText(key)}`);
      });
    },
    async apply(changes, signal) {
      if (changes.length === 0) return [];
      const answers = await account
        .alone(zone.name, () => access.provider.apply(zone, changes, signal))
        .catch((thrown: unknown) => {
          const failure = asFailure(thrown);
          return changes.map((change) => ({ ...plainKey(change), failure }));
        });
      for (const answer of answers) if ('failure' in answer) noting(answer.failure);
      return answers;
    },
  };
}

/** A question changes nothing, so its lost answer leaves no write unconfirmed. */
function failedQuestion(thrown: unknown): Failure {
  const { kind, reason, said, retryAfter, only, unreached } = asFailure(thrown);
  return new Failure(kind, reason, { said, retryAfter, only, unreached, cause: thrown });
}

export const plainKey = ({ name, type }: RecordKey): RecordKey => ({ name, type });
