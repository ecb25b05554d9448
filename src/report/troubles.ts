import type { Failure } from '../base/failure.ts';

/** A trouble under way; the mark tells it from another one about the same thing. */
export interface Trouble {
  readonly mark: string;
  /** On the monotonic clock, milliseconds. */
  readonly since: number;
}

/** Troubles under way, by what they are about. */
export type Troubles = ReadonlyMap<string, Trouble>;

/** What is the matter with something, and how its start and its end are told. */
export interface Matter<T, E> {
  readonly about: string;
  /** Undefined: nothing is the matter. */
  readonly fault: T | undefined;
  /** What makes a fault another one. */
  mark(fault: T): string;
  begins(fault: T): E;
  /** When all was well last, on the monotonic clock; default: now. */
  readonly since?: number | undefined;
  /** Absent: nobody needs to know. `mark` is that of the fault. */
  ends?(seconds: number, mark: string): E;
}

/** Compares what is the matter now with the troubles under way; `now` on the monotonic clock. */
export function watchTroubles(before: Troubles, now: number) {
  const troubles = new Map(before);
  const seconds = ({ since }: Trouble) => Math.round((now - since) / 1000);
  return {
    troubles: troubles as Troubles,
    /** The start of a trouble that is new or another than before, or its end; else nothing. */
    told<T, E>({ about, fault, mark, since = now, begins, ends }: Matter<T, E>): E[] {
      const known = troubles.get(about);
      if (fault === undefined) {
        if (!known) return [];
        troubles.delete(about);
        return ends ? [ends(seconds(known), known.mark)] : [];
      }
      const current = mark(fault);
      if (known?.mark === current) return [];
      troubles.set(about, { mark: current, since: known?.since ?? since });
      return [begins(fault)];
    },
    /** The start of each that is new and the end of each that is over, of troubles that come and go under one name. */
    toldEach<E>(all: string, given: readonly string[], tell: Each<E>): E[] {
      const under = `${all} `;
      const over = [...troubles].filter(
        ([about]) => about.startsWith(under) && !given.includes(about.slice(under.length)),
      );
      for (const [about] of over) troubles.delete(about);
      return [
        ...over.map(([about, trouble]) => tell.ends(about.slice(under.length), seconds(trouble))),
        ...[...new Set(given)].flatMap((one) => {
          if (troubles.has(under + one)) return [];
          troubles.set(under + one, { mark: '', since: now });
          return [tell.begins(one)];
        }),
      ];
    },
  };
}

/** How the start and the end of each are told, by its name. */
interface Each<E> {
  begins(name: string): E;
  ends(name: string, seconds: number): E;
}

/** What makes a failure another one. The reasons of an outage change all the time and ask nothing of the owner. */
export function markOf({ kind, unconfirmed, message }: Failure): string {
  const isOutage = kind === 'transient' || kind === 'limited';
  return isOutage ? `${kind} ${unconfirmed}` : `${kind} ${substanceOf(message)}`;
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
