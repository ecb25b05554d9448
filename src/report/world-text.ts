import { durationText, localTime } from '../base/local-time.ts';
import type { Target } from '../core/target.ts';
import type { RecordKey } from '../dns/records.ts';
import type { Cover } from '../watchers/sight.ts';
import { fullName, listed } from './names.ts';

/** Notes about what is seen from outside begin with it: facts that are no trouble, and nothing that asks for a look. */
const prefix = 'world-';

export function isAboutWorld({ code }: { readonly code: string }): boolean {
  return code.startsWith(prefix);
}

/** A change and the records that it is about. */
interface Changed {
  readonly target: Target;
  readonly held: readonly RecordKey[];
  readonly from: readonly string[];
  readonly to: string;
}

/** Of a change that is not served yet; `until` on the wall clock. */
export function waitingText({ target, held, to }: Changed, until: number): string {
  const asked = `they are asked until ${localTime(until)}`;
  return `${recordNames(target, held)}: the servers of the zone do not serve ${to} yet; ${asked}`;
}

export function laterText({ target, held, to }: Pick<Changed, 'target' | 'held' | 'to'>): string {
  const whose = `${target.title} has confirmed it, so look there whether the zone is published`;
  return `${recordNames(target, held)}: the servers of the zone do not serve ${to}, 10 min after the change; ${whose}`;
}

export function servedText({ target, held, from, to }: Changed, forgottenBy: number): string {
  return `${recordNames(target, held)}: the servers of the zone serve ${to}; ${forgetting(from, `by ${localTime(forgottenBy)}`)}`;
}

export interface Told extends Changed {
  /** So many of the names were asked about. */
  readonly asked: number;
  readonly seconds: number;
  /** Seconds; undefined where nothing was there before, or it cannot be known. */
  readonly ttl: number | undefined;
}

export function toldText(told: Told): string {
  const { target, held, from, to, asked, seconds, ttl } = told;
  const some = asked < held.length ? ` (${asked} of ${held.length} asked)` : '';
  const forgotten = ttl === undefined ? '' : `; ${forgetting(from, `in ${durationText(ttl * 1000)}`)}`;
  const after = seconds === 0 ? 'at once' : `after ${durationText(seconds * 1000)}`;
  return `${recordNames(target, held)}: the servers of the zone serve ${to}, ${after}${some}${forgotten}`;
}

export interface Hidden {
  readonly target: Target;
  readonly records: readonly RecordKey[];
  readonly as: Cover;
  /** A sentence without full stop. */
  readonly why: string;
}

export function hiddenText({ target, records, as, why }: Hidden): string {
  const meaning = meanings[as];
  return `${recordNames(target, records)}: not visible from here: ${meaning === undefined ? why : `${meaning} (${why})`}`;
}

/** What it means, where the reason alone does not say it. */
const meanings: Readonly<Partial<Record<Cover, string>>> = {
  'no-authority':
    'something on the way answers in place of the servers of the zone, mostly a router that catches port 53',
  refused: 'the servers of the zone refuse to answer, as a hidden primary does',
  silent: 'no server of the zone answers',
};

function forgetting(from: readonly string[], when: string): string {
  return `the last resolver has forgotten ${from.join(', ')} ${when}`;
}

function recordNames(target: Target, records: readonly RecordKey[]): string {
  const types = Map.groupBy(records, (key) => fullName(target, key));
  return listed([...types].map(([name, keys]) => `${name} ${keys.map(({ type }) => type).join(' ')}`));
}
