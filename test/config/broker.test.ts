import { describe, expect, it } from 'vitest';
import { configOf, refusalOf } from '../support/settings.ts';

describe('the MQTT broker', () => {
  it('is none where none is set, and none for a single look', () => {
    expect(configOf({}).mqtt).toBeNull();

    const once = configOf({ ONCE: 'true', MQTT_URL: 'mqtt://nas' });

    expect(once.mqtt).toBeNull();
    expect(once.warnings).toContain('MQTT_URL has no effect: ONCE=true makes a single round.');
  });

  it('has a user, from settings of its own or from its URL', () => {
    const broker = { host: 'nas', port: 1883, tls: false, user: 'ddns', password: 'a secret' };

    const settings = configOf({ MQTT_URL: 'mqtt://nas', MQTT_USER: 'ddns', MQTT_PASSWORD: 'a secret' });
    const url = configOf({ MQTT_URL: 'mqtt://ddns:a%20secret@nas' });

    expect(settings.mqtt).toEqual({ broker, id: undefined, prefix: 'homeassistant' });
    expect(url.mqtt).toEqual(settings.mqtt);
  });

  it.each([
    [{ MQTT_URL: 'mqtt://ddns:x1@nas', MQTT_PASSWORD: 'x2' }, 'holds a user, and MQTT_PASSWORD is set too'],
    [{ MQTT_URL: 'mqtt://nas', MQTT_PASSWORD: 'x2' }, 'MQTT_PASSWORD is set without a user'],
    [{ MQTT_URL: 'ws://nas' }, 'MQTT_URL="ws://nas" asks for WebSockets'],
    [{ MQTT_URL: 'mqtt://nas', MQTT_ID: 'my home' }, 'MQTT_ID="my home"'],
    [{ MQTT_URL: 'mqtt://nas', MQTT_DISCOVERY_PREFIX: 'ha/#' }, 'MQTT_DISCOVERY_PREFIX="ha/#" is no topic'],
  ])('is refused as %j', (variables, text) => {
    const message = refusalOf(variables);

    expect(message).toContain(text);
    expect(message).toContain('accepted: ');
    expect(message).not.toMatch(/x1|x2/);
  });

  it('has settings that say so where they do nothing without it', () => {
    expect(configOf({ MQTT_USER: 'ddns' }).warnings).toEqual([
      'MQTT_USER has no effect: MQTT_URL is not set.',
    ]);
  });
});
