import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { godaddyCredentials, godaddyServer } from '../providers/hosts/godaddy/service.ts';
import { createAuthority } from './authority.ts';
import { freePort } from './demo-port.ts';
import { demoScenes, type Scene } from './demo-scenes.ts';
import { type Echo, startEcho } from './echo.ts';
import { createIsp } from './isp.ts';
import { pretendZone, pretendZones } from './zone.ts';

// `npm run demo`: the real bundle in a pretend internet. Everything listens on this machine only.

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string' },
    api: { type: 'string', default: 'v3' },
    port: { type: 'string', default: '8080' },
    every: { type: 'string', default: '6' },
    fast: { type: 'boolean', default: false },
  },
});
const port = await freePort(Number(options.port));
const pauseBetween = options.fast ? 500 : Number(options.every) * 1_000;
/** A minute at the usual pace. */
const failingFor = 10 * pauseBetween;

const isp = createIsp();
const zone = pretendZone('example.com');
zone.add({ name: 'home', type: 'A', data: '192.0.2.1', ttl: 3600 });
const godaddy = await godaddyServer({ zones: pretendZones(zone) });
const authority = createAuthority();
const trusted = join(mkdtempSync(join(tmpdir(), 'demo-')), 'authority.pem');
writeFileSync(trusted, authority.certificate);
const echoes = await startEchoes();
const scenes = demoScenes(echoes, godaddy.faults);
// The fast one shows each scene once.
const rounds = Number(options.rounds ?? (options.fast ? scenes.length : Number.POSITIVE_INFINITY));
const startedAt = performance.now();

tell(
  `The pretend internet is up: an ISP, ${echoes.length} address echoes, GoDaddy's API (${options.api}) with the zone example.com.`,
);
tell(
  `The ISP gave this home ${isp.address('ipv4')}; the record home.example.com says 192.0.2.1, left over from last week.`,
);

if (echoes.length < 3)
  tell(
    'This machine has only 127.0.0.1 to itself, too few for echoes that go wrong: they are all honest here.',
  );

const bundle = fileURLToPath(new URL('../../dist/homemade-ddns.mjs', import.meta.url));
const program = spawn(process.execPath, [bundle], {
  stdio: ['ignore', 'pipe', 'inherit'],
  // Ctrl-C reaches the whole process group; a second signal would end the program before it has finished.
  detached: true,
  env: {
    DOMAIN: 'example.com',
    RECORDS: 'home',
    SCHEDULE: '* * * * * *',
    TIMEOUT: '2s',
    IPV4_SOURCES: echoes.map(({ url }) => url).join(','),
    NODE_EXTRA_CA_CERTS: trusted,
    GODADDY_API_URL: godaddy.url,
    ...(options.api === 'v1'
      ? { GODADDY_API_KEY: godaddyCredentials.key, GODADDY_API_SECRET: godaddyCredentials.secret }
      : { GODADDY_TOKEN: godaddyCredentials.token }),
    HTTP_PORT: String(port),
    HTTP_HOST: '127.0.0.1',
  },
});
const page = `http://127.0.0.1:${port}/`;
const taken = String(port) === options.port ? '' : ` (another program has port ${options.port})`;
tell(`homemade-ddns runs. Open its page${taken}:`);
tell(`  ${page}`);
tell('Its log is indented below. Ctrl-C ends the demo.');
createInterface({ input: program.stdout }).on('line', (line) => tell(`    ${line}`));
// SIGHUP: the terminal was closed. The program has none, so it would take that for the wish to look now, and stay.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => program.kill('SIGTERM'));
process.on('exit', () => program.kill('SIGKILL'));
const ended = new Promise<number>((resolve) => program.on('exit', (code) => resolve(code ?? 1)));
let over = false;
void ended.then(() => {
  over = true;
});

