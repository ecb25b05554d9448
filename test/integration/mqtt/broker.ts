import { fileURLToPath } from 'node:url';
import { connectAsync, type MqttClient } from 'mqtt';
import { GenericContainer, type StartedTestContainer, Wait } from 'testcontainers';
import { createAuthority } from '../../world/authority.ts';

const mosquitto = /mosquitto version [\d.]+ running/;

/** A real Mosquitto: anybody may use port 1883, one user 1884, anybody with TLS 8883. */
export interface RealBroker {
  readonly host: string;
  /** What has signed the certificate of port 8883. */
  readonly authority: string;
  /** Stops the broker, which begins anew by itself without what it has kept. */
  restart(): Promise<void>;
  watch(): Promise<Watcher>;
  stop(): Promise<void>;
}

/** Somebody else at the broker, who sees everything. */
export interface Watcher {
  /** What the broker keeps in each topic, as far as it was not emptied. */
  readonly kept: ReadonlyMap<string, string>;
  /** All messages of a topic, in their order. */
  all(topic: string): readonly string[];
  publish(topic: string, text: string, retain?: boolean): Promise<void>;
  close(): Promise<void>;
}

export async function startBroker(): Promise<RealBroker> {
  const context = fileURLToPath(new URL('.', import.meta.url));
  const image = await GenericContainer.fromDockerfile(context).build('homemade-ddns-test-mosquitto', {
    deleteOnExit: false,
  });
  const container = await image.withWaitStrategy(Wait.forLogMessage(mosquitto)).start();
  const host = container.getIpAddress('bridge');
  const authority = createAuthority();
  const { key, certificate } = authority.issue([host]);
  const place = '/etc/mosquitto/more';
  const listener = [
    'listener 8883',
    `certfile ${place}/certificate`,
    `keyfile ${place}/key`,
    'allow_anonymous true',
  ];
  await container.copyContentToContainer([
    { content: key, target: `${place}/key`, mode: 0o644 },
    { content: certificate, target: `${place}/certificate`, mode: 0o644 },
    { content: `${listener.join('\n')}\n`, target: `${place}/tls.conf`, mode: 0o644 },
  ]);
  const restart = async () => {
    await container.exec(['sh', '-c', 'kill $(cat /run/mosquitto/pid)']);
    await restarted(container);
  };
  await restart();
  return {
    ...{ host, authority: authority.certificate, restart },
    watch: () => watch(`mqtt://${host}`),
    stop: () => container.stop().then(() => {}),
  };
}

/** The process id is written when the broker serves. */
async function restarted(container: StartedTestContainer): Promise<void> {
  const serves = 'sleep 1; until kill -0 $(cat /run/mosquitto/pid) 2>/dev/null; do sleep 0.2; done';
  await container.exec(['sh', '-c', serves]);
}

async function watch(url: string): Promise<Watcher> {
  const client: MqttClient = await connectAsync(url, { reconnectPeriod: 100 });
  const kept = new Map<string, string>();
  const messages: { readonly topic: string; readonly text: string }[] = [];
  client.on('message', (topic, payload) => {
    const text = payload.toString();
    messages.push({ topic, text });
    if (text === '') kept.delete(topic);
    else kept.set(topic, text);
  });
  await client.subscribeAsync('#', { qos: 1 });
  return {
    kept,
    all: (topic) => messages.filter((one) => one.topic === topic).map(({ text }) => text),
    publish: async (topic, text, retain = false) => {
      await client.publishAsync(topic, text, { qos: 1, retain });
    },
    close: () => client.endAsync(true),
  };
}
