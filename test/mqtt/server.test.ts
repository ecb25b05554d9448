import { describe, expect, it } from 'vitest';
import { parseBroker, parsePrefix } from '../../src/mqtt/server.ts';
import { defaultId, objectId } from '../../src/mqtt/topics.ts';

describe('MQTT_URL', () => {
  it.each([
    ['mqtt://nas', { host: 'nas', port: 1883, tls: false }],
    ['mqtt://nas:80', { host: 'nas', port: 80, tls: false }],
    ['MQTT://192.168.1.2:1884/', { host: '192.168.1.2', port: 1884, tls: false }],
    ['tcp://[fd00::1]', { host: 'fd00::1', port: 1883, tls: false }],
    ['homeassistant.local', { host: 'homeassistant.local', port: 1883, tls: false }],
    ['core-mosquitto:1883', { host: 'core-mosquitto', port: 1883, tls: false }],
    ['mqtts://nas', { host: 'nas', port: 8883, tls: true }],
    ['ssl://nas:8884', { host: 'nas', port: 8884, tls: true }],
    ['tls://nas', { host: 'nas', port: 8883, tls: true }],
    ['mqtt://ddns:a%40b%2fc@nas', { host: 'nas', port: 1883, tls: false, user: 'ddns', password: 'a@b/c' }],
  ])('can be %s', (text, broker) => {
    expect(parseBroker(text)).toEqual(broker);
  });

  it.each([
    ['ws://nas:9001', 'asks for WebSockets, which are not spoken here'],
    ['mqtt://HOST:1883', 'still has the word HOST of an example in it'],
    ['mqtt://your-broker.lan', 'still has a placeholder in it'],
    ['https://nas', 'has a scheme that is not known here'],
    ['mqtt://', 'is no address of a broker'],
    ['mqtt://nas:99999', 'is no address of a broker'],
    ['mqtt://nas:0', 'is no address of a broker'],
    ['mqtt://nas/topic', 'has something behind host and port'],
    ['mqtt://nas?tls=1', 'has something behind host and port'],
  ])('cannot be %s', (text, wrong) => {
    expect(() => parseBroker(text)).toThrow(wrong);
  });
});

describe('MQTT_DISCOVERY_PREFIX', () => {
  it.each([
    ['homeassistant', 'homeassistant'],
    ['/home/ha/', 'home/ha'],
  ])('can be %s', (text, prefix) => {
    expect(parsePrefix(text)).toBe(prefix);
  });

  it.each(['/', 'a/#', '+', 'a b', 'a//b', '$SYS'])('cannot be %s', (text) => {
    expect(() => parsePrefix(text)).toThrow('is no topic');
  });
});

describe('ids', () => {
  it('are made of host and zone, and hold nothing that Home Assistant refuses', () => {
    expect(defaultId('godaddy', 'xn--mnchen-3ya.de')).toBe('godaddy_xn--mnchen-3ya_de');
  });

  it('tell names apart that look alike', () => {
    const names = [
      'a.b.example.com',
      'a_b.example.com',
      'a-b.example.com',
      '*.example.com',
      '2a.example.com',
    ];

    const ids = names.map(objectId);

    expect(new Set(ids).size).toBe(names.length);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]+$/);
  });
});