await followed(startedAt, 'the first sync');
for (let round = 1; round <= rounds && !over; round++) {
  await pause(pauseBetween);
  if (over) break;
  const scene = scenes[(round - 1) % scenes.length];
  if (scene?.title) tell(scene.title);
  scene?.begin();
  const askedBefore = asked();
  godaddy.clearLog();
  const changedAt = performance.now();
  const { ipv4 } = isp.change();
  tell(`The modem reboots: the ISP gives this home ${ipv4}.`);
  if (scene?.fails) await failingMinute(scene, scene.fails);
  else await followed(changedAt, `change ${round}`);
  if (over) break;
  tell(`  ${asked() - askedBefore} questions to echoes, calls to GoDaddy: ${calls() || 'none'}.`);
  scene?.end();
}
program.kill('SIGTERM');
const code = await ended;
await Promise.all([godaddy.stop(), ...echoes.map((echo) => echo.close())]);
tell(`homemade-ddns ended with exit code ${code}.`);
process.exit(code);

/** Waits until the record says what the ISP says, and tells how long that took. */
async function followed(since: number, what: string): Promise<void> {
  const right = () => zone.values('home', 'A').join() === isp.address('ipv4');
  while (!right() && !over) await pause(5);
  if (over) return;
  tell(
    `  home.example.com → ${zone.values('home', 'A').join()}, ${Math.round(performance.now() - since)} ms after ${what} began.`,
  );
}

/** Lets the program fail for a while, mends what made it fail, and asks it to look now. */
async function failingMinute(scene: Scene, mended: string): Promise<void> {
  while ((await health())?.code !== 503 && !over) await pause(50);
  tell(`  /healthz answers ${(await health())?.text}`);
  tell(`  That lasts for ${failingFor / 1_000} seconds; the page shows it too: ${page}`);
  const end = performance.now() + failingFor;
  while (performance.now() < end && !over) await pause(50);
  if (over) return;
  scene.end();
  tell(`${mended} Who does not want to wait tells the program to look now (docker kill --signal HUP).`);
  const mendedAt = performance.now();
  program.kill('SIGHUP');
  await followed(mendedAt, 'the look');
  while ((await health())?.code !== 200 && !over) await pause(50);
  tell(`  /healthz answers ${(await health())?.text}`);
}

/** What `/healthz` says; undefined where it cannot be asked. */
async function health(): Promise<{ readonly code: number; readonly text: string } | undefined> {
  try {
    const answer = await fetch(`${page}healthz`);
    const { status } = (await answer.json()) as { readonly status: string };
    return { code: answer.status, text: `${answer.status}, "${status}".` };
  } catch {
    return undefined;
  }
}

/** Loopback addresses of their own make different operators; where there is only one, its two names do. */
async function startEchoes(): Promise<Echo[]> {
  try {
    return await Promise.all(['127.0.0.2', '127.0.0.3', '127.0.0.4'].map((host) => echoAt(host)));
  } catch {
    const numbered = await echoAt('127.0.0.1');
    const named = await echoAt('127.0.0.1', 'localhost');
    return [numbered, { ...named, url: named.url.replace('127.0.0.1', 'localhost') }];
  }
}

function echoAt(host: string, name = host): Promise<Echo> {
  const { key, certificate: cert } = authority.issue([name]);
  return startEcho({ isp, host, tls: { key, cert } });
}

function asked(): number {
  return echoes.reduce((sum, echo) => sum + echo.requests(), 0);
}

function calls(): string {
  const counts = new Map<string, number>();
  for (const { method } of godaddy.log) counts.set(method, (counts.get(method) ?? 0) + 1);
  return [...counts].map(([method, count]) => `${count} ${method}`).join(', ');
}

/** As people read it, but for the time: the demo counts from its start. */
function tell(text: string): void {
  const seconds = ((performance.now() - (startedAt ?? performance.now())) / 1000).toFixed(1).padStart(6);
  console.log(`${seconds}s  ${text}`);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
