import { durationText } from '../base/local-time.ts';
import type { Target } from '../core/target.ts';
import type { RecordKey } from '../dns/records.ts';
import type { Family } from '../ip/address.ts';
import { familyNames } from '../sources/server.ts';
import { changeNote, changeText } from './change-text.ts';
import type { Event, KeptRecord } from './event.ts';
import { failureText } from './failure-text.ts';
import { capital, fullName, lastValueStays, listed } from './names.ts';
import { answersText, expiringText, renewedText, unjudgedText } from './reach-text.ts';
import type { Kept } from './state.ts';
import { hiddenText, laterText, toldText } from './world-text.ts';

/** Says events in one plain line each, for the log and whoever else tells people. */
export interface Wording {
  /** `now` on the monotonic clock. */
  say(event: Event, now: number): string;
}

const widestName = 40;

export interface WordingOptions {
  /** Whose names stand in columns. */
  readonly kept: readonly Kept[];
  /** Nothing is tried again; default false. */
  readonly once?: boolean;
  /** Nothing is written; default false. */
  readonly dryRun?: boolean;
}

export function createWording({ kept, once = false, dryRun = false }: WordingOptions): Wording {
  const all = kept.flatMap(({ target }) => target.keys.map((key) => ({ target, key })));
  const nameWidth = widest(all.map(({ target, key }) => fullName(target, key)));
  const typeWidth = widest(all.map(({ key }) => key.type));

  const record = (target: Target, key: RecordKey, text: string) =>
    `${fullName(target, key).padEnd(nameWidth)}  ${key.type.padEnd(typeWidth)}  ${text}`;
  const seconds = (count: number) => durationText(count * 1000);

  /** The names that a line of several keeps, behind the word; nothing where there is one line alone. */
  const names = ({ line }: { readonly line?: string }, word: 'of' | 'for') => {
    if (line === undefined) return '';
    const own = kept.filter((one) => one.line === line).map(({ target }) => target);
    const full = own.flatMap((target) => target.keys.map((key) => fullName(target, key)));
    return ` ${word} ${listed([...new Set(full)])}`;
  };

  const besideNames = (sentence: string, event: { readonly line?: string }) =>
    event.line === undefined ? sentence : `${sentence} (asked${names(event, 'for')})`;

  const areInSync = all.length === 1 ? 'the record is in sync' : `all ${all.length} records are in sync`;
  const inSync = dryRun ? `DRY RUN: ${areInSync}, there is nothing to change` : capital(areInSync);

  return {
    say(event, now) {
      switch (event.kind) {
        case 'source-failing':
          return `${event.source} gives no usable ${familyNames[event.family]} answer${names(event, 'for')}: ${event.reason}`;
        case 'source-recovered':
          return `${event.source} gives usable ${familyNames[event.family]} answers again${names(event, 'for')}`;
        case 'source-always-wrong': {
          const { name, lies, reason = 'nothing that others say' } = event.health;
          return `${name} is always wrong, take it out of ${event.setting}: it ${reason} (${lies} votes lost)`;
        }
        case 'address-changed': {
          const { family, address, from, witnesses } = event;
          const what = from === undefined ? `is ${address}` : `${from} → ${address}`;
          return `Public ${familyNames[family]} address${names(event, 'of')} ${what}  (${listed(witnesses)})`;
        }
        case 'address-notice':
          return besideNames(capital(event.reason), event);
        case 'address-unknown':
          return `${capital(event.reason)}; ${event.isNetwork ? 'all' : `the ${familiesText(event.families)}`} records${names(event, 'of')} stay as they are`;
        case 'address-known-again': {
          const { family, address, wasNetwork } = event;
          const what = wasNetwork
            ? `The network is back${names(event, 'for')}`
            : `The ${familyNames[family]} address${names(event, 'of')} is found again`;
          return `${what} after ${seconds(event.seconds)}: ${address}`;
        }
        case 'record-changed': {
          const { target, change } = event;
          return record(target, change, `${changeText(change)}  ${changeNote(target.title, change)}`);
        }
        case 'change-planned':
          return record(event.target, event.change, `${changeText(event.change)}  (DRY RUN, not written)`);
        case 'dry-run-summary':
          return `DRY RUN: ${event.changes} of ${counted(event.records)} would change; remove DRY_RUN to do it`;
        case 'record-refused':
          return record(event.target, event.record, event.failure.message);
        case 'record-recovered':
          return record(event.target, event.record, `can be kept again, after ${seconds(event.seconds)}`);
        case 'host-failing':
          return failureText(event.target, event.failure, once ? undefined : event.until - now);
        case 'host-recovered': {
          const { title, zone } = event.target;
          return `${title} can be used again for ${zone.display}, after ${seconds(event.seconds)}`;
        }
        case 'secret-unusable':
          return lastValueStays(event.reason);
        case 'secret-usable':
          return `The secret file for ${event.target.zone.display} can be used again`;
        case 'secret-renewed':
          return `A new secret for ${event.target.zone.display} was read and is used from now on`;
        case 'noted':
          return capital(event.note.text);
        case 'note-ended':
          return `Over after ${seconds(event.seconds)}: ${event.note.text}`;
        case 'unreachable':
          return besideNames(capital(event.nat.message), event);
        case 'reachable':
          return besideNames('Nothing stands between the router and the internet any more', event);
        case 'in-sync':
          return inSync;
        case 'world-told':
          return toldText({ ...event, held: event.records });
        case 'world-late':
          return laterText({ ...event, held: event.records });
        case 'world-hidden':
          return hiddenText(event);
        case 'home-answers':
          return answersText(event);
        case 'home-unjudged':
          return unjudgedText(event);
        case 'certificate-expiring':
          return expiringText(event);
        case 'certificate-renewed':
          return renewedText(event);
        case 'alive':
          return aliveText(event.records);
        case 'looked':
          return `Looked over the line ${event.line}, ${durationText(event.took)}`;
      }
    },
  };
}

function familiesText(families: readonly Family[]): string {
  return families.map((family) => familyNames[family]).join(' and ');
}

function aliveText(records: readonly KeptRecord[]): string {
  const inSync = records.filter(({ record }) => record.state === 'in-sync').length;
  const count =
    inSync === records.length
      ? `${counted(inSync)} in sync`
      : `${inSync} of ${counted(records.length)} in sync`;
  const held = records.map(({ target, record }) => {
    const { type, value, state } = record;
    const doubt = state === 'in-sync' ? '' : ` (${state})`;
    return `${fullName(target, record)} ${type} ${value ?? 'unknown'}${doubt}`;
  });
  return `Still at work, ${count}: ${listed(held)}`;
}

function counted(records: number): string {
  return records === 1 ? '1 record' : `${records} records`;
}

function widest(texts: readonly string[]): number {
  return Math.min(widestName, Math.max(0, ...texts.map((text) => text.length)));
}
