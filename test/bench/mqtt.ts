import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startBroker } from '../integration/mqtt/broker.ts';
import { type Memory, median, memoryOf } from './image-process.ts';
import { syncIn } from './image-starts.ts';
import type { HomeWorld } from './image-world.ts';
import { type Column, table } from './table.ts';

// What MQTT costs in memory: the bundle with and without MQTT_URL, started in turn, each looked at after the same time,
// beside a real Mosquitto. `npm run bench -- mqtt`, with `--seconds 10` for a quick look. It needs Linux and Docker.

const { values: options } = parseArgs({
  args: process.argv.slice(3),
  options: { seconds: { type: 'string', default: '60' }, starts: { type: 'string', default: '7' } },
});
const seconds = Number(options.seconds);
const starts = Number(options.starts);
const root = new URL('../../', import.meta.url).pathname;
const recipe = readFileSync(`${root}Dockerfile`, 'utf8');
// As the image runs it.
const [, ...flags] = (JSON.parse(/^ENTRYPOINT (.+)$/m.exec(recipe)?.[1] ?? '[]') as string[]).slice(0, -1);
const variables = Object.fromEntries(
  (/^ENV (.+)$/m.exec(recipe)?.[1] ?? '').split(' ').map((pair) => pair.split('=')),
);

const endpoint = { HTTP_HOST: '127.0.0.1', HTTP_PORT: String(20_000 + (process.pid % 10_000)) };
const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const broker = await startBroker();
const world = fork(fileURLToPath(new URL('./image-world.ts', import.meta.url)));
try {
  const [{ settings, authority }] = (await once(world, 'message')) as [HomeWorld];
  const trusted = join(folder, 'authority.pem');
  writeFileSync(trusted, `${authority}\n${broker.authority}`);
  const plain = { ...variables, ...settings, NODE_EXTRA_CA_CERTS: trusted, ...endpoint };
  const ways: readonly [what: string, more: Readonly<Record<string, string>>, found: Memory[]][] = [
    ['without MQTT', {}, []],
    ['with MQTT', { MQTT_URL: broker.host }, []],
    ['with MQTT over TLS', { MQTT_URL: `mqtts://${broker.host}` }, []],
  ];
  for (let start = 0; start < starts; start++)
    for (const [, more, found] of ways) found.push(await memoryAfter({ ...plain, ...more }));
  const rows = ways.map(([what, , found]) => row(what, found));
  const columns: readonly Column<Row>[] = [
    ['memory, MB', ({ what }) => what],
    ['anonymous', ({ anonymous }) => anonymous.toFixed(1)],
    ['of all starts', ({ all }) => all],
    ['RSS', ({ rss }) => rss.toFixed(1)],
  ];
  console.log(
    [
      `What MQTT costs, ${new Date().toISOString()}, Node.js ${process.version} on ${process.arch}`,
      '',
      table(columns, rows),
      '',
      `Medians of ${starts} starts each, in turn, ${seconds} s after all was in sync.`,
    ].join('\n'),
  );
} finally {
  world.disconnect();
  await broker.stop();
  rmSync(folder, { recursive: true });
}

interface Row {
  readonly what: string;
  readonly anonymous: number;
  readonly all: string;
  readonly rss: number;
}

function row(what: string, found: readonly Memory[]): Row {
  const anonymous = found.map((one) => one.anonymous / 1e6);
  return {
    what,
    anonymous: median(anonymous),
    all: anonymous.map((one) => one.toFixed(1)).join(' '),
    rss: median(found.map(({ rss }) => rss / 1e6)),
  };
}

async function memoryAfter(env: NodeJS.ProcessEnv): Promise<Memory> {
  const bundle = `${root}dist/homemade-ddns.mjs`;
  const program = spawn(process.execPath, [...flags, bundle], {
    env: { ...env, LOG_FORMAT: 'json' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await inSync(program);
    if (env.MQTT_URL !== undefined) await isOnline();
    await sleep(seconds * 1000);
    return memoryOf(program.pid ?? 0);
  } finally {
    program.kill('SIGKILL');
    await once(program, 'close');
  }
}

/** Resolves when a program shows itself at the broker. */
async function isOnline(): Promise<void> {
  const watcher = await broker.watch();
  while (![...watcher.kept.values()].includes('online')) await sleep(100);
  await watcher.close();
}

function inSync(program: ChildProcess): Promise<void> {
  let output = '';
  return new Promise((resolve, reject) => {
    program.stdout?.on('data', (chunk) => {
      output += chunk;
      if (syncIn(output) !== undefined) resolve();
    });
    program.on('exit', () => reject(new Error(`the program ended before it was in sync:\n${output}`)));
  });
}
