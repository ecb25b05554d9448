import { createServer } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  credentials,
  type Environment,
  freePort,
  type House,
  house,
  type Program,
  until,
} from '../e2e/house.ts';
import { text } from '../support/deployments.ts';
import { dockerFor } from '../support/docker.ts';
import { upnpRouter } from '../support/upnp-router.ts';
import type { Fault } from '../world/faults.ts';
import { type HomeAssistant, startHomeAssistant, timeZone } from './machine.ts';

const engine = await dockerFor('The tests of the package with Home Assistant');
const name = 'homemade_ddns.yaml';
const shipped = text(`deploy/home-assistant/${name}`);

/** Home Assistant asks who has never answered after half a minute, then more seldom. */
const longest = 150_000;
const alias = { name: 'home', type: 'CNAME', data: 'elsewhere.example.net', ttl: 600 };
const well = { name: 'home', type: 'A', data: '81.2.69.142', ttl: 600 };
const refused: Fault = {
  kind: 'answer',
  status: 401,
  headers: { 'content-type': 'application/json' },
  body: '{"code":"UNABLE_TO_AUTHENTICATE","message":"Unauthorized"}',
};
const limited: Fault = {
  kind: 'answer',
  status: 429,
  headers: { 'content-type': 'application/json', 'retry-after': '3600' },
  body: '{"code":"TOO_MANY_REQUESTS","message":"Too many requests","retryAfterSec":3600}',
};

