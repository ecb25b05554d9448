import { afterAll, beforeAll, expect, it } from 'vitest';
import { brokerThatTakesAll, serviceThatTakesAll } from '../bench/features-servers.ts';
import { median } from '../bench/image-process.ts';
import { imageStart } from '../support/image-start.ts';
import { credentials, type Environment, type House, house, inSync, pause } from './house.ts';

// What each part costs in memory where it is switched on; docs/costs.md has the figures of `npm run bench -- features`.

let home: House;
beforeAll(async () => {
  home = await house([{ name: 'home', type: 'A', data: '192.0.2.1', ttl: 600 }]);
});
afterAll(() => home.stop());

/** MB that a program has for itself, while its health and these paths are asked. */
async function memoryWith(settings: Environment, asks: readonly string[] = []): Promise<number> {
  const program = await home.start(
    { ...credentials.v3, ...imageStart.env, LOG_LEVEL: 'info', ...settings },
    imageStart.launcher,
  );
  await inSync(program);
  const sizes: number[] = [];
  for (let round = 0; round < 20; round++) {
    for (const path of ['/healthz', ...asks]) {
      const { url } = await program.get('/livez');
      await (await fetch(new URL(path, url), { headers: { accept: 'text/html' } })).text();
    }
    await pause(300);
    sizes.push(program.memory());
  }
  program.signal('SIGTERM');
  await program.exit;
  return median(sizes.slice(-10));
}

/** Three starts of each, in turn. */
async function more(settings: Environment, asks: readonly string[] = []): Promise<number> {
  const [asked, without]: [number[], number[]] = [[], []];
  for (let start = 0; start < 3; start++) {
    const [more, less] = await Promise.all([memoryWith(settings, asks), memoryWith({})]);
    asked.push(more);
    without.push(less);
  }
  return median(asked) - median(without);
}

it('page and metrics take at most 2 MB', async () => {
  expect(await more({ METRICS: 'true' }, ['/', '/metrics'])).toBeLessThan(2);
});

it('Home Assistant by MQTT takes at most 6 MB', async () => {
  expect(await more({ MQTT_URL: `mqtt://${await brokerThatTakesAll()}` })).toBeLessThan(6);
});

it('messages and heartbeat take at most 2 MB', async () => {
  const service = await serviceThatTakesAll();
  const [NOTIFY_URLS, HEARTBEAT_URL] = [`gotify+http://${service}/token`, `http://${service}/api/push/token`];

  expect(await more({ NOTIFY_URLS, HEARTBEAT_URL, HEARTBEAT_EVERY: '1s' })).toBeLessThan(2);
});
