import type { Outcome } from '../../src/core/outcome.ts';
import { desiredSets, type Target } from '../../src/core/target.ts';
import { keyText, type RecordKey } from '../../src/dns/records.ts';
import type { Rate } from '../../src/http/throttle.ts';
import type { Event } from '../../src/report/event.ts';
import type { HomeLine } from './lines.ts';
import { createLogBook } from './log-book.ts';
import type { NetworkWatch, Sent } from './network.ts';
import type { Touched } from './pretend-api.ts';
import type { Author, PretendZone } from './pretend-zone.ts';
import { type ToldTruly, toldTruly } from './told-truly.ts';
import { type Heard, mayAgree } from './witness-rule.ts';

/** What must hold at every moment of every life. */
export type Invariant =
  /** Only records of kept names and types are written. */
  | 'foreign record untouched'
  /** What the owner did by hand more than 5 s ago is known before it is written over. */
  | 'nothing written blindly'
  | 'agreed by witnesses'
  /** A router that calls is told what is agreed, and nothing else. */
  | 'answers to calls are true'
  /** An address that only a liar said is never published. */
  | 'no lie published'
  /** At stop only what points at this home is removed. */
  | 'only its own removed'
  | 'rate kept'
  | 'wait kept'
  /** What is called in sync is what the host holds, or held when it was last asked. */
  | 'in sync is true'
  /** What the owner is told, by message, heartbeat or MQTT, is so at the moment when it leaves. */
  | 'told truly'
  | 'stops in time'
  | 'told once'
  | 'told to the end'
  | 'converges'
  | 'quiet in the end';

export type Broken = (invariant: Invariant, what: string) => void;

export interface Violation {
  readonly invariant: Invariant;
  readonly what: string;
  /** On the monotonic clock. */
  readonly at: number;
}

export interface Place {
  readonly target: Target;
  readonly zone: PretendZone;
  readonly line: HomeLine;
  /** The host keeps the TTL that it is told. */
  readonly hasTtl: boolean;
}

export interface InvariantsOptions {
  now(): number;
  awake(): number;
  readonly lines: readonly HomeLine[];
  readonly places: readonly Place[];
  /** Those of the hosts that have none of their own. */
  readonly rates: readonly Rate[];
  ratesOf(host: string): readonly Rate[];
  readonly broken: Broken;
  /** It is another instance: what the first one writes is no news to its zone, and so to its claims. */
  readonly isTwin: boolean;
}

/** Watches one run of the program. What it may know is what this run was told. */
export interface Invariants extends NetworkWatch {
  heard(heard: Heard): void;
  /** The program was told what these hold. What else the listing said may have been left unused. */
  hasRead(target: Target, keys: readonly RecordKey[], since: number | undefined): void;
  observe(outcome: Outcome): void;
  /** The router says these addresses of its own accord. */
  pushed(said: readonly string[]): void;
  /** It was answered with these words. */
  toldRouter(said: readonly string[], words: string): void;
  told(event: Event): void;
  /** From now on it only removes, if anything. */
  stopping(): void;
  readonly ears: ToldTruly;
  /** The troubles that the log has begun and not ended. */
  open(): string[];
}

/** A comparison may be this old when the write leaves. */
const freshness = 5_000;
/** Milliseconds for which an update-only service is believed, and until the servers of its zone are asked again. */
const longestBelief = 12 * 60_000;

