import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  credentials,
  type Environment,
  type House,
  house,
  inSync,
  type Program,
  until,
} from '../../e2e/house.ts';
import { dockerFor } from '../../support/docker.ts';
import { type RealBroker, startBroker, type Watcher } from './broker.ts';

const engine = await dockerFor('The tests of MQTT against Mosquitto');
const password = 'right-horse-battery';
const base = 'homemade-ddns/godaddy_example_com';
const node = 'homemade_ddns_godaddy_example_com';
const [availability, state, look] = [`${base}/availability`, `${base}/state`, `${base}/look`];
const record = 'record_a_home_example_com';

describe.skipIf(!engine)('against a real Mosquitto', () => {
  let broker: RealBroker;
  let home: House;
  let watcher: Watcher;

  beforeAll(async () => {
    broker = await startBroker();
  });
  afterAll(() => broker?.stop());
  beforeEach(async () => {
    home = await house();
    watcher = await broker.watch();
  });
  afterEach(async () => {
    await home.stop();
    // What one test leaves behind is none of the next one.
    for (const topic of watcher.kept.keys()) await watcher.publish(topic, '', true);
    await watcher.close();
  });

  const start = async (environment: Environment = {}): Promise<Program> => {
    const program = await home.start({ ...credentials.v3, MQTT_URL: broker.host, ...environment });
    await inSync(program);
    return program;
  };
  const isOnline = () => watcher.kept.get(availability) === 'online';
  const seen = () => JSON.parse(watcher.kept.get(state) ?? '{}');
  const logged = (program: Program, text: string) => program.lines().filter(({ msg }) => msg.includes(text));

  it('shows one device with an entity for each thing', async () => {
    await start();
    await until(isOnline, 'it is online');
    await until(() => seen().status === 'ok', 'all is well');

    const discoveries = [...watcher.kept]
      .filter(([topic]) => topic.startsWith('homeassistant/'))
      .map(([topic, text]) => [topic, JSON.parse(text).device.identifiers]);

    expect(discoveries.sort()).toEqual(
      [
        'binary_sensor/nat',
        'binary_sensor/problem',
        'button/look',
        'sensor/ipv4',
        'sensor/last_change',
        'sensor/last_sync',
        `sensor/${record}`,
        'sensor/status',
      ].map((one) => [`homeassistant/${one.replace('/', `/${node}/`)}/config`, [node]]),
    );
    expect(seen()).toMatchObject({
      ...{ status: 'ok', problem: false, reason: null, blocked: false, ipv4: home.isp.address('ipv4') },
      records: { [record]: { value: home.isp.address('ipv4'), sync: 'in-sync', error: null } },
    });
  });

  it('takes a few megabytes of memory at most', async () => {
    const plain = await home.start(credentials.v3);
    const shown = await start();
    await inSync(plain);
    await until(isOnline, 'it is online');
    await until(() => seen().status === 'ok', 'all is told');

    expect(shown.memory() - plain.memory()).toBeLessThan(6);
  });

  it('looks when the button is pressed, and not for a press that the broker has kept', async () => {
    await watcher.publish(look, 'PRESS', true);
    const program = await start({ SCHEDULE: '0 0 1 1 *' });
    await until(isOnline, 'it is online');
    expect(logged(program, 'Looking now')).toEqual([]);

    await watcher.publish(look, 'PRESS');
    await until(() => logged(program, 'asked').length > 0, 'it looks');

    expect(logged(program, 'asked')).toMatchObject([{ by: 'MQTT' }]);
  });

  it('is unavailable when it was killed, and when it has stopped', async () => {
    const killed = await start();
    await until(isOnline, 'it is online');
    killed.signal('SIGKILL');
    await until(() => watcher.kept.get(availability) === 'offline', 'the broker says it is gone');

    const stopped = await start();
    await until(isOnline, 'it is online again');
    stopped.signal('SIGTERM');
    expect(await stopped.exit).toBe(0);

    await until(() => watcher.kept.get(availability) === 'offline', 'it says it has stopped');
  });

  it('tells all again to a broker that was restarted, and again when Home Assistant starts', async () => {
    const program = await start();
    await until(isOnline, 'it is online');
    await watcher.close();
    await broker.restart();
    watcher = await broker.watch();

    await until(isOnline, 'it is online again');
    await until(() => watcher.kept.size >= 10, 'it has told all again');
    expect(logged(program, 'The MQTT broker')).toMatchObject([{ level: 'warn' }, { level: 'info' }]);
    const before = watcher.all(state).length;

    await watcher.publish('homeassistant/status', 'online');

    await until(() => watcher.all(state).length > before, 'it tells the state once more');
  });

  it('removes the entities that are not wanted any more, and no others', async () => {
    const gone = `homeassistant/sensor/${node}/record_a_old_example_com/config`;
    const foreign = 'homeassistant/sensor/kitchen/temperature/config';
    await watcher.publish(gone, '{"unique_id":"old"}', true);
    await watcher.publish(foreign, '{"unique_id":"kitchen"}', true);

    await start();
    await until(isOnline, 'it is online');
    await until(() => !watcher.kept.has(gone), 'the old one is gone');

    expect(watcher.kept.get(foreign)).toBe('{"unique_id":"kitchen"}');
    // Home Assistant may have been away: it is told of the entity once more, and of its end.
    await watcher.publish('homeassistant/status', 'online');
    await until(() => watcher.all(gone).length === 4, 'it is removed once more');
    expect(watcher.all(gone).slice(-2)).toEqual(['{"unique_id":"old"}', '']);
  });

  it('says that another one uses the same id', async () => {
    const first = await start();
    await until(isOnline, 'it is online');
    const second = await start();
    const said = (program: Program) => logged(program, 'uses the same MQTT_ID').length;

    await until(() => said(first) > 0 && said(second) > 0, 'both have said so');

    expect([said(first), said(second)]).toEqual([1, 1]);
    second.signal('SIGTERM');
    await second.exit;
    await until(isOnline, 'the first one is still online');
  });

  it('says once that the broker refuses it, and keeps the records', async () => {
    const settings = {
      MQTT_URL: `mqtt://${broker.host}:1884`,
      MQTT_USER: 'ddns',
      MQTT_PASSWORD: 'wrong-horse',
    };
    const program = await start(settings);
    await until(() => logged(program, 'The MQTT broker').length > 0, 'it says so');
    home.isp.change();
    await until(
      () => home.zone.values('home', 'A').join() === home.isp.address('ipv4'),
      'the record follows all the same',
    );

    expect(logged(program, 'The MQTT broker')).toMatchObject([
      { level: 'warn', reason: expect.stringContaining('does not accept MQTT_USER and MQTT_PASSWORD') },
    ]);
    expect(program.output()).not.toContain('wrong-horse');
  });

  describe('with a secret', () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'mqtt-'));
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    it('logs in with a password from a file, which appears nowhere', async () => {
      const file = join(folder, 'password');
      writeFileSync(file, `${password}\n`);
      const url = `mqtt://${broker.host}:1884`;
      const program = await start({ MQTT_URL: url, MQTT_USER: 'ddns', MQTT_PASSWORD_FILE: file });

      await until(isOnline, 'it is online');

      expect(program.output()).not.toContain(password);
      expect([...watcher.kept.values()].join()).not.toContain(password);
    });

    it('speaks TLS with a certificate that NODE_EXTRA_CA_CERTS vouches for, and with no other', async () => {
      const url = `mqtts://${broker.host}`;
      const stranger = await start({ MQTT_URL: url });
      await until(() => logged(stranger, 'The MQTT broker').length > 0, 'it does not trust it');
      expect(logged(stranger, 'The MQTT broker')[0]?.reason).toMatch(/certificate/);
      stranger.signal('SIGTERM');
      await stranger.exit;

      const trusted = join(folder, 'authorities.pem');
      writeFileSync(trusted, `${broker.authority}\n${home.authority}`);
      await start({ MQTT_URL: url, NODE_EXTRA_CA_CERTS: trusted });

      await until(isOnline, 'it is online');
    });
  });
});
