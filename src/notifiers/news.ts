import type { Clock } from '../base/clock.ts';
import { durationText } from '../base/local-time.ts';
import { visible } from '../base/visible-text.ts';
import type { ChangeOutcome, StepOutcome } from '../core/outcome.ts';
import type { Target } from '../core/target.ts';
import { keyText } from '../dns/records.ts';
import { changeText } from '../report/change-text.ts';
import type { Event } from '../report/event.ts';
import { fullName } from '../report/names.ts';
import type { Reporter } from '../report/reporter.ts';
import type { Wording } from '../report/wording.ts';
import { createHostMemory } from './host-memory.ts';
import type { MessageChange, MessageEvent } from './message.ts';

/** One thing to be told. */
export interface Item {
  readonly event: MessageEvent;
  /** Whom it is about: a name in full, or a zone; null where it is the home. */
  readonly name: string | null;
  readonly text: string;
  readonly change?: MessageChange;
}

export interface NewsOptions {
  readonly wording: Wording;
  readonly clock: Clock;
  tell(item: Item): void;
}

export interface News extends Reporter {
  stop(): void;
}

/** What may pass by itself is told when it has lasted so long. */
const patience = 3 * 60_000;

type Started = Extract<
  Event,
  { kind: 'host-failing' | 'record-refused' | 'address-unknown' | 'secret-unusable' }
>;

interface Trouble {
  event: Started;
  readonly since: number;
  told: 'no' | 'lasting' | 'for a person';
  cancel(): void;
}

/** Tells of all that happens only what the owner should know at once, and each thing once. */
export function createNews({ wording, clock, tell }: NewsOptions): News {
  const troubles = new Map<string, Trouble>();
  const hosts = createHostMemory();
  const natTold = new Set<string>();
  let line = '';

  function began(about: string, event: Started): void {
    const known = troubles.get(about);
    const trouble: Trouble = known ?? {
      ...{ event, since: clock.monotonic(), told: 'no' },
      cancel: clock.after(patience, () => {
        const lasting = troubles.get(about);
        if (lasting?.told === 'no') tellFailure(lasting, 'lasting');
      }),
    };
    trouble.event = event;
    troubles.set(about, trouble);
    judge(trouble);
  }

  /** Tells at once what no waiting mends. */
  function judge(trouble: Trouble): void {
    const { event, told } = trouble;
    const isForPerson =
      event.kind === 'record-refused' ||
      (event.kind === 'host-failing' && hosts.needsPerson(event.target, event.failure));
    if (isForPerson && told !== 'for a person') tellFailure(trouble, 'for a person');
  }

  function tellFailure(trouble: Trouble, as: 'lasting' | 'for a person'): void {
    const { event, since } = trouble;
    trouble.told = as;
    const age = clock.monotonic() - since;
    const lasted = age < 60_000 ? '' : ` (for ${durationText(age)} now)`;
    tell({ event: 'failure', name: nameOf(event), text: `${said(event)}${lasted}` });
  }

  function ended(about: string, event: Event): void {
    const trouble = troubles.get(about);
    if (!trouble) return;
    trouble.cancel();
    troubles.delete(about);
    if (trouble.told === 'no') return;
    const after = durationText(clock.monotonic() - trouble.since);
    const text = said(event);
    const lasted = 'seconds' in event ? text : `${text}, after ${after}`;
    tell({ event: 'recovery', name: nameOf(trouble.event), text: lasted });
  }

  /** The wait of a host that was failing before and is now. */
  function stillFailing(about: string, { failure, until }: NonNullable<StepOutcome['waiting']>): void {
    const trouble = troubles.get(about);
    if (trouble?.event.kind !== 'host-failing') return;
    trouble.event = { ...trouble.event, failure, until };
    judge(trouble);
  }

  function told(message: string): void {
    if (natTold.has(message)) return;
    natTold.add(message);
    tell({ event: 'nat', name: null, text: message });
  }

  const said = (event: Event) => visible(wording.say(event, clock.monotonic()));

  return {
    observe(outcome) {
      if (outcome.kind !== 'stepped') {
        line = outcome.line;
        return;
      }
      const { target, step } = outcome;
      hosts.stepped(target, step);
      if (step.waiting) stillFailing(`host ${target.id}`, step.waiting);
    },
    tell(event) {
      switch (event.kind) {
        case 'record-changed': {
          const item = changed(event.target, event.change);
          if (item) tell(item);
          return;
        }
        case 'host-failing':
          return began(`host ${event.target.id}`, event);
        case 'host-recovered':
          return ended(`host ${event.target.id}`, event);
        case 'record-refused':
          return began(`record ${event.target.id} ${keyText(event.record)}`, event);
        case 'record-recovered':
          return ended(`record ${event.target.id} ${keyText(event.record)}`, event);
        case 'address-unknown':
          for (const family of event.families) began(`address ${line} ${family}`, event);
          return;
        case 'address-known-again':
          return ended(`address ${line} ${event.family}`, event);
        case 'secret-unusable':
          return began(`secret ${event.target.id}`, event);
        case 'secret-usable':
          return ended(`secret ${event.target.id}`, event);
        case 'certificate-expiring':
          return tell({ event: 'certificate', name: event.name, text: said(event) });
        case 'secret-renewed':
          return hosts.renewed(event.target);
        case 'unreachable':
          // A machine that goes out another way, as by a VPN, is so by intention mostly.
          if (event.nat.kind !== 'mismatch') told(said(event));
          return;
        case 'reachable':
          if (natTold.size > 0) told(said(event));
          natTold.clear();
          return;
        default:
          return;
      }
    },
    stop() {
      for (const { cancel } of troubles.values()) cancel();
    },
  };
}

function nameOf(event: Started): string | null {
  if (event.kind === 'address-unknown') return null;
  return event.kind === 'record-refused' ? fullName(event.target, event.record) : event.target.zone.display;
}

/** Undefined: it holds the same address as before. */
function changed(target: Target, change: ChangeOutcome): Item | undefined {
  const { from, to, type, unseen } = change;
  if (!unseen && from.length === 1 && from[0] === to) return undefined;
  const name = fullName(target, change);
  const old = unseen || from.length === 0 ? null : from.join(', ');
  return {
    ...{ event: 'change', name },
    text: `${name} ${type}: ${changeText(change)} (${target.title})`,
    change: { name, type, old, new: to },
  };
}
