import { type ChildProcess, execFileSync, type SpawnOptions, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { machineOf, routerOf, worldAddresses } from './places.ts';

/** Network namespaces of Linux: one for the world, one for each home, joined by a virtual cable. */
export interface Network {
  /** Runs a command in the world's namespace, with a channel to this process. */
  world(command: readonly string[]): ChildProcess;
  addHome(home: number): void;
  removeHome(home: number): void;
  /** Runs a command at a home as the user nobody; a process id alone as PID 1 of a namespace of its own. */
  spawn(home: number, command: readonly string[], options: HomeSpawn): ChildProcess;
  /** Cuts or mends what comes back to a home; what it sends is lost without a word. */
  cut(home: number, isCut: boolean): void;
  /** Takes all away again. */
  close(): void;
}

export interface HomeSpawn extends Pick<SpawnOptions, 'env' | 'stdio' | 'cwd'> {
  readonly asInit?: boolean;
}

const prefix = 'peers-';
const nobody = 65_534;
/** `ip netns exec` lays what stands there over /etc. */
const etc = '/etc/netns';

function ip(...args: readonly string[]): void {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}
function batch(space: string, lines: readonly string[]): void {
  execFileSync('ip', ['-n', space, '-batch', '-'], {
    input: lines.join('\n'),
    stdio: ['pipe', 'ignore', 'pipe'],
  });
}
const namespaces = () => (existsSync('/run/netns') ? readdirSync('/run/netns') : []);

/** What a run left behind that was killed. */
function removeLeftovers(): void {
  for (const space of namespaces()) {
    const [, pid] = new RegExp(`^${prefix}(\\d+)-`).exec(space) ?? [];
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) remove(space);
  }
}

function remove(space: string): void {
  const pids = execFileSync('ip', ['netns', 'pids', space], { encoding: 'utf8' });
  for (const pid of pids.split('\n').filter((line) => line !== '')) {
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
  ip('netns', 'del', space);
  rmSync(`${etc}/${space}`, { recursive: true, force: true });
}

export function createNetwork(): Network {
  removeLeftovers();
  const spaceOf = (home: number | 'world') => `${prefix}${process.pid}-${home}`;
  const world = spaceOf('world');
  ip('netns', 'add', world);
  batch(world, ['link set lo up', ...worldAddresses.map((address) => `addr add ${address}/32 dev lo`)]);
  // The kernel's table of interfaces, one cable for each home, is looked up by number and name: no two are the same.
  const mac = (home: number, end: number) =>
    [
      '02',
      '00',
      `0${end}`,
      ...[home >> 16, (home >> 8) & 255, home & 255].map((byte) => byte.toString(16).padStart(2, '0')),
    ].join(':');

  return {
    world: (command) =>
      spawn('ip', ['netns', 'exec', world, ...command], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }),
    addHome(home) {
      const space = spaceOf(home);
      const [cable, router, machine] = [`w${home}`, routerOf(home), machineOf(home)];
      ip('netns', 'add', space);
      const [near, far] = [mac(home, 1), mac(home, 2)];
      ip(
        'link',
        'add',
        cable,
        'netns',
        world,
        'address',
        near,
        'type',
        'veth',
        'peer',
        'name',
        'eth0',
        'netns',
        space,
      );
      // One segment a packet, as on a real line, and none for neighbours and of IPv6, which no program is asked for.
      const limits = 'gso_max_segs 1 addrgenmode none';
      batch(world, [
        `link set ${cable} ${limits} up`,
        `addr add ${router}/30 dev ${cable}`,
        `neigh replace ${machine} lladdr ${far} dev ${cable} nud permanent`,
      ]);
      batch(space, [
        'link set lo up',
        `link set eth0 address ${far} ${limits} up`,
        `addr add ${machine}/30 dev eth0`,
        `neigh replace ${router} lladdr ${near} dev eth0 nud permanent`,
        `route add default via ${router}`,
      ]);
      mkdirSync(`${etc}/${space}`, { recursive: true });
      writeFileSync(`${etc}/${space}/resolv.conf`, `nameserver ${router}\n`);
    },
    removeHome: (home) => remove(spaceOf(home)),
    spawn(home, command, { asInit = false, ...options }) {
      const alone = asInit ? ['unshare', '--pid', '--fork'] : [];
      const user = ['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups', '--'];
      return spawn('ip', ['netns', 'exec', spaceOf(home), ...alone, ...user, ...command], options);
    },
    cut(home, isCut) {
      ip('-n', world, 'route', isCut ? 'add' : 'del', 'blackhole', `${machineOf(home)}/32`);
    },
    close() {
      for (const space of namespaces()) if (space.startsWith(`${prefix}${process.pid}-`)) remove(space);
    },
  };
}
