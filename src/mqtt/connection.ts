import type { Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { MqttClient } from 'mqtt';
import { type Clock, withDeadline } from '../base/clock.ts';
import { Failure } from '../base/failure.ts';
import { oneLine } from '../base/visible-text.ts';
import { networkFailure, noAnswerWithin } from '../net/errors.ts';
import { connectHost } from '../net/host.ts';
import type { Broker } from './server.ts';

/** What a broker passes on. */
export interface Message {
  readonly topic: string;
  readonly text: string;
  /** It was kept by the broker, and comes because we have just subscribed. */
  readonly isRetained: boolean;
}

/** One connection to a broker; when it ends, another one has to be made. */
export interface Connection {
  /** At least once (QoS 1); what cannot be sent any more is dropped. */
  publish(topic: string, text: string, retain: boolean): void;
  /** Rejects with a Failure when the broker does not allow it. */
  subscribe(filters: readonly string[]): Promise<void>;
  /** Resolves when what was published is taken and the connection closed, or after a second. */
  end(): Promise<void>;
}

export interface ConnectOptions {
  /** What the broker tells for us when we are gone; retained. */
  readonly will: { readonly topic: string; readonly text: string };
  readonly signal: AbortSignal;
  onMessage(message: Message): void;
  /** Told once, when a connection that was made is over by itself. */
  onEnd(reason: Failure): void;
}

/** Rejects with a Failure: `permanent` where the broker refuses us, `transient` else. */
export type Connect = (options: ConnectOptions) => Promise<Connection>;

/** Seconds: of one and a half of it without a word the broker tells the will, and of as much we connect anew. */
const keepalive = 30;
const longestEnd = 1_000;

/** What a broker answers to CONNECT: MQTT 3.1.1, section 3.2.2.3. Which of the two a wrong password is, differs. */
const refusedUser: readonly unknown[] = [4, 5];

/** Speaks MQTT 3.1.1 with a broker, each time as a new client without a past: what was sent to us before is over. */
export function brokerConnect(broker: Broker, clientId: string, { clock, timeout }: Times): Connect {
  const { host: who, user } = broker;
  return async ({ will, signal, onMessage, onEnd }) => {
    let client: MqttClient | undefined;
    const opened = (either: AbortSignal) => {
      const socket = openSocket(broker, clock, either);
      return socket.then((stream) => {
        client = new MqttClient(() => stream, {
          ...{ clientId, keepalive, clean: true, protocolVersion: 4, reconnectPeriod: 0 },
          ...{ connectTimeout: timeout, timerVariant: 'native', resubscribe: false, log: () => {} },
          // Else all numbers of two bytes are made beforehand, which takes megabytes.
          writeCache: false,
          ...(broker.user !== undefined && { username: broker.user }),
          ...(broker.password !== undefined && { password: broker.password }),
          will: { topic: will.topic, payload: Buffer.from(will.text), qos: 1, retain: true },
        });
        return connected(client, stream, { who, user, either, onMessage, onEnd });
      });
    };
    try {
      return await withDeadline(clock, timeout, signal, opened);
    } catch (error) {
      client?.end(true);
      if (error instanceof Failure) throw error;
      if (error instanceof DOMException)
        throw new Failure('transient', `${who}: ${noAnswerWithin(timeout)}`, { unreached: true });
      throw networkFailure(who, error);
    }
  };
}

export interface Times {
  readonly clock: Clock;
  /** Milliseconds for connecting. */
  readonly timeout: number;
}

interface Connecting extends Pick<ConnectOptions, 'onMessage' | 'onEnd'> {
  readonly who: string;
  readonly user: string | undefined;
  readonly either: AbortSignal;
}

function connected(client: MqttClient, stream: Socket, options: Connecting): Promise<Connection> {
  const { who, user, either, onMessage, onEnd } = options;
  const failureOf = (error: Error) => refusalOf({ who, user }, error);
  let isOpen = false;
  let last: Error | undefined;
  client.on('message', (topic, payload, { retain }) =>
    onMessage({ topic, text: payload.toString('utf8'), isRetained: retain }),
  );
  return new Promise((resolve, reject) => {
    const stop = () => {
      stream.destroy();
      reject(either.reason);
    };
    if (either.aborted) return stop();
    either.addEventListener('abort', stop, { once: true });
    client.on('error', (error) => {
      last = error;
      if (!isOpen) reject(failureOf(error));
      stream.destroy();
    });
    client.on('close', () => {
      const reason = last ? failureOf(last) : new Failure('transient', `${who}: the connection ended`);
      if (isOpen && !client.disconnecting) onEnd(reason);
      isOpen = false;
      reject(reason);
    });
    client.on('connect', () => {
      either.removeEventListener('abort', stop);
      isOpen = true;
      resolve(connectionOf(client, who));
    });
  });
}

function connectionOf(client: MqttClient, who: string): Connection {
  const pending = new Set<Promise<unknown>>();
  return {
    publish(topic, text, retain) {
      const sent = client.publishAsync(topic, text, { qos: 1, retain }).catch(() => {});
      pending.add(sent);
      void sent.then(() => pending.delete(sent));
    },
    subscribe: (filters) =>
      client.subscribeAsync([...filters], { qos: 1 }).then(
        () => {},
        (error: unknown) => {
          throw new Failure('permanent', `${who}: this user may not read ${filters.join(', ')}`, {
            cause: error,
          });
        },
      ),
    async end() {
      const late = new Promise((resolve) => setTimeout(resolve, longestEnd).unref());
      await Promise.race([Promise.all(pending), late]);
      await Promise.race([client.endAsync(), late]);
      client.end(true);
    },
  };
}

function refusalOf({ who, user }: Pick<Connecting, 'who' | 'user'>, error: Error): Failure {
  const code = 'code' in error ? error.code : undefined;
  if (refusedUser.includes(code)) {
    const why =
      user === undefined
        ? 'it lets nobody in without a user; set MQTT_USER and MQTT_PASSWORD'
        : 'it does not accept MQTT_USER and MQTT_PASSWORD';
    return new Failure('permanent', `${who}: ${why}`);
  }
  // "Connection refused: Server unavailable"
  if (typeof code === 'number')
    return new Failure('transient', `${who}: ${oneLine(error.message.replace(/^.*?: /, ''), 200)}`);
  return networkFailure(who, error);
}

async function openSocket(broker: Broker, clock: Clock, signal: AbortSignal): Promise<Socket> {
  const socket = await connectHost(broker, { clock, signal });
  socket.setNoDelay(true);
  return broker.tls ? encrypted(socket, broker.host, signal) : socket;
}

function encrypted(socket: Socket, host: string, signal: AbortSignal): Promise<TLSSocket> {
  // No authorities of its own, which would be read a second time: it trusts whom all else of the program trusts.
  const secure = connectTls({ socket, ...(isName(host) && { servername: host }), host });
  return new Promise((resolve, reject) => {
    const stop = () => {
      secure.destroy();
      reject(signal.reason);
    };
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    secure.once('error', reject);
    secure.once('secureConnect', () => {
      signal.removeEventListener('abort', stop);
      secure.off('error', reject);
      resolve(secure);
    });
    secure.once('close', () => reject(new Failure('transient', `${host}: it closed the connection`)));
  });
}

/** An address is not allowed as the name in the handshake. */
function isName(host: string): boolean {
  return !/^[\d.]+$|:/.test(host);
}
