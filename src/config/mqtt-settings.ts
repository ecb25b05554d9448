import { parseBroker, parsePrefix } from '../mqtt/server.ts';
import { idPattern } from '../mqtt/topics.ts';
import type { Problem } from '../settings/problem.ts';
import { matching, secret } from '../settings/rows.ts';
import type { Environment } from '../settings/secrets.ts';
import { optional, setting, type ValuesOf, withDefault } from '../settings/setting.ts';

/** How Home Assistant is shown the records. */
export const mqttSettings = {
  MQTT_URL: optional(
    setting(parseBroker, {
      about:
        'The MQTT broker by which Home Assistant is shown the records: `mqtt://HOST`, with TLS `mqtts://HOST`; see Home Assistant.',
      accepted: 'mqtt://HOST or mqtts://HOST, each with or without :PORT',
    }),
  ),
  MQTT_USER: optional(
    matching('User at the broker.', 'a user name without line breaks', /^[^\p{Cc}]{1,512}$/u),
  ),
  MQTT_PASSWORD: optional(
    secret('Password of `MQTT_USER`.', 'a password without line breaks', /^[^\p{Cc}]{1,1024}$/u),
  ),
  MQTT_ID: optional(
    matching(
      'What Home Assistant knows this program by, and part of its topics; another one for each program at one broker.',
      'up to 64 letters, digits, - and _',
      idPattern,
    ),
    'from DNS host and zone, such as `godaddy_example_com`',
  ),
  MQTT_DISCOVERY_PREFIX: withDefault(
    'homeassistant',
    setting(parsePrefix, {
      about: 'Where Home Assistant looks for devices.',
      accepted: 'a topic without + and #, such as homeassistant',
    }),
  ),
};

type MqttValues = ValuesOf<typeof mqttSettings>;

/** Where the broker is and who we are there; null where none is set. */
export function mqttFacts(values: MqttValues) {
  const { MQTT_URL: broker, MQTT_USER: user, MQTT_PASSWORD: password } = values;
  if (broker === undefined) return null;
  return {
    broker: { ...broker, ...(user !== undefined && { user }), ...(password !== undefined && { password }) },
    id: values.MQTT_ID,
    prefix: values.MQTT_DISCOVERY_PREFIX,
  };
}

/** What is wrong with user and password of the MQTT broker, which are settings of their own or stand in its URL. */
export function brokerUserProblems(env: Environment, program: Partial<MqttValues>): Problem[] {
  const url = program.MQTT_URL;
  const twice = ['MQTT_USER', 'MQTT_PASSWORD', 'MQTT_PASSWORD_FILE'].filter(
    (variable) => env[variable] !== undefined,
  );
  if (url?.user !== undefined && twice.length > 0)
    return [
      {
        variable: 'MQTT_URL',
        wrong: `holds a user, and ${twice.join(' and ')} ${twice.length > 1 ? 'are' : 'is'} set too`,
        accepted: 'the user in one place alone',
      },
    ];
  const isAlone = url !== undefined && url.user === undefined && env.MQTT_USER === undefined;
  const [password] = twice;
  return isAlone && password !== undefined
    ? [
        {
          variable: password,
          wrong: 'is set without a user, and MQTT knows no password without one',
          accepted: 'MQTT_USER with MQTT_PASSWORD, or neither',
        },
      ]
    : [];
}
