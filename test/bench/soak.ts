import { readdirSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { credentials, freePort, house, inSync, type Program, until } from '../e2e/house.ts';
import { imageStart } from '../support/image-start.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { brokerThatTakesAll, serviceThatTakesAll } from './features-servers.ts';
import { docker } from './image-idle.ts';
import { memoryOf } from './image-process.ts';
import { badLuck } from './soak/bad-luck.ts';
import type { Sample } from './soak/trend.ts';
import { type Series, trends } from './soak/trends.ts';

// `npm run bench -- soak`: the image with all that can be switched on, looking each second, while one thing after the other
// goes wrong. What it holds must not grow, and its looks must not come later and later. `--minutes 3` for a quick look,
// `--process` for the built program without Docker.

const { values: options } = parseArgs({
  args: process.argv.slice(3),
  options: {
    minutes: { type: 'string', default: '30' },
    seed: { type: 'string', default: '1' },
    process: { type: 'boolean', default: false },
  },
});
const minutes = Number(options.minutes);
const random = seededRandom(Number(options.seed));
const login = { PUSH_USER: 'router', PUSH_PASSWORD: 'k7w2-xm9q-t4zr' };
const authorization = `Basic ${btoa(`${login.PUSH_USER}:${login.PUSH_PASSWORD}`)}`;
const image = `homemade-ddns-soak:${process.pid}`;
const container = `homemade-ddns-soak-${process.pid}`;
/** Milliseconds. The first part of the run fills caches and pools. */
const warmUp = Math.min(5 * 60_000, minutes * 12_000);
const betweenSamples = 5_000;
const patience = 60_000;

const home = await house([{ name: 'home', type: 'A', data: '192.0.2.1', ttl: 600 }]);
const port = await freePort();
const url = `http://127.0.0.1:${port}`;
const [service, broker] = [await serviceThatTakesAll(), await brokerThatTakesAll()];
const settings: Readonly<Record<string, string>> = {
  ...credentials.v3,
  ...login,
  ...imageStart.env,
  HTTP_PORT: String(port),
  LOG_LEVEL: 'info',
  METRICS: 'true',
  NOTIFY_URLS: `gotify+http://${service}/token`,
  HEARTBEAT_URL: `http://${service}/api/push/token`,
  MQTT_URL: `mqtt://${broker}`,
  RECHECK: '5m',
};

const series: Series = { anonymous: [], rss: [], descriptors: [], threads: [], lateness: [] };
const seen = new Map<string, number>();
const late: string[] = [];
let isOver = false;

try {
  const program = await start();
  await inSync(program);
  const pid = options.process ? program.pid : Number(docker('inspect', '--format={{.State.Pid}}', container));
  const begun = performance.now();
  const life = Promise.all([callers(), misfortune(), sampling(pid, program, begun)]);
  await setTimeout(minutes * 60_000);
  isOver = true;
  await life;
  const code = await stopped(program);
  report(code);
} finally {
  if (!options.process) {
    if (docker('ps', '--all', '--quiet', `--filter=name=${container}`)) docker('rm', '--force', container);
    docker('image', 'rm', '--force', image);
  }
  await home.stop();
}
process.exit();

async function start(): Promise<Program> {
  if (options.process) return home.start(settings, imageStart.launcher);
  docker('build', '--quiet', '--tag', image, fileURLToPath(new URL('../..', import.meta.url)));
  const names = Object.keys({ ...home.settings, ...settings, SCHEDULE: '', HTTP_HOST: '', LOG_FORMAT: '' });
  const trusted = home.settings.NODE_EXTRA_CA_CERTS ?? '';
  const run = [
    ...['docker', 'run', '--rm', `--name=${container}`, '--network=host', '--memory=128m', '--read-only'],
    ...['--cap-drop=ALL', '--security-opt=no-new-privileges', `--volume=${trusted}:${trusted}:ro`],
    ...names.map((name) => `--env=${name}`),
    image,
  ];
  // What is started otherwise follows as arguments, of no use here.
  return home.start(settings, ['sh', '-c', `exec ${run.join(' ')}`]);
}

async function stopped(program: Program): Promise<number | null> {
  if (options.process) program.signal('SIGTERM');
  else docker('kill', '--signal=SIGTERM', container);
  return program.exit;
}

/** Who looks at the page, scrapes, and a router that calls; some of them with a wrong password. */
async function callers(): Promise<void> {
  const asks = [
    () => fetch(`${url}/`, { headers: { accept: 'text/html' } }),
    () => fetch(`${url}/metrics`),
    () => fetch(`${url}/healthz`),
    () => fetch(`${url}/nic/update?myip=${home.isp.address('ipv4')}`, { headers: { authorization } }),
    () => fetch(`${url}/nic/update?myip=81.2.95.9`, { headers: { authorization: `Basic ${btoa('a:b')}` } }),
    () => fetch(`${url}/look`, { method: 'POST', headers: { authorization } }),
  ];
  while (!isOver) {
    const ask = asks[Math.floor(random() * asks.length)];
    await ask?.().then(
      (answer) => answer.text(),
      () => {},
    );
    await setTimeout(500 * random());
  }
}

/** Changes of the address and faults, each for some seconds; after each the record must be right again. */
async function misfortune(): Promise<void> {
  while (!isOver) {
    const what = badLuck[Math.floor(random() * badLuck.length)];
    if (!what) return;
    seen.set(what.name, (seen.get(what.name) ?? 0) + 1);
    if (random() < 0.5) home.isp.change();
    const end = what.begin(home);
    await setTimeout(2_000 + 8_000 * random());
    if (random() < 0.5) home.isp.change();
    await end();
    const told = `the record is right after ${what.name}`;
    await until(isRight, told, patience).catch(() => late.push(told));
    await setTimeout(3_000 * random());
  }
}

function isRight(): boolean {
  return home.zone.values('home', 'A').join() === home.isp.address('ipv4');
}

async function sampling(pid: number, program: Program, begun: number): Promise<void> {
  await setTimeout(warmUp);
  while (!isOver) {
    const at = performance.now() - begun;
    const { rss, anonymous } = memoryOf(pid);
    const lastAttempt = await program.health().then(
      ({ report }) => report.lastAttempt,
      () => null,
    );
    const add = (list: Sample[], value: number) => list.push({ at, value });
    add(series.anonymous, anonymous / 1e6);
    add(series.rss, rss / 1e6);
    add(series.descriptors, readdirSync(`/proc/${pid}/fd`).length);
    add(series.threads, readdirSync(`/proc/${pid}/task`).length);
    // A tick is due at each whole second.
    if (lastAttempt !== null) add(series.lateness, Date.parse(lastAttempt) % 1_000);
    await setTimeout(betweenSamples);
  }
}

function report(code: number | null): void {
  const what = options.process ? 'the program' : 'the image';
  const { text, isFlat } = trends(series);
  const struck = [...seen].map(([name, times]) => `${times} × ${name}`).join(', ');
  const isWell = isFlat && late.length === 0 && code === 0 && isRight();
  console.log(
    [
      `${minutes} minutes of ${what}, a look each second, seed ${options.seed}, ${new Date().toISOString()}`,
      '',
      text,
      '',
      `What went wrong: ${struck}.`,
      late.length > 0
        ? `Not within a minute: ${late.join('; ')}.`
        : 'After each the record was right within a minute.',
      `It ended with exit code ${code}; the record ${isRight() ? 'is right' : 'IS WRONG'}.`,
    ].join('\n'),
  );
  process.exitCode = isWell ? 0 : 1;
}