export function createInvariants(options: InvariantsOptions): Invariants {
  const { now, lines, places, rates, broken } = options;
  const answers = new Map<string, Heard[]>();
  const departures = new Map<string, number[]>();
  /** What the host asked for, until the step that met it has ended, and so the account knows it. */
  const asked = new Map<string, number>();
  const waits = new Map<string, { readonly from: number; readonly until: number }>();
  const readAt = new Map<string, number>();
  const listedFrom = new Map<string, number>();
  const listedAt = new Map<string, number>();
  /** The same by its first page, whatever the distance of the others. */
  const shownAt = new Map<string, number>();
  const publishable = new Set<string>();
  const agreed = new Map<string, string>();
  const saidByRouter = new Set<string>();
  // A list whose pages wait long for their turns counts from its end: each name would need a list of its own else.
  const pagesAreFarApart = rates.some(({ requests, per }) => per / requests > freshness / 2);
  let stoppingSince = Number.POSITIVE_INFINITY;
  const book = createLogBook((invariant, what) => broken(invariant, what));
  const ears = toldTruly({ awake: options.awake, places, broken });
  const placeOf = (id: string) => places.find(({ target }) => target.id === id);
  const knownAt = (times: ReadonlyMap<string, number>, target: string, name: string) =>
    Math.max(
      times.get(`${target} *`) ?? Number.NEGATIVE_INFINITY,
      times.get(`${target} ${name}`) ?? Number.NEGATIVE_INFINITY,
    );

  function checkClaims(
    { target, zone }: Place,
    records: Extract<Outcome, { kind: 'stepped' }>['step']['records'],
  ) {
    for (const { name, type, state, value, ttl } of records) {
      const key = { name, type };
      const askedAt = readAt.get(`${target.id} ${keyText(key)}`) ?? Number.NEGATIVE_INFINITY;
      // Of two things in one millisecond nobody knows which was first.
      if (state !== 'in-sync' || zone.changedByOthers(key) >= askedAt) continue;
      if (target.updateOnly) {
        // It is believed for so long, because the servers of the zone may follow late.
        if (
          zone.changedByOthers(key) < options.awake() - longestBelief &&
          !zone.ofSet(key).some((one) => one.value === value)
        )
          broken('in sync is true', `${keyText(key)} is called ${value}, which it does not hold`);
        continue;
      }
      const held = zone.ofSet(key).map((record) => `${record.value} ${ttl === null ? null : record.ttl}`);
      if (held.join() !== `${value} ${ttl}`)
        broken(
          'in sync is true',
          `${keyText(key)} is called ${value} ${ttl} but holds ${held.join() || 'nothing'}`,
        );
    }
  }

  return {
    departed(host, askedAt, { method = 'GET', url }, border) {
      const before = departures.get(host) ?? [];
      for (const { requests, per } of options.ratesOf(host)) {
        const recent = before.filter((at) => now() - at < per).length;
        if (recent >= requests) broken('rate kept', `${recent + 1} requests to ${host} within ${per} ms`);
      }
      departures.set(host, [...before.slice(-100), now()]);
      const wait = waits.get(host);
      // What waited for its turn when the answer came may still leave, and a list that was begun may be ended.
      const isNextPage = border === 'host-read' || String(url).includes('cursor=');
      if (wait && askedAt > wait.from && now() < wait.until && !isNextPage)
        broken('wait kept', `${method} ${url} while ${host} asked to wait`);
    },
    wrote(
      id: string,
      { name, type, record, value, held }: Touched,
      author: Author,
      { askedAt, leftAt }: Sent,
    ) {
      const place = placeOf(id);
      if (!place) return;
      const key = place.target.keys.find((kept) => kept.name === name && kept.type === type);
      const oldEnough = leftAt - freshness;
      if (!key) {
        const since = (record && place.zone.namedByOwner(record.id)) ?? Number.NEGATIVE_INFINITY;
        // Of a list whose pages lie far apart, the first ones are as old.
        const seenAt = pagesAreFarApart ? (listedFrom.get(id) ?? since) : since;
        if (since < oldEnough && since <= seenAt)
          broken('foreign record untouched', `${name}/${type} was written`);
        return;
      }
      // What stays is no news, though a call that replaces the set says it once more.
      const stays = held.some((one) => one === value);
      const isOurs = (address: string) => publishable.has(`${id} ${keyText(key)} ${address}`);
      if (value !== undefined && !stays && !isOurs(value))
        broken('agreed by witnesses', `${value} was written without having been agreed`);
      const edited = place.zone.editedByOwner(key);
      // What the message meets that arrives late, or twice, is not the doing of who sent it.
      if (author === 'ghost' || place.target.updateOnly) return;
      const isOver = askedAt > stoppingSince && edited < oldEnough;
      if (record && !stays && isOver && !isOurs(record.value))
        broken('only its own removed', `${record.value} of ${keyText(key)} was removed at stop`);
      if (edited < oldEnough && edited > knownAt(listedAt, id, name))
        broken('nothing written blindly', `${name}/${type} was edited ${leftAt - edited} ms before`);
    },
    listed(target, name, firstAt, lastAt) {
      listedFrom.set(target, firstAt);
      shownAt.set(`${target} ${name ?? '*'}`, firstAt);
      listedAt.set(`${target} ${name ?? '*'}`, pagesAreFarApart ? lastAt : firstAt);
    },
    limited(host, wait) {
      asked.set(host, Math.max(now() + wait, asked.get(host) ?? 0));
    },
    hasRead({ id }, keys, since) {
      for (const key of keys) readAt.set(`${id} ${keyText(key)}`, since ?? knownAt(shownAt, id, key.name));
    },
    heard(heard) {
      const about = `${heard.line} ${heard.family}`;
      answers.set(about, [...(answers.get(about) ?? []), heard]);
    },
    ears,
    observe(outcome) {
      ears.look();
      if (outcome.kind === 'stepped') {
        if (outcome.step.waiting?.failure.kind === 'limited')
          for (const [host, until] of asked) waits.set(host, { from: now(), until });
        const place = placeOf(outcome.target.id);
        if (place && !options.isTwin) checkClaims(place, outcome.step.records);
        return;
      }
      if (outcome.kind !== 'detected') return;
      const { family, detection } = outcome;
      const line = lines.find(({ id }) => id === outcome.line);
      if (!line) throw new Error(`there is no line ${outcome.line}`);
      const about = `${line.id} ${family}`;
      const heard = answers.get(about) ?? [];
      answers.delete(about);
      if (detection.kind === 'none') return;
      const { address } = detection;
      const { home, quorum, kind } = line;
      agreed.set(about, address);
      for (const { target } of places.filter((place) => place.line === line))
        for (const set of desiredSets(target, { [family]: address }))
          publishable.add(`${target.id} ${keyText(set)} ${set.value}`);
      if (detection.changed && !mayAgree(address, heard, quorum, saidByRouter))
        broken('agreed by witnesses', `${address} was agreed by too few`);
      const isOfAnother = lines.some((other) => other !== line && other.home.hasEverHad(address));
      if ((quorum > 1 || kind === 'lan' || isOfAnother) && !home.hasEverHad(address))
        broken('no lie published', `${address} was never the home's`);
    },
    pushed(said) {
      for (const address of said) saidByRouter.add(address);
    },
    toldRouter(said, words) {
      const [, addresses] = /^(?:good|nochg) (\S+)/.exec(words) ?? [];
      const known = [...agreed.values()];
      const untrue = addresses?.split(',').filter((address) => !known.includes(address)) ?? [];
      if (untrue.length > 0)
        broken('answers to calls are true', `${untrue.join()} was called the home's, to ${said.join()}`);
    },
    told: book.told,
    stopping() {
      stoppingSince = now();
    },
    open: book.open,
  };
}
