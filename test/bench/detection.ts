import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAuthority } from '../world/authority.ts';

// What one steady tick costs with each kind of source: a throw-away certificate, and if the system lets us a
// network namespace, in which nobody else's packets are counted and TCP sends segments as on a real line.

const line = 'ip link set lo up mtu 1500 gso_max_segs 1';
const namespaces = [['--net'], ['--user', '--map-root-user', '--net']];
const own = namespaces.find((flags) => spawnSync('unshare', [...flags, 'sh', '-c', line]).status === 0);

const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const file = (name: string, content: string) => {
  writeFileSync(join(folder, name), content, { mode: 0o600 });
  return join(folder, name);
};
try {
  const authority = createAuthority();
  const server = authority.issue(['127.0.0.1']);
  const run = [
    process.execPath,
    fileURLToPath(new URL('./detection-run.ts', import.meta.url)),
    file('key.pem', server.key),
    file('certificate.pem', server.certificate),
    own ? 'alone' : 'shared',
  ];
  const [command = '', ...rest] = own
    ? ['unshare', ...own, 'sh', '-c', `${line} && exec "$@"`, 'sh', ...run]
    : run;
  const { status } = spawnSync(command, rest, {
    stdio: 'inherit',
    env: { ...process.env, NODE_EXTRA_CA_CERTS: file('authority.pem', authority.certificate) },
  });
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true });
}
