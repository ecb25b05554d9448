import { oneLine } from '../base/visible-text.ts';
import { listed } from './names.ts';
import type { RecordReport, StatusReport } from './status-report.ts';
import { isAboutWorld } from './world-text.ts';

/** What sums the status up, and all that it is made of. */
type Summary = Pick<StatusReport, 'reasons' | 'planned' | 'retryAt' | 'lastChange'>;
type Facts = Pick<StatusReport, 'targets' | 'notes' | 'addressErrors'>;

// Home Assistant stores at most 16,384 bytes of what it is told beside a state.
const mostReasons = 10;
const longestReason = 600;

export function summaryOf(facts: Facts): Summary {
  const records = facts.targets.flatMap(({ records }) => records);
  const wanted = records.flatMap((record) =>
    record.wanted === null ? [] : [{ ...record, text: record.wanted }],
  );
  return {
    reasons: bounded(reasonsIn(facts)),
    planned: bounded(
      together(wanted, ({ fqdn, type }) => `${fqdn} ${type}`).map(
        ({ names, text }) => `DRY_RUN is on: ${names} would become ${text}`,
      ),
    ),
    retryAt: earliest(facts.targets.map(({ retryAt }) => retryAt)),
    lastChange: earliest(
      records.map(({ changedAt }) => changedAt),
      -1,
    ),
  };
}

/** What is the matter, each once. What the owner has to mend comes first; a note only where nothing else says it. */
export function reasonsIn({ targets, notes, addressErrors }: Facts): string[] {
  const ofTargets = targets.flatMap(({ domain, error, records }) => [
    ...(error === null ? [] : [`${domain}: ${error}`]),
    ...together(failedIn(records, error), ({ fqdn }) => fqdn).map(({ names, text }) => `${names}: ${text}`),
  ]);
  const ofHome = Object.values(addressErrors).flatMap((error) => error ?? []);
  const all = [...ofTargets, ...ofHome];
  const others = notes.filter((note) => !isAboutWorld(note));
  return [...new Set(all.length > 0 ? all : others.map(({ text }) => text))];
}

function failedIn(records: readonly RecordReport[], ofAll: string | null) {
  return records.flatMap((record) =>
    record.error === null || record.error === ofAll ? [] : [{ ...record, text: record.error }],
  );
}

/** Those of which the same is to be said. */
function together<T extends { readonly text: string }>(all: readonly T[], nameOf: (one: T) => string) {
  return [...Map.groupBy(all, ({ text }) => text)].map(([text, same]) => ({
    text,
    names: listed([...new Set(same.map(nameOf))]),
  }));
}

function bounded(texts: readonly string[]): string[] {
  const more = texts.length - mostReasons;
  return [
    ...texts.slice(0, mostReasons).map((text) => oneLine(text, longestReason)),
    ...(more > 0 ? [`and ${more} more, which the page has`] : []),
  ];
}

/** `at`: of the moments in their order, the one to take. */
function earliest(moments: readonly (string | null)[], at = 0): string | null {
  return (
    moments
      .flatMap((moment) => moment ?? [])
      .sort()
      .at(at) ?? null
  );
}
