import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { credentials, freePort, house, preload, until } from '../e2e/house.ts';
import { outside } from '../e2e/outside.ts';
import { imageStart } from '../support/image-start.ts';
import { brokerThatTakesAll, serviceThatTakesAll } from './features-servers.ts';
import { median } from './image-process.ts';
import { type Column, table } from './table.ts';

// `npm run bench -- features`: the memory of each part that can be switched on, or asked. All ways run at once, in an order
// that turns with each round, started as the image starts them.

const { values: options } = parseArgs({
  args: process.argv.slice(3),
  options: { rounds: { type: 'string', default: '7' }, seconds: { type: 'string', default: '60' } },
});
const [rounds, seconds] = [Number(options.rounds), Number(options.seconds)];
const every = 5_000;

const home = await house([{ name: 'home', type: 'A', data: '192.0.2.1', ttl: 600 }]);
const [service, broker] = [await serviceThatTakesAll(), await brokerThatTakesAll()];

const folder = mkdtempSync(join(tmpdir(), 'features-'));
const world = await outside(home, folder);
const login = { PUSH_USER: 'router', PUSH_PASSWORD: 'k7w2-xm9q-t4zr' };
const authorization = `Basic ${btoa(`${login.PUSH_USER}:${login.PUSH_PASSWORD}`)}`;

interface Way {
  readonly name: string;
  /** What it is more than: another way's name; default the first. */
  readonly than?: string;
  readonly settings?: Readonly<Record<string, string>>;
  /** What is asked every five seconds: paths and what is accepted. */
  readonly asks?: readonly (readonly [path: string, accept: string])[];
}

const page = ['/', 'text/html'] as const;
const metrics = ['/metrics', '*/*'] as const;
const call = ['/nic/update?myip=81.2.69.142', '*/*'] as const;
// As what leads a program into this world, and leads nowhere.
const alone = { ...preload('0'), LOCAL_HINTS: 'false' };
const nothing = 'LOCAL_HINTS=false, no server of the zone is known';
const ways: readonly Way[] = [
  { name: 'nobody asks for anything' },
  { name: '/healthz is asked', asks: [['/healthz', '*/*']] },
  { name: 'the page is open', asks: [page] },
  { name: 'METRICS=true, and asked', settings: { METRICS: 'true' }, asks: [metrics] },
  { name: 'page and metrics', settings: { METRICS: 'true' }, asks: [page, metrics] },
  { name: 'NOTIFY_URLS, told once', settings: { NOTIFY_URLS: `gotify+http://${service}/token` } },
  { name: 'HEARTBEAT_URL', settings: { HEARTBEAT_URL: `http://${service}/api/push/token` } },
  { name: 'MQTT_URL', settings: { MQTT_URL: `mqtt://${broker}` } },
  { name: nothing, than: nothing, settings: alone },
  { name: 'PUSH_PASSWORD, and called', than: nothing, settings: { ...alone, ...login }, asks: [call] },
  {
    name: 'the zone is asked, CHECK_URLS',
    than: nothing,
    settings: { ...world.settings, LOCAL_HINTS: 'false' },
  },
  { name: 'these, and LOCAL_HINTS', than: nothing, settings: { ...world.settings, ...login }, asks: [call] },
];

const found = new Map<Way, number[]>(ways.map((way) => [way, []]));
for (let round = 0; round < rounds; round++) {
  const turned = [...ways.slice(round % ways.length), ...ways.slice(0, round % ways.length)];
  await Promise.all(turned.map(async (way) => found.get(way)?.push(await memoryOf(way))));
  process.stderr.write(`round ${round + 1} of ${rounds}\n`);
}
await world.close();
await home.stop();
rmSync(folder, { recursive: true });

const base = ({ than = ways[0]?.name }: Way) => [...found].find(([{ name }]) => name === than)?.[1] ?? [];
const columns: readonly Column<[Way, number[]]>[] = [
  ['', ([{ name }]) => name],
  ['anonymous, MB', ([, sizes]) => median(sizes).toFixed(1)],
  ['more, MB', ([way, sizes]) => (median(sizes) - median(base(way))).toFixed(1)],
  ['of each start', ([, sizes]) => sizes.map((size) => size.toFixed(1)).join(' ')],
];
console.log(table(columns, [...found]));
process.exit(0);

/** Megabytes that belong to the program alone, when it has run for its time. */
async function memoryOf({ settings = {}, asks = [] }: Way): Promise<number> {
  const port = await freePort();
  const usual = { SCHEDULE: '*/5 * * * * *', LOG_LEVEL: 'info', LOG_FORMAT: 'text', HTTP_PORT: String(port) };
  const program = await home.start(
    { ...credentials.v3, ...imageStart.env, ...usual, ...settings },
    imageStart.launcher,
  );
  await until(() => program.output().includes('in sync'), 'the records are in sync');
  const sizes: number[] = [];
  for (let passed = 0; passed < seconds * 1000; passed += every) {
    for (const [path, accept] of asks)
      await (await fetch(`http://127.0.0.1:${port}${path}`, { headers: { accept, authorization } })).text();
    await setTimeout(every);
    sizes.push(program.memory());
  }
  program.signal('SIGTERM');
  await program.exit;
  return (median(sizes.slice(-5)) * 1024 * 1024) / 1e6;
}
