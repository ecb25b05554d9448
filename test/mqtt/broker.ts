import { Failure } from '../../src/base/failure.ts';
import type { Connect, Connection, ConnectOptions } from '../../src/mqtt/connection.ts';

interface Guest {
  readonly options: ConnectOptions;
  readonly filters: Set<string>;
}

/** A broker in memory, as far as one is needed to see what is told to it, and what is kept. */
export interface MemoryBroker {
  readonly kept: ReadonlyMap<string, string>;
  /** Each message, in its order: `topic text`. */
  readonly log: readonly string[];
  readonly connect: Connect;
  /** How often it was tried to connect. */
  attempts(): number;
  publish(topic: string, text: string, retain?: boolean): void;
  /** Ends all connections with their wills; it may forget what it kept. */
  cut(forget?: boolean): void;
  /** Refuses whoever comes, until it is called with undefined. */
  refuse(reason: Failure | undefined): void;
}

export function memoryBroker(): MemoryBroker {
  const kept = new Map<string, string>();
  const log: string[] = [];
  const guests = new Set<Guest>();
  let refusal: Failure | undefined;
  let attempts = 0;

  function publish(topic: string, text: string, retain = false): void {
    log.push(`${topic} ${text}`);
    if (retain && text === '') kept.delete(topic);
    else if (retain) kept.set(topic, text);
    for (const { options, filters } of guests)
      if ([...filters].some((filter) => fits(filter, topic)))
        queueMicrotask(() => options.onMessage({ topic, text, isRetained: false }));
  }

  function connectionOf(guest: Guest): Connection {
    return {
      publish: (topic, text, retain) => {
        if (guests.has(guest)) publish(topic, text, retain);
      },
      async subscribe(filters) {
        for (const filter of filters) guest.filters.add(filter);
        const found = [...kept].filter(([topic]) => filters.some((filter) => fits(filter, topic)));
        for (const [topic, text] of found) guest.options.onMessage({ topic, text, isRetained: true });
      },
      async end() {
        guests.delete(guest);
      },
    };
  }

  return {
    ...{ kept, log, publish },
    attempts: () => attempts,
    async connect(options) {
      attempts++;
      if (refusal) throw refusal;
      const guest = { options, filters: new Set<string>() };
      guests.add(guest);
      return connectionOf(guest);
    },
    cut(forget = false) {
      const gone = [...guests];
      guests.clear();
      if (forget) kept.clear();
      for (const { options } of gone) {
        publish(options.will.topic, options.will.text, true);
        options.onEnd(new Failure('transient', 'broker: the connection ended', { unreached: true }));
      }
    },
    refuse(reason) {
      refusal = reason;
    },
  };
}

function fits(filter: string, topic: string): boolean {
  const [wanted, levels] = [filter.split('/'), topic.split('/')];
  return wanted.length === levels.length && wanted.every((one, at) => one === '+' || one === levels[at]);
}
