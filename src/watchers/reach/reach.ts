import type { Clock } from '../../base/clock.ts';
import { concurrently } from '../../base/concurrently.ts';
import { createRunner } from '../../core/runner.ts';
import type { Family } from '../../ip/address.ts';
import type { Event } from '../../report/event.ts';
import { answersText, expiringText, unjudgedText } from '../../report/reach-text.ts';
import type { Reporter } from '../../report/reporter.ts';
import type { Kept, State } from '../../report/state.ts';
import type { NoteReport } from '../../report/status-report.ts';
import { createCertificates, daysLeft, isRunningOut } from './certificates.ts';
import { type CheckUrl, placeText } from './check-url.ts';
import { type Place, placesOf } from './places.ts';
import { type Certificate, type Probed, probe } from './probe.ts';

export interface ReachOptions {
  readonly urls: readonly CheckUrl[];
  readonly kept: readonly Kept[];
  readonly clock: Clock;
  /** Milliseconds for one try. */
  readonly timeout: number;
  readonly userAgent: string;
  state(): State;
  /** Told what is new. */
  tell(event: Event): void;
  redact(text: string): string;
  /** Default: over the network. */
  readonly tryPlace?: typeof probe;
}

/** How one place was found last. */
export interface Found {
  readonly place: string;
  readonly host: string;
  readonly family: Family;
  readonly isAnswering: boolean;
  /** Full days until the certificate ends that was shown and fits; undefined where none was. */
  readonly days: number | undefined;
}

/** Tries from inside whether the home answers at its public address. Facts alone: nothing follows from them. */
export interface Reach extends Reporter {
  notes(): readonly NoteReport[];
  found(): readonly Found[];
  /** Resolves when nothing is being tried. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

const second = 1_000;
const minute = 60 * second;
/** Right after a change routers are still at their forwarding, and servers at their sockets. */
const afterChange = [10 * second, minute, 5 * minute, 30 * minute];
const usually = 6 * 60 * minute;
const atOnce = 4;

interface Known extends Place {
  readonly url: CheckUrl;
  readonly probed: Probed;
  readonly since: number;
}

export function createReach(options: ReachOptions): Reach {
  const { urls, kept, clock, timeout, userAgent, state, tell, redact, tryPlace = probe } = options;
  const stopped = new AbortController();
  const certificates = createCertificates();
  let known: readonly Known[] = [];
  let tries = 0;
  let cancel = () => {};

  async function look(url: CheckUrl, place: Place): Promise<Known> {
    const { signal } = stopped;
    const probed = await tryPlace({ url, address: place.address, timeout, clock, signal, userAgent });
    const before = known.find((one) => isOf(one, url, place));
    const goesOn = before !== undefined && markOf(before.probed) === markOf(probed);
    return { ...place, url, probed, since: goesOn ? before.since : clock.now() };
  }

  function told(one: Known): void {
    const { url, family, address, probed } = one;
    const before = known.find((other) => isOf(other, url, one));
    const place = placeText(url);
    const { certificate } = probed;
    if (!before || before.address !== address || markOf(before.probed) !== markOf(probed))
      tell(
        probed.kind === 'answers'
          ? { kind: 'home-answers', place, family, address, days: leftOf(probed.certificate) }
          : { kind: 'home-unjudged', place, family, address, reason: probed.why },
      );
    const news = certificate && certificates.seen(place, certificate, probed.kind === 'answers', clock.now());
    if (news?.kind === 'renewed')
      tell({ kind: 'certificate-renewed', place, name: url.host, days: news.days });
    else if (news && certificate) tell({ kind: 'certificate-expiring', ...expiring(url, certificate) });
  }

  const runner = createRunner({
    clock,
    async turn() {
      const all = urls.flatMap((url) => placesOf(url.host, kept, state()).map((place) => ({ url, place })));
      const found = await concurrently(all, atOnce, ({ url, place }) => look(url, place));
      if (stopped.signal.aborted) return Number.POSITIVE_INFINITY;
      for (const one of found) told(one);
      known = found;
      const isSettled = found.length > 0 && found.every(({ probed }) => probed.kind === 'answers');
      const wait = isSettled ? usually : (afterChange[tries] ?? usually);
      tries += 1;
      return clock.monotonic() + wait;
    },
  });

  function soon(): void {
    cancel();
    tries = 1;
    cancel = clock.after(afterChange[0] ?? 0, runner.trigger);
  }

  /** One that ran out is told as long as it is shown, also where it was never seen in time. */
  function ofCertificate({ url, probed, since }: Known): NoteReport[] {
    const { certificate } = probed;
    if (!certificate || !isRunningOut(certificate, clock.now())) return [];
    return [noteOf('certificate-expiring', since, expiringText(expiring(url, certificate)))];
  }

  function expiring(url: CheckUrl, certificate: Certificate) {
    const { validTo: until } = certificate;
    const about = { place: placeText(url), name: url.host, until, isOver: until < clock.now() };
    return { ...about, days: leftOf(certificate) };
  }

  function noteOf(code: string, since: number, text: string): NoteReport {
    return { code, target: null, since: new Date(since).toISOString(), text: redact(text) };
  }

  return {
    tell(event) {
      if (event.kind === 'record-changed' || event.kind === 'in-sync' || event.kind === 'address-changed')
        soon();
    },
    notes: () => [
      ...uniqueNotes(known.flatMap(ofCertificate)),
      ...known.map(({ url, address, probed, since }) => {
        const place = placeText(url);
        return probed.kind === 'answers'
          ? noteOf('world-answers', since, answersText({ place, address, days: leftOf(probed.certificate) }))
          : noteOf('world-not-judged', since, unjudgedText({ place, reason: probed.why }));
      }),
    ],
    found: () =>
      known.map(({ url, family, probed }) => ({
        ...{ place: placeText(url), host: url.host, family, isAnswering: probed.kind === 'answers' },
        days: probed.certificate && leftOf(probed.certificate),
      })),
    idle: runner.idle,
    stop() {
      cancel();
      stopped.abort();
      return runner.stop();
    },
  };

  function leftOf(certificate: Certificate): number {
    return daysLeft(certificate, clock.now());
  }
}

function isOf(known: Known, url: CheckUrl, { family }: Pick<Place, 'family'>): boolean {
  return known.url === url && known.family === family;
}

/** What makes a finding another one. */
function markOf(probed: Probed): string {
  return probed.kind === 'answers' ? 'answers' : probed.why;
}

/** One certificate over both families is told once. */
function uniqueNotes(notes: readonly NoteReport[]): NoteReport[] {
  return [...new Map(notes.map((note) => [note.text, note])).values()];
}