describe.skipIf(!engine)('the package in a real Home Assistant', () => {
  let assistant: HomeAssistant;
  let home: House;
  let port: number;

  beforeAll(async () => {
    port = await freePort();
    // The same file with a second for each minute, and a poll a second.
    const hurried = shipped
      .replace('http://127.0.0.1:8080/', `http://127.0.0.1:${port}/`)
      .replace('scan_interval: 60', 'scan_interval: 1')
      .replace(/minutes: (\d+)$/gm, 'seconds: $1');
    assistant = await startHomeAssistant({ [name]: hurried });
  });
  afterAll(() => assistant?.stop());
  beforeEach(async () => {
    home = await house([well]);
  });
  afterEach(async () => {
    await home.stop();
    // What is shown of one test is none of the next one.
    await is('binary_sensor.ddns_problem', 'unavailable');
  });

  const start = (environment: Environment = {}): Promise<Program> =>
    home.start({ ...credentials.v3, HTTP_PORT: String(port), HEALTH_MAX_AGE: '3s', ...environment });
  const stop = async (program: Program) => {
    program.signal('SIGTERM');
    await program.exit;
    await is('binary_sensor.ddns_problem', 'unavailable');
  };
  const is = (id: string, state: string) =>
    until(async () => (await assistant.state(id)) === state, `${id} is ${state}`, longest);
  const told = async (id = 'homemade_ddns') => (await assistant.notifications()).get(id);
  const isTold = (part: string, id?: string) =>
    until(async () => (await told(id))?.includes(part) === true, `it is told: ${part}`, longest).catch(
      async (error: unknown) => {
        throw new Error(`${error}; it is: ${await told(id)}`);
      },
    );
  const isQuiet = (id?: string) =>
    until(async () => (await told(id)) === undefined, 'nothing is told', longest);
  const attributes = async () => (await assistant.entities()).get('sensor.ddns_status')?.attributes ?? {};
  /** Another look of the program was shown since. */
  const polls = async (program: Program, count: number) => {
    for (let poll = 0; poll < count; poll++) {
      const last = (await program.health()).report.lastAttempt;
      await until(async () => (await program.health()).report.lastAttempt !== last, 'it looks again');
    }
  };
  const timeIn = (ms: number) => new Date(ms).toLocaleString('sv-SE', { timeZone }).slice(0, 13);

  it('tells that nothing has ever answered, though there is no entity yet, and shows all when it does', async () => {
    expect(await assistant.state('binary_sensor.ddns_problem')).toBeUndefined();
    await isTold('homemade-ddns does not answer at its address.');

    home.zone.replace({ name: 'home' }, []);
    await start();
    await is('sensor.ddns_status', 'ok');
    await isQuiet();

    const shown = await assistant.entities();
    expect(shown.get('sensor.ddns_ipv4_address')?.state).toBe(home.isp.address('ipv4'));
    // It is not kept, and nothing is wrong with that.
    expect(shown.get('sensor.ddns_ipv6_address')?.state).toBe('unknown');
    expect(shown.get('binary_sensor.ddns_problem')?.state).toBe('off');
    expect(shown.get('binary_sensor.ddns_port_forwarding_blocked')?.state).toBe('off');
    const change = Date.parse(shown.get('sensor.ddns_last_change')?.state ?? '');
    expect(change).toBeGreaterThan(Date.now() - 300_000);
    const hour = Math.floor(Date.now() / 3_600_000) * 3_600_000;
    const sync = Date.parse(shown.get('sensor.ddns_last_sync')?.state ?? '');
    expect([hour, hour - 3_600_000]).toContain(sync);
  });

  it('is accepted as it is shipped, under the name that it has', async () => {
    const { exitCode, output } = await assistant.check(name, shipped);

    expect(output).not.toMatch(/error|invalid|failed/i);
    expect(exitCode).toBe(0);
    // What it says of one that it does not take.
    expect((await assistant.check('homemade-ddns.yaml', shipped)).output).toMatch(/invalid/i);
  });

  it('writes nothing into the database while nothing happens', async () => {
    const program = await start();
    await is('sensor.ddns_status', 'ok');
    await polls(program, 2);
    const marks = async () => {
      const ours = [...(await assistant.entities()).values()].filter(({ entity_id }) =>
        /^(binary_)?sensor\.ddns_/.test(entity_id),
      );
      return ours.map(({ entity_id, last_updated }) => [entity_id, last_updated]);
    };
    const before = await marks();

    await polls(program, 5);

    expect(before).toHaveLength(7);
    expect(await marks()).toEqual(before);
  });

  it('is unavailable while the program is down or something else answers, says so, and takes it back', async () => {
    const program = await start();
    await is('sensor.ddns_status', 'ok');
    await stop(program);
    await isTold('does not answer');
    for (const one of ['status', 'ipv4_address', 'ipv6_address', 'last_sync', 'last_change'])
      expect(await assistant.state(`sensor.ddns_${one}`)).toBe('unavailable');

    const other = createServer((_, response) => response.end('<html>Another program</html>'));
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    await until(async () => (await assistant.state('sensor.ddns_status')) === 'unavailable', 'still so');
    await new Promise((resolve) => other.close(resolve));
    expect(await told()).toContain('does not answer');

    await start();
    await is('sensor.ddns_status', 'ok');
    await isQuiet();
  });

  it('tells the reason once for all names, the name in full, and the next reason when there is another', async () => {
    const names = Array.from({ length: 60 }, (_, index) => `host${index}`);
    home.zone.replace({ name: 'home' }, [alias]);
    // Right before it starts: GoDaddy takes one write a second.
    for (const one of names) home.zone.add({ ...well, name: one });
    const program = await start({ RECORDS: ['home', ...names].join(), LOG_LEVEL: 'info' });
    await is('binary_sensor.ddns_problem', 'on');
    await isTold('home.example.com: holds a CNAME to elsewhere.example.net');

    home.godaddy.faults.inject(refused);
    home.isp.change();
    const reason = 'GoDaddy does not accept the credentials';
    await isTold(reason);

    const message = (await told()) ?? '';
    expect(message.split(reason)).toHaveLength(2);
    expect(message).not.toContain('CNAME');
    expect(await assistant.state('binary_sensor.ddns_problem')).toBe('on');
    expect(JSON.stringify(await attributes()).length).toBeLessThan(16_384);
    expect((await (await program.get('/healthz')).text()).split(reason).length).toBeLessThan(5);

    home.godaddy.faults.clear();
    home.zone.replace({ name: 'home' }, []);
    await stop(program);
    await start();
    await is('sensor.ddns_status', 'ok');
    await isQuiet();
  });

  it('says in the time of the home when it was well last, and when it is tried again', async () => {
    const program = await start();
    await is('sensor.ddns_status', 'ok');
    home.godaddy.faults.inject(limited);
    home.isp.change();
    await is('binary_sensor.ddns_problem', 'on');
    await isTold('It is tried again at ');

    const message = (await told()) ?? '';
    const { report } = await program.health();
    const [last, again] = [report.lastSuccessfulSync, report.retryAt].map((at) => Date.parse(at ?? ''));
    expect(message).toContain(`Last sync: ${timeIn(last ?? 0)}`);
    expect(message).toContain(`again at ${timeIn(again ?? 0).slice(11)}`);
  });

  it('tells what DRY_RUN leaves undone, which is no failure, until it is taken away', async () => {
    home.zone.replace({ name: 'home' }, [{ ...well, data: '192.0.2.1' }]);
    const program = await start({ DRY_RUN: 'true' });
    await is('sensor.ddns_status', 'ok');
    await isTold(`DRY_RUN is on: home.example.com A would become ${home.isp.address('ipv4')}.`);
    await polls(program, 5);

    expect(await assistant.state('binary_sensor.ddns_problem')).toBe('off');
    expect((await program.health()).code).toBe(200);

    program.signal('SIGTERM');
    await program.exit;
    await start();
    await isQuiet();
  });

  it('tells that nobody can come in, also after its own restart, and takes it back', async () => {
    const router = await upnpRouter('100.64.13.7');
    const sources = `${home.settings.IPV4_SOURCES},gateway:${router.url}`;
    const program = await start({ IPV4_SOURCES: sources });
    const id = 'homemade_ddns_nat';
    await is('binary_sensor.ddns_port_forwarding_blocked', 'on');
    await isTold('carrier-grade NAT', id);
    expect(await assistant.state('binary_sensor.ddns_problem')).toBe('off');

    await assistant.restart();
    await isTold('carrier-grade NAT', id);
    await router.close();

    program.signal('SIGTERM');
    await program.exit;
    await start();
    await is('binary_sensor.ddns_port_forwarding_blocked', 'off');
    await isQuiet(id);
  });

  it('tells after its own restart what failed before, and runs no automation where all is well', async () => {
    const lastRun = async () =>
      (await assistant.entities()).get('automation.ddns_needs_attention')?.attributes.last_triggered;
    const program = await start();
    await is('sensor.ddns_status', 'ok');
    const before = await lastRun();
    await assistant.restart();
    await is('sensor.ddns_status', 'ok');
    expect(await lastRun()).toBe(before);
    await stop(program);

    home.zone.replace({ name: 'home' }, [alias]);
    await start();
    await is('binary_sensor.ddns_problem', 'on');
    await isTold('CNAME');
    await assistant.restart();

    await isTold('CNAME');
  });

  it('leaves nothing in the log of Home Assistant but that nothing answered', async () => {
    const silence = /Error fetching data|not ready yet|Empty reply|REST result could not be parsed/;

    expect((await assistant.complaints()).filter((line) => !silence.test(line))).toEqual([]);
  });
});
