import { Failure } from '../../src/base/failure.ts';
import type { Connect, Connection, ConnectOptions } from '../../src/mqtt/connection.ts';
import type { ProcessClock, SimulatedClock } from './simulated-clock.ts';

/** A broker in memory, which keeps what is retained and tells the last will of who is gone. */
export interface PretendBroker {
  /** For one run of the program; `published` is told of each message as it leaves. */
  connect(process: ProcessClock, published: (topic: string, text: string) => void): Connect;
  /** All connections end, and no new one is taken for so many milliseconds. */
  goAway(ms: number): void;
  retained(topic: string): string | undefined;
}

interface Client extends ConnectOptions {
  readonly process: ProcessClock;
  readonly filters: string[];
}

const way = 12;
const keepalive = 45_000;

export function createPretendBroker(clock: SimulatedClock): PretendBroker {
  const retained = new Map<string, string>();
  const clients = new Set<Client>();
  let isAway = false;

  function deliver(client: Client, topic: string, text: string, isRetained: boolean): void {
    clock.after(way, () => {
      if (clients.has(client) && !client.process.isKilled()) client.onMessage({ topic, text, isRetained });
    });
  }

  function take(topic: string, text: string, isKept: boolean): void {
    if (isKept) retained.set(topic, text);
    for (const client of clients)
      if (client.filters.some((filter) => fits(filter, topic))) deliver(client, topic, text, false);
  }

  function lose(client: Client): void {
    if (clients.delete(client)) take(client.will.topic, client.will.text, true);
  }

  function connectionOf(client: Client, published: (topic: string, text: string) => void): Connection {
    return {
      publish(topic, text, isKept) {
        if (client.process.isKilled()) return;
        published(topic, text);
        clock.after(way, () => clients.has(client) && take(topic, text, isKept));
      },
      async subscribe(filters) {
        await new Promise<void>((resolve) => client.process.after(way, resolve));
        client.filters.push(...filters);
        for (const [topic, text] of retained)
          if (filters.some((filter) => fits(filter, topic))) deliver(client, topic, text, true);
      },
      async end() {
        await new Promise<void>((resolve) => client.process.after(way, resolve));
        clients.delete(client);
      },
    };
  }

  return {
    connect: (process, published) => async (options) => {
      await new Promise<void>((resolve) => process.after(way, resolve));
      if (isAway) throw new Failure('transient', 'broker: there is no route to it', { unreached: true });
      const client: Client = { ...options, process, filters: [] };
      clients.add(client);
      // Who was killed says no word, and is missed by that.
      const watch = () => {
        if (process.isKilled()) lose(client);
        else if (clients.has(client)) clock.after(keepalive, watch);
      };
      watch();
      return connectionOf(client, published);
    },
    goAway(ms) {
      isAway = true;
      for (const client of [...clients]) {
        lose(client);
        if (!client.process.isKilled())
          client.onEnd(new Failure('transient', 'broker: the connection ended'));
      }
      clock.after(ms, () => {
        isAway = false;
      });
    },
    retained: (topic) => retained.get(topic),
  };
}

function fits(filter: string, topic: string): boolean {
  const wanted = filter.split('/');
  const given = topic.split('/');
  return (
    wanted.length === given.length && wanted.every((part, index) => part === '+' || part === given[index])
  );
}
