import type { ChangeOutcome, StepOutcome } from '../core/outcome.ts';
import type { Target } from '../core/target.ts';
import type { RecordKey, RecordType } from '../dns/records.ts';
import type { Spread } from './propagation.ts';
import type { HeldRecord } from './sight.ts';

/** What a step of a target has changed, by type. */
export function spreadsOf(target: Target, step: StepOutcome): Spread[] {
  const types = new Set(target.keys.map(({ type }) => type));
  return [...types].flatMap((type) => spreadOf(target, type, step) ?? []);
}

function spreadOf(target: Target, type: RecordType, step: StepOutcome): Spread | undefined {
  const changed = step.changes.flatMap((change) => {
    const held = change.type === type && isNews(change) ? heldIn(step, change) : undefined;
    return held ? [{ change, held }] : [];
  });
  const [first] = changed;
  if (!first) return undefined;
  const of = changed.filter(({ held }) => held.value === first.held.value);
  const before = new Set(of.flatMap(({ change }) => (change.unseen ? [] : change.from)));
  before.delete(first.held.value);
  const ttls = of.flatMap(({ change }) => (change.from.length > 0 ? (change.ttlBefore ?? []) : []));
  return {
    ...{ target, type, to: first.held.value, held: of.map(({ held }) => held), from: [...before] },
    ttl: ttls.length === 0 ? undefined : Math.max(...ttls),
  };
}

/** It holds another address now, not just another TTL. */
function isNews({ from, to, result, unseen }: ChangeOutcome): boolean {
  return result === 'confirmed' && to !== null && (unseen === true || from.length !== 1 || from[0] !== to);
}

/** A record as its host is known to hold it, confirmed. */
export function heldIn({ records }: StepOutcome, { name, type }: RecordKey): HeldRecord | undefined {
  const found = records.find((one) => one.name === name && one.type === type);
  if (found?.state !== 'in-sync' || found.value === null) return undefined;
  return { name, type, value: found.value, ttl: found.ttl };
}
