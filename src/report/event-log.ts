import type { Clock } from '../base/clock.ts';
import type { Failure } from '../base/failure.ts';
import type { ChangeOutcome } from '../core/outcome.ts';
import type { Target } from '../core/target.ts';
import { displayName } from '../dns/name.ts';
import type { RecordKey } from '../dns/records.ts';
import type { Event } from './events.ts';
import type { Logger } from './logger.ts';
import type { Reporter } from './reporter.ts';

/** Writes one log line for each event. */
export function createEventLog(log: Logger, clock: Clock): Reporter {
  function hostFailing(target: Target, failure: Failure, until: number): void {
    const { kind, unconfirmed, message: reason } = failure;
    const seconds = Math.round((until - clock.monotonic()) / 1000);
    const retry = Number.isFinite(seconds) && { retryInSeconds: seconds };
    const data = { ...about(target), kind, reason, ...retry };
    if (kind === 'permanent') log.error(data, 'The provider refuses; this needs your attention');
    else if (kind === 'halt') log.error(data, 'The provider said stop; it is left alone until restart');
    else if (kind === 'limited') log.warn(data, 'The provider asks to wait');
    else if (unconfirmed)
      log.warn(data, 'A change could not be confirmed; the zone is read again before the next one');
    else log.warn(data, 'The provider failed to answer as it should');
  }

  return {
    tell(event) {
      switch (event.kind) {
        case 'source-failing':
          return log.warn(without(event), 'A source gives no usable answer');
        case 'source-recovered':
          return log.info(without(event), 'A source gives usable answers again');
        case 'source-always-wrong': {
          const { name: source, family, lies, reason } = event.health;
          const data = { source, family, lies, reason };
          return log.warn(data, 'A source is always wrong; take it out of the list');
        }
        case 'address-changed':
          return log.info(without(event), 'The public address is new');
        case 'address-notice':
          return log.warn(without(event), 'The public address deserves a look');
        case 'address-unknown':
          return log.warn(without(event), 'No public address could be agreed; records stay as they are');
        case 'address-known-again':
          return log.info(without(event), 'The public address can be found again');
        case 'record-changed': {
          const { foreign: replaced } = event.change;
          log.info(changeData(event.target, event.change), 'Record changed');
          if (!replaced) return;
          const data = { ...recordData(event.target, event.change), replaced };
          return log.warn(data, 'Several addresses that this home never had were replaced');
        }
        case 'change-planned':
          return log.info(changeData(event.target, event.change), 'Record would be changed (DRY_RUN)');
        case 'record-refused': {
          const data = { ...recordData(event.target, event.record), reason: event.failure.message };
          return log.error(data, 'A record cannot be kept; the others are not affected');
        }
        case 'record-recovered': {
          const data = { ...recordData(event.target, event.record), seconds: event.seconds };
          return log.info(data, 'The record can be kept again');
        }
        case 'host-failing':
          return hostFailing(event.target, event.failure, event.until);
        case 'host-recovered':
          return log.info(
            { ...about(event.target), seconds: event.seconds },
            'The provider can be used again',
          );
        case 'secret-unusable': {
          const data = { ...about(event.target), reason: event.reason };
          return log.warn(data, 'A secret file cannot be used; its last value stays in use');
        }
        case 'secret-usable':
          return log.info(about(event.target), 'The secret file can be used again');
        case 'noted': {
          const { code, text: reason } = event.note;
          return log.warn(
            { ...about(event.target), code, reason },
            'Something at the provider deserves a look',
          );
        }
        case 'unreachable': {
          const { kind, message: reason } = event.nat;
          const can = kind === 'mismatch' ? 'may not' : 'cannot';
          return log.warn({ kind, reason }, `Connections from outside ${can} reach this home over IPv4`);
        }
        case 'reachable':
          return log.info('Nothing stands between the router and the internet any more');
        case 'in-sync':
          return log.info('All records are in sync');
        case 'looked': {
          const { line, inSync, took } = event;
          return log.debug({ line, inSync, tookMs: Math.round(took) }, 'Round ended');
        }
      }
    },
  };
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
  const { action, from, to, ttl, leftovers } = change;
  return { ...recordData(target, change), action, from, to, ttl, ...(leftovers > 0 && { leftovers }) };
}
