import type { Clock } from '../../base/clock.ts';
import type { Failure } from '../../base/failure.ts';
import type { ChangeOutcome } from '../../core/outcome.ts';
import type { Target } from '../../core/target.ts';
import { displayName } from '../../dns/name.ts';
import type { RecordKey } from '../../dns/records.ts';
import type { Event } from '../event.ts';
import type { Logger } from '../logger.ts';
import type { Reporter } from '../reporter.ts';
import { levelOf } from './event-level.ts';
import { type Entry, worldEntry } from './world-entries.ts';

/**
 * Writes one log entry for each event, for programs: a sentence that is always the same, and the data beside it.
 * `retries`: whether what failed is tried again, which `ONCE` does not; default true.
 */
export function createEventLog(log: Logger, clock: Clock, retries = true): Reporter {
  return {
    tell(event) {
      // A program reads of one family at a time.
      if (event.kind === 'address-unknown') {
        const { families, reason, line } = event;
        for (const family of families) log.warn({ family, reason, line }, noAddress);
        return;
      }
      const [data, sentence] = entryOf(event, retries ? clock.monotonic() : undefined);
      log[levelOf(event)](data, sentence);
      if (event.kind !== 'record-changed' || !event.change.foreign) return;
      const replaced = { ...recordData(event.target, event.change), replaced: event.change.foreign };
      log.warn(replaced, 'Several addresses that this home never had were replaced');
    },
  };
}

const noAddress = 'No public address could be agreed; records stay as they are';

/** `now` on the monotonic clock; undefined where nothing is tried again. */
function entryOf(event: Exclude<Event, { kind: 'address-unknown' }>, now: number | undefined): Entry {
  switch (event.kind) {
    case 'source-failing':
      return [without(event), 'A source gives no usable answer'];
    case 'source-recovered':
      return [without(event), 'A source gives usable answers again'];
    case 'source-always-wrong': {
      const { name: source, family, lies, reason } = event.health;
      const { setting } = event;
      return [{ source, family, lies, reason, setting }, 'A source is always wrong; take it out of the list'];
    }
    case 'address-changed':
      return [without(event), 'The public address is new'];
    case 'address-notice':
      return [without(event), 'The public address deserves a look'];
    case 'address-known-again': {
      const { family, address, seconds, line } = event;
      return [{ family, address, seconds, line }, 'The public address can be found again'];
    }
    case 'record-changed':
      return [changeData(event.target, event.change), 'Record changed'];
    case 'change-planned':
      return [changeData(event.target, event.change), 'Record would be changed (DRY_RUN)'];
    case 'dry-run-summary':
      return [without(event), 'DRY RUN: the changes are counted'];
    case 'record-refused': {
      const data = { ...recordData(event.target, event.record), reason: event.failure.message };
      return [data, 'A record cannot be kept; the others are not affected'];
    }
    case 'record-recovered': {
      const data = { ...recordData(event.target, event.record), seconds: event.seconds };
      return [data, 'The record can be kept again'];
    }
    case 'host-failing':
      return hostFailing(event.target, event.failure, now === undefined ? undefined : event.until - now);
    case 'host-recovered':
      return [{ ...about(event.target), seconds: event.seconds }, 'The provider can be used again'];
    case 'secret-unusable': {
      const data = { ...about(event.target), reason: event.reason };
      return [data, 'A secret file cannot be used; its last value stays in use'];
    }
    case 'secret-usable':
      return [about(event.target), 'The secret file can be used again'];
    case 'secret-renewed':
      return [about(event.target), 'A new secret was read and is used from now on'];
    case 'noted': {
      const { code, text: reason } = event.note;
      return [{ ...about(event.target), code, reason }, 'Something at the provider deserves a look'];
    }
    case 'note-ended': {
      const { code, text: reason } = event.note;
      const data = { ...about(event.target), code, reason, seconds: event.seconds };
      return [data, 'What deserved a look at the provider is over'];
    }
    case 'unreachable': {
      const { kind, message: reason } = event.nat;
      const can = kind === 'mismatch' ? 'may not' : 'cannot';
      return [
        { kind, reason, line: event.line },
        `Connections from outside ${can} reach this home over IPv4`,
      ];
    }
    case 'reachable':
      return [without(event), 'Nothing stands between the router and the internet any more'];
    case 'in-sync':
      return [{}, 'All records are in sync'];
    case 'world-told':
    case 'world-late':
    case 'world-hidden':
    case 'home-answers':
    case 'home-unjudged':
    case 'certificate-expiring':
    case 'certificate-renewed':
      return worldEntry(event);
    case 'alive': {
      const records = event.records.map(({ target, record: { name, type, value, state } }) => ({
        ...about(target),
        ...{ name: displayName(name), type, value, state },
      }));
      return [{ records }, 'Still keeping the records of this home'];
    }
    case 'looked': {
      const { line, inSync, took } = event;
      return [{ line, inSync, tookMs: Math.round(took) }, 'Round ended'];
    }
  }
}

/** `wait` in milliseconds until the host is asked again. */
function hostFailing(target: Target, failure: Failure, wait: number | undefined): Entry {
  const { kind, message: reason } = failure;
  const isTold = wait !== undefined && Number.isFinite(wait);
  const retry = isTold && { retryInSeconds: Math.round(wait / 1000) };
  return [{ ...about(target), kind, reason, ...retry }, sentenceOf(failure)];
}

function sentenceOf({ kind, unconfirmed }: Failure): string {
  if (kind === 'permanent') return 'The provider refuses; this needs your attention';
  if (kind === 'halt')
    return 'The provider said stop; it is left alone until its credentials change or the program restarts';
  if (kind === 'limited') return 'The provider asks to wait';
  return unconfirmed
    ? 'A change could not be confirmed; the zone is read again before the next one'
    : 'The provider failed to answer as it should';
}

/** The fields of an event that are fit for the log as they are. */
function without({ kind: _, ...data }: Event): object {
  return data;
}

function about({ host, zone }: Target): object {
  return { provider: host, zone: zone.display };
}

function recordData(target: Target, { name, type }: RecordKey): object {
  return { ...about(target), name: displayName(name), type };
}

function changeData(target: Target, change: ChangeOutcome): object {
  const { action, from, to, ttl, leftovers, took } = change;
  return {
    ...recordData(target, change),
    ...{ action, from, to, ttl },
    ...(leftovers > 0 && { leftovers }),
    ...(took !== undefined && { tookMs: Math.round(took) }),
  };
}
