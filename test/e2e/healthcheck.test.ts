import { spawn, spawnSync } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  bundle,
  credentials,
  type Environment,
  freePort,
  type House,
  house,
  messages,
  until,
} from './house.ts';

const own = fileURLToPath(new URL('../../dist/healthcheck.mjs', import.meta.url));

/** What makes a container one; not every machine lets everybody have it. */
const ownNamespaces = ['unshare', '--user', '--map-root-user', '--mount'];
const hasNamespaces = spawnSync('unshare', [...ownNamespaces.slice(1), 'true']).status === 0;

let home: House;
let endpoint: Environment;

beforeEach(async () => {
  home = await house();
  endpoint = { HTTP_PORT: String(await freePort()), HTTP_HOST: '127.0.0.1' };
});
afterEach(() => home.stop());

async function check(command: readonly string[], environment = endpoint, launcher: readonly string[] = []) {
  const [program = '', ...rest] = [...launcher, process.execPath, ...command];
  const child = spawn(program, rest, { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  return { said: await text(child.stdout), code: await ended };
}

describe.each([
  { name: 'the health check in the image', command: [own] },
  { name: 'the argument healthcheck', command: [bundle, 'healthcheck'] },
])('$name', ({ command }) => {
  it('says so in one line, and ends with 0, while the program is healthy', async () => {
    const program = await home.start({ ...credentials.v3, ...endpoint });
    await until(async () => (await program.health()).code === 200, 'it is healthy');

    const { said, code } = await check(command);

    expect(said).toBe('healthy, ok, 1 record in sync\n');
    expect(code).toBe(0);
  });

  it('ends with 1, and says why, while the program is unhealthy', async () => {
    const program = await home.start({ GODADDY_TOKEN: 'wrong-token-of-somebody', ...endpoint });
    await until(async () => (await program.health()).report.status === 'failing', 'it has failed');

    const { said, code } = await check(command);

    expect(said).toMatch(
      /^unhealthy, failing, 0 of 1 record in sync: example\.com: GoDaddy does not accept .*\n$/,
    );
    expect(code).toBe(1);
  });

  it('ends with 1 and says so when nothing answers', async () => {
    const { said, code } = await check(command);

    expect(said).toContain('the endpoint does not answer: ');
    expect(code).toBe(1);
  });

  it.skipIf(!hasNamespaces)('ends with 1 where another container has the port', async () => {
    const program = await home.start({ ...credentials.v3, ...endpoint });
    await until(async () => (await program.health()).code === 200, 'it is healthy');

    const { said, code } = await check(command, endpoint, ownNamespaces);

    expect(said).toContain('answered by another homemade-ddns');
    expect(code).toBe(1);
  });

  it('asks nothing where there is no endpoint', async () => {
    expect(await check(command, { HTTP_PORT: '0' })).toEqual({
      said: 'HTTP_PORT=0: there is no endpoint to ask\n',
      code: 0,
    });
  });
});

it('the health check in the image can ask whether the loop is alive, for whoever kills what is unhealthy', async () => {
  const program = await home.start({ GODADDY_TOKEN: 'wrong-token-of-somebody', ...endpoint });
  await until(async () => (await program.health()).report.status === 'failing', 'it has failed');

  expect(await check([own, '/livez'])).toEqual({ said: 'alive\n', code: 0 });
  expect((await check([own])).code).toBe(1);
});

it('the program says that the check always passes where there is no endpoint', async () => {
  const program = await home.start({ ...credentials.v3, HTTP_PORT: '0' });

  await until(() => messages(program, 'it always passes').length > 0, 'it is told');

  expect(messages(program, 'it always passes')).toMatchObject([
    { level: 'warn', reason: expect.stringContaining('HTTP_HOST=127.0.0.1') },
  ]);
});
