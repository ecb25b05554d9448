import type { Message } from '../../src/notifiers/message.ts';
import { fullName } from '../../src/report/names.ts';
import type { StatusReport } from '../../src/report/status-report.ts';
import type { Broken, Place } from './invariants.ts';
import type { Ears } from './reporters.ts';
import { isTrue } from './truth.ts';

export interface ToldTrulyOptions {
  /** Milliseconds without those in which the machine slept, when nothing is said. */
  awake(): number;
  readonly places: readonly Place[];
  readonly broken: Broken;
}

/** Hears what one run of the program says to its owner, and holds it to the world at that moment. */
export interface ToldTruly extends Ears {
  /** Something has happened. */
  look(): void;
  /** What the owner believes by the last word that he got is wrong, although all is well. */
  misbelief(): string | undefined;
}

/** Milliseconds: `HEALTH_MAX_AGE`, and what passes until a record that was changed by hand is read. */
const longestPraise = 15 * 60_000 + 6 * 60_000;

export function toldTruly({ awake, places, broken }: ToldTrulyOptions): ToldTruly {
  let trueAt = awake();
  let lastWord: { readonly message: Message; isTaken: boolean } | undefined;

  function look(): void {
    if (places.every(isTrue)) trueAt = awake();
  }

  /** Whether the name ever held what the message says it does. */
  function hasBeen({ name, type, new: value }: Message['changes'][number]): boolean {
    const found = places.find(({ target }) =>
      target.keys.some((key) => key.type === type && fullName(target, key) === name),
    );
    const key = found?.target.keys.find((one) => one.type === type && fullName(found.target, one) === name);
    return value === null || (found !== undefined && key !== undefined && found.zone.hasHeld(key, value));
  }

  return {
    look,
    beat(kind, status) {
      look();
      if ((kind === 'success') !== (status === 'ok'))
        if (kind === 'success' || status !== 'failing')
          broken('told truly', `the heartbeat says ${kind} while the status is ${status}`);
      if (kind === 'success' && awake() - trueAt > longestPraise)
        broken('told truly', `the heartbeat says that all is well, which it was ${awake() - trueAt} ms ago`);
    },
    message(message) {
      for (const change of message.changes)
        if (!hasBeen(change))
          broken(
            'told truly',
            `a message says ${change.name} ${change.type} holds ${change.new}, which it never did`,
          );
      // One that sums up what was not taken before may hold a recovery under another title.
      const isSum = / before it\)$/.test(message.title);
      if (message.event === 'failure' || message.event === 'recovery' || isSum)
        lastWord = { message, isTaken: false };
    },
    taken(isTaken) {
      if (lastWord) lastWord.isTaken = isTaken;
    },
    state(text, report) {
      const said: unknown = JSON.parse(text);
      if (!hasFacts(said)) return broken('told truly', `MQTT says ${text}`);
      const { ipv4, ipv6 } = report.addresses;
      if (said.status !== report.status || said.ipv4 !== ipv4 || said.ipv6 !== ipv6)
        broken(
          'told truly',
          `MQTT says ${said.status} with ${said.ipv4} and ${said.ipv6}, not ${report.status}`,
        );
      const records = report.targets.flatMap((target) => target.records);
      const shown = Object.values(said.records);
      const isShown = ({ value, state }: (typeof records)[number]) =>
        shown.some((one) => one.value === value && one.sync === state);
      if (shown.length !== records.length || !records.every(isShown))
        broken('told truly', 'MQTT shows records otherwise than the status');
    },
    misbelief: () =>
      lastWord?.isTaken && lastWord.message.event === 'failure' ? lastWord.message.title : undefined,
  };
}

interface Facts extends Pick<StatusReport, 'status'> {
  readonly ipv4: string | null;
  readonly ipv6: string | null;
  readonly records: Readonly<Record<string, { readonly value: string | null; readonly sync: string }>>;
}

function hasFacts(said: unknown): said is Facts {
  return typeof said === 'object' && said !== null && 'status' in said && 'records' in said;
}
