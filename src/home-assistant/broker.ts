import { messageOf } from '../base/failure.ts';
import { parseJson } from '../http/answer.ts';
import type { Http } from '../http/client.ts';
import type { Environment } from '../settings/secrets.ts';

/** Where the Supervisor tells the broker that an app of it provides: developers.home-assistant.io/docs/api/supervisor/endpoints */
const place = 'http://supervisor/services/mqtt';

/** The settings of the broker, or why there are none. */
export interface FoundBroker {
  readonly env: Environment;
  readonly reason?: string;
}

/** Asks for the broker of Home Assistant. Never rejects. */
export async function findBroker(http: Http, token: string, signal: AbortSignal): Promise<FoundBroker> {
  try {
    const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
    const { status, text } = await http({ url: place, headers, signal });
    return brokerIn(status, parseJson(text));
  } catch (error) {
    return { env: {}, reason: `the Supervisor does not answer: ${messageOf(error)}` };
  }
}

function brokerIn(status: number, body: unknown): FoundBroker {
  const { data, message } = fieldsOf(body);
  const { host, port, ssl, username, password } = fieldsOf(data);
  if (status === 200 && typeof host === 'string' && typeof port === 'number') {
    const scheme = ssl === true ? 'mqtts' : 'mqtt';
    return {
      env: {
        MQTT_URL: `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`,
        ...(typeof username === 'string' && username !== '' && { MQTT_USER: username }),
        ...(typeof password === 'string' && password !== '' && { MQTT_PASSWORD: password }),
      },
    };
  }
  // What it says while no app provides one.
  if (status === 400 && message === 'Service not enabled')
    return { env: {}, reason: 'no app provides a broker' };
  return { env: {}, reason: `the Supervisor answers ${status}` };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
