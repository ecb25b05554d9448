import { type ChildProcess, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { NewRecord } from '../../world/zone.ts';
import { kept, nowMs, type Trouble } from './home.ts';
import { createNetwork, type Network } from './network.ts';
import type { Pace, Place, Program, Start } from './programs/program.ts';
import type { Command, HomeReport, Reply, RouterKind } from './protocol.ts';

/** A program of the race that is there. */
export interface Runner {
  readonly program: Program;
  readonly binary: string;
}

export interface Entry extends Runner {
  readonly pace: Pace;
  readonly records?: readonly NewRecord[];
  readonly router?: RouterKind;
  readonly trouble?: Trouble;
  /** The line is cut before the program starts. */
  readonly cut?: boolean;
  readonly asInit?: boolean;
  /** Settings, for ours alone. */
  readonly more?: Readonly<Record<string, string>>;
}

/** A program that runs at its home. */
export interface Running extends Entry {
  readonly home: number;
  readonly child: ChildProcess;
  readonly pid: number;
  readonly place: Place;
  readonly start: Start;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

export interface Race {
  readonly network: Network;
  run(entry: Entry): Promise<Running>;
  order(command: Command): Promise<HomeReport>;
  /** Gives a home an address that it never had. */
  move(home: number): Promise<HomeReport>;
  end(running: Running): Promise<void>;
  close(): void;
}

const nobody = 65_534;
const system = '/etc/ssl/certs/ca-certificates.crt';
const before: NewRecord = { name: kept.relative, type: 'A', data: '81.2.60.1', ttl: 600 };

export async function openRace(folder: string): Promise<Race> {
  const network = createNetwork();
  let homes = 0;
  let addresses = 0;
  const nextAddress = () => {
    addresses += 1;
    return `81.2.${64 + Math.floor(addresses / 250)}.${1 + (addresses % 250)}`;
  };
  const waiting = new Map<number, { resolve(report: HomeReport): void; reject(problem: Error): void }>();
  const world = network.world([process.execPath, fileURLToPath(new URL('./world.ts', import.meta.url))]);
  const [{ authority }] = (await once(world, 'message')) as [{ authority: string }];
  const [trusted, own] = [join(folder, 'trusted.pem'), join(folder, 'authority.pem')];
  writeFileSync(trusted, readFileSync(system, 'utf8') + authority);
  writeFileSync(own, authority);
  world.on('message', (reply: Reply) => {
    if ('authority' in reply) return;
    const one = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ('report' in reply) one?.resolve(reply.report);
    else one?.reject(new Error(reply.problem));
  });

  let orders = 0;
  const order = (command: Command) =>
    new Promise<HomeReport>((resolve, reject) => {
      orders += 1;
      waiting.set(orders, { resolve, reject });
      world.send({ id: orders, command });
    });

  return {
    network,
    order,
    move: (home) => order({ do: 'move', home, address: nextAddress() }),
    async run(entry) {
      const { program, binary, pace, more = {}, asInit = false } = entry;
      homes += 1;
      const home = homes;
      network.addHome(home);
      const { records = [before], router = 'silent', trouble = {} } = entry;
      await order({ do: 'open', home, address: nextAddress(), records, router, trouble });
      if (entry.cut) network.cut(home, true);
      const ownFolder = join(folder, String(home));
      mkdirSync(ownFolder);
      const period = pace === 'usual' ? undefined : program.periods[pace];
      const place: Place = { binary, folder: ownFolder, trusted, authority: own, period, more };
      const start = program.start(place);
      for (const [name, text] of Object.entries(start.files ?? {})) {
        writeFileSync(join(ownFolder, name), text, { mode: 0o600 });
        chownSync(join(ownFolder, name), nobody, nobody);
      }
      chownSync(ownFolder, nobody, nobody);
      const log = openSync(join(folder, `${home}-${program.name}.log`), 'w');
      const env = { PATH: process.env.PATH, HOME: ownFolder, ...start.env };
      const startedAt = nowMs();
      const child = network.spawn(home, start.command, {
        env,
        cwd: ownFolder,
        stdio: ['ignore', log, log],
        asInit,
      });
      closeSync(log);
      const pid = asInit ? await childOf(child.pid ?? 0) : (child.pid ?? 0);
      return { ...entry, home, child, pid, place, start, startedAt };
    },
    async end({ child, pid, home }) {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit');
        process.kill(pid, 'SIGKILL');
        await ended;
      }
      network.removeHome(home);
      rmSync(join(folder, String(home)), { recursive: true, force: true });
    },
    close() {
      world.disconnect();
      network.close();
    },
  };
}

/** The program that `unshare` has started. */
async function childOf(pid: number): Promise<number> {
  for (let tries = 0; tries < 200; tries++) {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    if (children !== '') return Number(children.split(' ')[0]);
    await setTimeout(10);
  }
  throw new Error('the program did not start');
}

/** Waits until the home's record is right; false when it was not so within these seconds. */
export async function becomesRight(
  race: Race,
  home: number,
  seconds: number,
  every = 250,
): Promise<HomeReport | undefined> {
  for (const until = nowMs() + seconds * 1000; nowMs() < until; await setTimeout(every)) {
    const report = await race.order({ do: 'tell', home });
    if (report.seen.at(-1)?.values.join() === report.address) return report;
  }
  return undefined;
}

/** The version that a program tells, its first number with a dot. */
export function versionOf({ program, binary }: Runner): string {
  if (!program.version) return '';
  const told = execFileSync(binary, program.version, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return /v?\d+\.\d+\S*/.exec(told)?.[0] ?? '';
}
