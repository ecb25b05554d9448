import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  credentials,
  type Environment,
  type House,
  house,
  inSync,
  messages,
  type Program,
  until,
} from '../e2e/house.ts';
import { type RealBroker, startBroker } from '../integration/mqtt/broker.ts';
import { dockerFor } from '../support/docker.ts';
import type { Facts } from './client.ts';
import { type HomeAssistant, startHomeAssistant } from './machine.ts';

const engine = await dockerFor('The tests of MQTT with Home Assistant');
const node = 'homemade_ddns_godaddy_example_com';
const record = 'record_a_home_example_com';
const elsewhere = 'record_a_lab_example_com';

const isDiscovery = (topic: string) => topic.endsWith('/config');

interface Shown {
  readonly state: string;
  readonly attributes: Facts;
}

describe.skipIf(!engine)('a real Home Assistant at a real Mosquitto', () => {
  let broker: RealBroker;
  let assistant: HomeAssistant;
  let home: House;

  beforeAll(async () => {
    [broker, assistant] = await Promise.all([startBroker(), startHomeAssistant({})]);
    const flow = (await assistant.post('config/config_entries/flow', { handler: 'mqtt' })) as Facts;
    const done = await assistant.post(`config/config_entries/flow/${flow.flow_id}`, {
      ...{ broker: broker.host, port: 1883, protocol: '5' },
      other_settings: { set_client_cert: false, set_ca_cert: 'off', transport: 'tcp' },
    });
    expect(done).toMatchObject({ type: 'create_entry' });
  });
  afterAll(async () => {
    await Promise.all([broker?.stop(), assistant?.stop()]);
  });
  beforeEach(async () => {
    home = await house();
  });
  afterEach(async () => {
    await home.stop();
    // What one test leaves behind is none of the next one. The entities go first: what they read must not be empty.
    const watcher = await broker.watch();
    await watcher.publish('test/end', '-');
    await until(() => watcher.all('test/end').length > 0, 'all that is kept has come');
    const kept = [...watcher.kept.keys()];
    for (const topic of kept.filter(isDiscovery)) await watcher.publish(topic, '', true);
    await until(async () => (await ours()).size === 0, 'nothing of the test is left');
    for (const topic of kept) await watcher.publish(topic, '', true);
    await watcher.close();
  });

  const start = async (environment: Environment = {}): Promise<Program> => {
    const program = await home.start({ ...credentials.v3, MQTT_URL: broker.host, ...environment });
    await inSync(program);
    return program;
  };

  /** Our entities as they are shown, by what we call them. */
  async function ours(): Promise<ReadonlyMap<string, Shown | undefined>> {
    const registered = (await assistant.ask('config/entity_registry/list')) as Facts[];
    const shown = await assistant.entities();
    return new Map(
      registered.flatMap(({ platform, unique_id, entity_id }) =>
        platform === 'mqtt' ? [[String(unique_id).slice(node.length + 1), shown.get(String(entity_id))]] : [],
      ),
    );
  }
  const stateOf = async (object: string) => (await ours()).get(object)?.state;
  const is = (object: string, state: string) =>
    until(async () => (await stateOf(object)) === state, `${object} is ${state}`);
  const isThere = () => is('status', 'ok');
  const isGone = () =>
    until(async () => {
      const states = [...(await ours()).values()].map((entity) => entity?.state);
      return states.length > 0 && states.every((state) => state === 'unavailable');
    }, 'all is unavailable');
  const entityId = async (object: string) => {
    const registered = (await assistant.ask('config/entity_registry/list')) as Facts[];
    return registered.find(({ unique_id }) => unique_id === `${node}_${object}`)?.entity_id;
  };
  const press = async () => assistant.post('services/button/press', { entity_id: await entityId('look') });

  it('shows one device with an entity for each thing, and no other', async () => {
    await start({ RECORDS: 'home,lab' });
    await isThere();
    await is(record, home.isp.address('ipv4') ?? '');

    const devices = (await assistant.ask('config/device_registry/list')) as Facts[];
    const shown = await ours();

    expect(devices.filter(({ manufacturer }) => manufacturer === 'homemade-ddns')).toMatchObject([
      { name: 'DDNS example.com', model: 'Dynamic DNS updater', identifiers: [['mqtt', node]] },
    ]);
    expect([...shown.keys()].sort()).toEqual(
      ['ipv4', 'last_change', 'last_sync', 'look', 'nat', 'problem', record, elsewhere, 'status'].sort(),
    );
    const address = home.isp.address('ipv4');
    expect(shown.get('problem')).toMatchObject({
      ...{ state: 'off', attributes: { device_class: 'problem', reason: null, dry_run: false } },
    });
    expect(shown.get('nat')?.state).toBe('off');
    expect(shown.get('ipv4')?.state).toBe(address);
    for (const one of [record, elsewhere])
      expect(shown.get(one)).toMatchObject({
        state: address,
        attributes: { sync: 'in-sync', ttl: 600, error: null },
      });
    for (const moment of ['last_sync', 'last_change'])
      expect(Date.parse(shown.get(moment)?.state ?? '')).toBeGreaterThan(Date.now() - 300_000);
  });

  it('follows a change of the address', async () => {
    await start();
    await isThere();

    const changed = home.isp.change().ipv4 ?? '';

    await is('ipv4', changed);
    await is(record, changed);
  });

  it('shows a problem with its reason, and its end', async () => {
    const alias = { name: 'home', type: 'CNAME', data: 'elsewhere.example.net', ttl: 600 };
    home.zone.replace({ name: 'home' }, [alias]);
    await home.start({ ...credentials.v3, MQTT_URL: broker.host });
    await is('problem', 'on');
    const { attributes } = (await ours()).get('problem') ?? {};
    expect(attributes).toMatchObject({ reason: expect.stringContaining('CNAME'), status: 'failing' });

    home.zone.replace({ name: 'home' }, []);
    await press();

    await is('problem', 'off');
    await is(record, home.isp.address('ipv4') ?? '');
  });

  it('looks when the button is pressed', async () => {
    const program = await start({ SCHEDULE: '0 0 1 1 *' });
    await isThere();
    const before = messages(program, 'asked').length;

    await press();
    await until(() => messages(program, 'asked').length > before, 'it looks');

    expect(messages(program, 'asked').at(-1)).toMatchObject({ by: 'MQTT' });
  });

  it('has no entity available while the program is killed or stopped, and the same ones afterwards', async () => {
    const killed = await start();
    await isThere();
    const before = [...(await ours()).keys()];
    killed.signal('SIGKILL');
    await isGone();

    const stopped = await start();
    await isThere();
    stopped.signal('SIGTERM');
    expect(await stopped.exit).toBe(0);
    await isGone();

    await start();
    await isThere();
    expect([...(await ours()).keys()]).toEqual(before);
  });

  it('has all back after a restart of the broker, which has forgotten all', async () => {
    await start();
    await isThere();

    await broker.restart();

    await until(async () => {
      const watcher = await broker.watch();
      const isTold = [...watcher.kept.values()].includes('online');
      await watcher.close();
      return isTold;
    }, 'the broker is told all again');
    await isThere();
    const changed = home.isp.change().ipv4 ?? '';
    await is(record, changed);
  });

  it('has all back after its own restart, with the values of now', async () => {
    await start();
    await isThere();

    await assistant.restart();

    await isThere();
    await is(record, home.isp.address('ipv4') ?? '');
    const changed = home.isp.change().ipv4 ?? '';
    await is(record, changed);
  });

  it('loses the entity of a name that is kept no more, and no other', async () => {
    const before = await start({ RECORDS: 'home,lab' });
    await isThere();
    await until(async () => (await ours()).has(elsewhere), 'both names are shown');
    before.signal('SIGTERM');
    await before.exit;

    await start({ RECORDS: 'home' });

    await until(async () => !(await ours()).has(elsewhere), 'one has gone');
    await isThere();
    expect([...(await ours()).keys()]).toContain(record);
  });

  it('loses such an entity too when it was away meanwhile', async () => {
    const before = await start({ RECORDS: 'home,lab' });
    await until(async () => (await ours()).has(elsewhere), 'both names are shown');
    before.signal('SIGTERM');
    await before.exit;

    await Promise.all([assistant.restart(), start({ RECORDS: 'home' })]);

    await until(async () => !(await ours()).has(elsewhere), 'one has gone');
    await isThere();
  });

  it('shows two instances with one id as one device, and both say so', async () => {
    const first = await start();
    await isThere();
    const second = await start();
    const said = (program: Program) => messages(program, 'uses the same MQTT_ID').length;

    await until(() => said(first) > 0 && said(second) > 0, 'both have said so');

    const devices = (await assistant.ask('config/device_registry/list')) as Facts[];
    expect(devices.filter(({ manufacturer }) => manufacturer === 'homemade-ddns')).toHaveLength(1);
    second.signal('SIGTERM');
    await second.exit;
    await isThere();
  });

  it('has nothing to complain about in all of that', async () => {
    const lost = /connection was lost|Unable to connect|Disconnected|refused/i;

    expect((await assistant.complaints()).filter((line) => !lost.test(line))).toEqual([]);
  });
});
