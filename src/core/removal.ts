import { keyText, type RecordSet } from '../dns/records.ts';
import type { Confirmation } from '../providers/provider.ts';
import type { HostCalls } from './host-calls.ts';
import { planRemoval } from './plan.ts';
import type { HomeAddresses } from './records/home-addresses.ts';
import type { Target } from './target.ts';

/**
 * Deletes, of what the host holds at this moment, the records that this run wrote or found with the address that it
 * would write (`ON_STOP=delete`). Throws the Failure of the first that could not be deleted.
 */
export async function removeOwn(
  target: Target,
  home: HomeAddresses,
  { read, apply }: HostCalls,
  signal: AbortSignal,
): Promise<void> {
  const keys = target.keys.filter(home.hasOwn);
  if (keys.length === 0) return;
  const sets = await read(keys, signal);
  for (const set of sets) home.found(set);

  const planned = (held: readonly RecordSet[]) =>
    planRemoval(held, (key, { value }) => home.isOwn(key, value), target.ttl);
  const changes = planned(sets);
  const answers = await apply(changes, signal);
  const changed = answers.flatMap((answer) => ('failure' in answer ? (answer.now ?? []) : []));
  const again = await apply(planned(changed), signal);
  const settled = new Set(changed.map(keyText));
  throwFirst([...answers.filter((answer) => !settled.has(keyText(answer))), ...again]);
}

function throwFirst(answers: readonly Confirmation[]): void {
  for (const answer of answers) if ('failure' in answer) throw answer.failure;
}
