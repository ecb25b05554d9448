import type { Clock } from '../base/clock.ts';
import type { Failure } from '../base/failure.ts';
import type { Target } from '../config/targets.ts';
import type { ChangeOutcome, RoundOutcome, TargetOutcome } from '../core/outcome.ts';
import type { Detection, SourceHealth } from '../detect/detector.ts';
import { displayName } from '../dns/name.ts';
import { keyText } from '../dns/records.ts';
import { type Family, families } from '../ip/address.ts';
import type { Logger } from './logger.ts';

export interface JournalOptions {
  readonly log: Logger;
  readonly targets: readonly Target[];
  readonly clock: Clock;
}

const day = 24 * 3_600_000;

/**
 * Writes the log of the rounds: what changed, and once each the start and the end of a trouble. Of a round that
 * was broken off only what was written: what it left undone is nobody's fault.
 */
export type Journal = (outcome: RoundOutcome, how?: { readonly brokenOff: boolean }) => void;

export function createJournal({ log, targets, clock }: JournalOptions): Journal {
  /** Troubles under way, by what they are about; the value tells one trouble from another. */
  const troubles = new Map<string, { mark: string; since: number }>();
  /** When a source that is always wrong was last named, on the monotonic clock. */
  const named = new Map<string, number>();
  let wasInSync: boolean | undefined;

  /** Says something only when the trouble is new or another than before, and when it is over. */
  function trouble(
    about: string,
    mark: string | undefined,
    begins: () => void,
    ends: (lasted: number) => void,
  ): void {
    const before = troubles.get(about);
    if (mark === undefined) {
      if (!before) return;
      troubles.delete(about);
      ends(Math.round((clock.monotonic() - before.since) / 1000));
    } else if (before?.mark !== mark) {
      troubles.set(about, { mark, since: before?.since ?? clock.monotonic() });
      begins();
    }
  }

  function detected(family: Family, detection: Detection): void {
    for (const { source, state, reason } of detection.troubles) {
      if (state === 'began') log.warn({ source, family, reason }, 'A source gives no usable answer');
      else log.info({ source, family }, 'A source gives usable answers again');
    }
    trouble(
      `address ${family}`,
      detection.kind === 'none' ? 'none' : undefined,
      () =>
        log.warn(
          { family, reason: detection.kind === 'none' ? detection.reason : '' },
          'No public address could be agreed; records stay as they are',
        ),
      (seconds) => log.info({ family, seconds }, 'The public address can be found again'),
    );
    if (detection.kind === 'agreed' && detection.changed) {
      const { address, witnesses } = detection;
      log.info({ family, address, witnesses }, 'The public address is new');
    }
  }

  function wrongAgain({ name, family, lies, reason, alwaysWrong }: SourceHealth): void {
    const id = `${family} ${name}`;
    const last = named.get(id) ?? Number.NEGATIVE_INFINITY;
    if (!alwaysWrong || clock.monotonic() - last < day) return;
    named.set(id, clock.monotonic());
    log.warn({ source: name, family, lies, reason }, 'A source is always wrong; take it out of the list');
  }

  function kept(target: Target, { changes, records, waiting, secretTrouble }: TargetOutcome): void {
    const about = { provider: target.provider.name, zone: target.zone.display };
    const id = String(target.number);
    for (const change of changes) changed(about, id, change);
    trouble(
      `target ${id}`,
      waiting && markOf(waiting.failure),
      () => waiting && tellFailure(about, waiting.failure, waiting.until),
      (seconds) => log.info({ ...about, seconds }, 'The provider can be used again'),
    );
    trouble(
      `secret ${id}`,
      secretTrouble,
      () =>
        log.warn(
          { ...about, reason: secretTrouble },
          'A secret file cannot be used; its last value stays in use',
        ),
      () => log.info(about, 'The secret file can be used again'),
    );
    for (const record of records) {
      const refusal = record.failure?.kind === 'record' ? record.failure : undefined;
      // While the provider cannot be asked, nobody knows whether the record can be kept again.
      if (record.failure && !refusal) continue;
      const which = { ...about, name: displayName(record.name), type: record.type };
      trouble(
        `record ${id} ${keyText(record)}`,
        refusal && markOf(refusal),
        () =>
          log.error(
            { ...which, reason: refusal?.message },
            'A record cannot be kept; the others are not affected',
          ),
        (seconds) => log.info({ ...which, seconds }, 'The record can be kept again'),
      );
    }
  }

  function written(target: Target, { changes, waiting }: TargetOutcome): void {
    const about = { provider: target.provider.name, zone: target.zone.display };
    for (const change of changes) changed(about, String(target.number), change);
    if (waiting?.failure.doubt) tellFailure(about, waiting.failure, waiting.until);
  }

  function changed(about: object, id: string, change: ChangeOutcome): void {
    const { name, type, action, from, to, ttl, leftovers, result } = change;
    const data = {
      ...about,
      name: displayName(name),
      type,
      action,
      from,
      to,
      ttl,
      ...(leftovers > 0 && { leftovers }),
    };
    if (result === 'confirmed') log.info(data, 'Record changed');
    if (result === 'planned') {
      const mark = `${action} ${from.join()} ${to} ${ttl}`;
      trouble(
        `plan ${id} ${keyText(change)}`,
        mark,
        () => log.info(data, 'Record would be changed (DRY_RUN)'),
        () => {},
      );
    }
  }

  function tellFailure(about: object, failure: Failure, until: number): void {
    const { kind, doubt, message: reason } = failure;
    const seconds = Math.round((until - clock.monotonic()) / 1000);
    const data = { ...about, kind, reason, ...(Number.isFinite(seconds) && { retryInSeconds: seconds }) };
    if (kind === 'permanent') log.error(data, 'The provider refuses; this needs your attention');
    else if (kind === 'halt') log.error(data, 'The provider said stop; it is left alone until restart');
    else if (kind === 'limited') log.warn(data, 'The provider asks to wait');
    else if (doubt)
      log.warn(data, 'A change could not be confirmed; the zone is read again before the next one');
    else log.warn(data, 'The provider failed to answer as it should');
  }

  return (outcome, { brokenOff } = { brokenOff: false }) => {
    if (brokenOff) {
      outcome.targets.forEach((result, index) => {
        const target = targets[index];
        if (target) written(target, result);
      });
      return;
    }
    for (const family of families) {
      const detection = outcome.detections[family];
      if (detection) detected(family, detection);
    }
    outcome.targets.forEach((result, index) => {
      const target = targets[index];
      if (target) kept(target, result);
    });
    for (const health of outcome.sources) wrongAgain(health);
    const { nat } = outcome;
    trouble(
      'nat',
      nat?.kind,
      () => {
        const can = nat?.kind === 'mismatch' ? 'may not' : 'cannot';
        log.warn(
          { kind: nat?.kind, reason: nat?.message },
          `Connections from outside ${can} reach this home over IPv4`,
        );
      },
      () => log.info('Nothing stands between the router and the internet any more'),
    );
    if (outcome.inSync && wasInSync !== true) log.info('All records are in sync');
    wasInSync = outcome.inSync;
    log.debug({ inSync: outcome.inSync, tookMs: Math.round(outcome.took) }, 'Round ended');
  };
}

/** What makes a failure another one. The reasons of an outage change all the time and ask nothing of the owner. */
function markOf({ kind, doubt, message }: Failure): string {
  const isOutage = kind === 'transient' || kind === 'limited';
  return isOutage ? `${kind} ${doubt}` : `${kind} ${substanceOf(message)}`;
}

const partsOfDates = /^(mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)$/;

/** The reason without what differs each time: numbers, times, and the ids of requests. */
function substanceOf(reason: string): string {
  const words = reason
    .replace(/\brequest \S+\)$/, '')
    .toLowerCase()
    .split(/[\s,;()"']+/);
  return words.filter((word) => !/\d/.test(word) && !partsOfDates.test(word)).join(' ');
}
