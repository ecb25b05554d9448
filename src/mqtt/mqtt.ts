import type { Clock, Random } from '../base/clock.ts';
import type { Failure } from '../base/failure.ts';
import type { Reporter } from '../report/reporter.ts';
import type { Kept } from '../report/state.ts';
import type { StatusReport } from '../report/status-report.ts';
import { brokerConnect, type Connect, type Connection, type Message } from './connection.ts';
import { discoveriesOf, press } from './discovery.ts';
import { createInstances } from './instances.ts';
import { createOutbox } from './outbox.ts';
import { recordEntitiesOf } from './record-entities.ts';
import type { Broker } from './server.ts';
import { type Session, startSession } from './session.ts';
import { changeIn, mqttStateOf } from './state.ts';
import { topicsOf } from './topics.ts';

export interface MqttOptions {
  readonly id: string;
  readonly prefix: string;
  readonly kept: readonly Kept[];
  readonly version: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly connect: Connect;
  /** What this process has and no other. */
  readonly mark: string;
  report(): StatusReport;
  lookNow(): void;
  /** Told when the broker cannot be used, with the reason, and (undefined) when it can again. */
  onTrouble(reason: Failure | undefined): void;
  /** Told when another program uses the same id. */
  onOther(): void;
}

export interface Mqtt extends Reporter {
  /** Connects at once, where it is not connected: it may be let in now. */
  hurry(): void;
  stop(): Promise<void>;
}

/** How a broker is spoken with, for `connect`. */
export function connectTo(broker: Broker, mark: string, times: Parameters<typeof brokerConnect>[2]): Connect {
  // A name that two share makes brokers throw one of them out, again and again.
  return brokerConnect(broker, `homemade-ddns-${mark}`.slice(0, 23), times);
}

/** Outcomes that come together are one message. */
const together = 200;
/** How long our own greeting, behind which all that the broker has kept for us has come, is waited for. */
const longestReading = 5_000;

const online = 'online';
const offline = 'offline';

/** Shows the records to Home Assistant, by MQTT. Nothing waits for it. */
export function startMqtt(options: MqttOptions): Mqtt {
  const { id, prefix, kept, version, clock, random, connect, mark } = options;
  const { report, lookNow, onTrouble, onOther } = options;
  const topics = topicsOf(id, prefix);
  const discoveries = discoveriesOf({ id, topics, kept, version });
  const wanted = new Set(discoveries.map(({ topic }) => topic));
  const records = recordEntitiesOf(kept);
  const instances = createInstances(mark);
  /** Entities of ours that are not wanted any more, by topic. */
  const removed = new Map<string, string>();
  let changedBefore: string | null = null;
  let isReading = true;
  let cancelReading = () => {};
  let cancelState = () => {};
  let stopped: Promise<void> | undefined;

  const outbox = createOutbox({ clock, state: () => mqttStateOf(report(), records, changedBefore) });

  function publishState(isForced: boolean): void {
    const connection = session.connection();
    if (!connection || isReading) return;
    const text = outbox.next(isForced);
    if (text !== undefined) connection.publish(topics.state, text, true);
  }

  /** The state first: an entity that is new to Home Assistant reads it at once. */
  function publishAll(connection: Connection): void {
    cancelReading();
    isReading = false;
    publishState(true);
    for (const { topic, text } of discoveries) connection.publish(topic, text, true);
    connection.publish(topics.availability, online, true);
  }

  async function onConnected(connection: Connection): Promise<void> {
    isReading = true;
    cancelReading();
    cancelReading = clock.after(longestReading, () => {
      if (session.connection() === connection) publishAll(connection);
    });
    await connection.subscribe([
      ...[topics.discoveryFilter, topics.state, topics.availability, topics.look, topics.instance],
      ...topics.births,
    ]);
    connection.publish(topics.instance, instances.hello, false);
  }

  /** Home Assistant forgets only what it knows: after its own start it has to be told of an entity to remove it. */
  function removeAgain(connection: Connection): void {
    for (const [topic, text] of removed) {
      connection.publish(topic, text, false);
      connection.publish(topic, '', true);
    }
  }

  function onKept({ topic, text }: Message, connection: Connection): void {
    if (topic === topics.state) changedBefore ??= changeIn(text, clock.now());
    const isOurs = topic.endsWith('/config') && !wanted.has(topic);
    if (!isOurs || text === '') return;
    removed.set(topic, text);
    connection.publish(topic, '', true);
  }

  function onNews({ topic, text }: Message, connection: Connection): void {
    if (topic === topics.look && text === press) lookNow();
    // The last word of a connection that was ours before, or of another instance.
    if (topic === topics.availability && text !== online && !isReading)
      connection.publish(topic, online, true);
    if (topics.births.includes(topic) && text === online && !isReading) {
      removeAgain(connection);
      publishAll(connection);
    }
    if (topic !== topics.instance) return;
    const { isOwn, isOther, answer } = instances.hear(text);
    if (isOwn && isReading) publishAll(connection);
    if (isOther) onOther();
    if (answer !== undefined) connection.publish(topic, answer, false);
  }

  const session: Session = startSession({
    ...{ connect, clock, random, onConnected, onTrouble },
    will: { topic: topics.availability, text: offline },
    onMessage(message) {
      const connection = session.connection();
      if (!connection) return;
      // A press that the broker has kept is one of another day.
      if (message.isRetained) onKept(message, connection);
      else onNews(message, connection);
    },
  });

  function end(): Promise<void> {
    cancelReading();
    cancelState();
    isReading = true;
    session.connection()?.publish(topics.availability, offline, true);
    return session.stop();
  }

  return {
    tell() {},
    observe() {
      cancelState();
      cancelState = clock.after(together, () => publishState(false));
    },
    hurry: session.hurry,
    stop() {
      stopped ??= end();
      return stopped;
    },
  };
}
