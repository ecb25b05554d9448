import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

// How soon the record follows what the home itself tells: a call of its router, and what it shows over NAT-PMP or
// UPnP. In a network namespace of its own, whose default route leads to a router on loopback.

const setUp = [
  'ip link set lo up',
  'ip link add home type veth peer name line',
  'ip addr add 192.168.9.2/24 dev home',
  'ip link set home up',
  'ip link set line up',
  // In this order: no route leads to an address of this machine.
  'ip route add default via 192.168.9.1 dev home',
  'ip addr add 192.168.9.1/32 dev lo',
].join(' && ');

const run = fileURLToPath(new URL('./push-run.ts', import.meta.url));
const namespaces = [['--net'], ['--user', '--map-root-user', '--net']];
const own = namespaces.find((flags) => spawnSync('unshare', [...flags, 'sh', '-c', setUp]).status === 0);
if (!own) throw new Error('this needs a network namespace: run it on Linux, as root or with user namespaces');
const command = ['sh', '-c', `${setUp} && exec "$@"`, 'sh', process.execPath, run];
process.exitCode = spawnSync('unshare', [...own, ...command], { stdio: 'inherit' }).status ?? 1;
