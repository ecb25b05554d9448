import type { Http } from '../../src/http/client.ts';
import { startMqtt } from '../../src/mqtt/mqtt.ts';
import { topicsOf } from '../../src/mqtt/topics.ts';
import { createHeartbeat } from '../../src/notifiers/heartbeat/heartbeat.ts';
import { type Message, messageEvents } from '../../src/notifiers/message.ts';
import { createMessages } from '../../src/notifiers/messages.ts';
import { type Notifier, NotTaken } from '../../src/notifiers/notifier.ts';
import type { Logger } from '../../src/report/logger.ts';
import type { Reporter } from '../../src/report/reporter.ts';
import type { Kept } from '../../src/report/state.ts';
import type { StatusReport } from '../../src/report/status-report.ts';
import { verdict } from '../../src/report/verdict.ts';
import { createWording } from '../../src/report/wording.ts';
import type { PretendBroker } from './broker.ts';
import type { Chance } from './chance.ts';
import type { ProcessClock } from './simulated-clock.ts';

export const mqttTopics = topicsOf('home', 'homeassistant');

/** Who is told of each word to the owner as it leaves. */
export interface Ears {
  /** The heartbeat says that all is well, or that it is not. */
  beat(kind: 'success' | 'failure', status: StatusReport['status']): void;
  /** A message is sent; `isTaken` comes when it was answered. */
  message(message: Message): void;
  taken(isTaken: boolean): void;
  /** The state is published by MQTT. */
  state(text: string, report: StatusReport): void;
}

export interface ReportersOptions {
  readonly kept: readonly Kept[];
  readonly clock: ProcessClock;
  readonly chance: Chance;
  readonly http: Http;
  readonly broker: PretendBroker;
  readonly log: Logger;
  readonly ears: Ears;
  report(): StatusReport;
}

/** The real reporters above the seams: messages and heartbeat over the in-memory HTTP, MQTT to the broker in memory. */
export interface Reporters {
  readonly list: readonly Reporter[];
  stop(): Promise<void>;
}

export function startReporters({
  kept,
  clock,
  chance,
  http,
  broker,
  log,
  ears,
  report,
}: ReportersOptions): Reporters {
  const messages = createMessages({
    ...{ events: messageEvents, http, clock },
    notifiers: [owner(ears)],
    wording: createWording({ kept, dryRun: false, once: false }),
    redact: (text) => text,
    onSession() {},
    onTrouble: (_, reason) => log.info({ reason: reason ?? null }, 'Messages'),
  });
  const heartbeat = createHeartbeat({
    ...{ clock, every: 60_000 },
    specs: [{ kind: 'healthchecks', url: 'https://owner.test/ping/home/dns' }],
    http: (request) => {
      ears.beat(String(request.url).endsWith('/fail') ? 'failure' : 'success', report().status);
      return http(request);
    },
    verdict() {
      const shown = report();
      return { status: shown.status, text: verdict(shown) };
    },
    onTrouble: (_, reason) => log.info({ reason: reason ?? null }, 'Heartbeat'),
  });
  const mqtt = startMqtt({
    ...{ id: 'home', prefix: 'homeassistant', kept, version: 'simulated', clock, random: chance.random },
    connect: broker.connect(clock, (topic, text) => {
      if (topic === mqttTopics.state) ears.state(text, report());
    }),
    mark: String(chance.whole('mark', 1, 1e9)),
    report,
    lookNow() {},
    onTrouble: (reason) => log.info({ reason: reason?.message ?? null }, 'MQTT'),
    onOther: () => log.info('Another one'),
  });
  return {
    list: [messages, heartbeat, mqtt],
    async stop() {
      heartbeat.stop();
      await Promise.all([messages.close(), mqtt.stop()]);
    },
  };
}

/** The owner's phone. */
function owner(ears: Ears): Notifier {
  return {
    ...{ title: 'Owner', host: 'owner.test', secrets: [] },
    async send(message, { http, signal }) {
      ears.message(message);
      const { event, title, text } = message;
      const body = JSON.stringify({ event, title, text });
      const request = { url: 'https://owner.test/message', method: 'POST', body, signal } as const;
      const answer = await http(request).catch((thrown: unknown) => {
        ears.taken(false);
        throw thrown;
      });
      const isTaken = answer.status === 200 && answer.text === 'OK';
      ears.taken(isTaken);
      const isPassing = answer.status === 429 || answer.status >= 500 || answer.status === 200;
      if (!isTaken) throw new NotTaken(`HTTP ${answer.status}`, { isPassing });
    },
  };
}
