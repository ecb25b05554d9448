import { getContainerRuntimeClient } from 'testcontainers';
import { describe, expect, inject, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { defaultSources, everySecond, startHouse, tokenSettings } from './house.ts';
import { until } from './until.ts';

describe.skipIf(!inject('image'))('the image', () => {
  test('holds no shell and no package manager', async () => {
    const house = await startHouse();
    const product = await house.run();
    const tools = ['sh', 'bash', 'busybox', 'apt-get', 'dpkg', 'npm'];
    const paths = tools.flatMap((tool) => [`/bin/${tool}`, `/usr/bin/${tool}`, `/nodejs/bin/${tool}`]);

    const found = await product.exec([
      '/nodejs/bin/node',
      '-p',
      `JSON.stringify(${JSON.stringify(paths)}.filter((path) => fs.existsSync(path)))`,
    ]);
    const shell = await product.exec(['/bin/sh', '-c', 'true']);

    expect(JSON.parse(found.output)).toEqual([]);
    expect(shell.exitCode).not.toBe(0);
  });

  test('reads a secret from a file that docker inspect does not show', async () => {
    const house = await startHouse();

    const product = await house.run({
      environment: { GODADDY_TOKEN_FILE: '/run/secrets/godaddy_token' },
      files: { '/run/secrets/godaddy_token': `${tokenSettings.GODADDY_TOKEN}\n` },
    });

    await until('the record is in sync', async () => (await product.health())?.status === 'ok');
    const shown = JSON.stringify(await product.inspect());
    expect(shown).toContain('/run/secrets/godaddy_token');
    expect(shown).not.toContain(tokenSettings.GODADDY_TOKEN);
    expect(product.log()).not.toContain(tokenSettings.GODADDY_TOKEN);
  });

  test('follows the address within 64 MB, health checks included', async () => {
    const house = await startHouse();
    const product = await house.run({ environment: { ...tokenSettings, ...everySecond }, memory: 64 });
    const addresses = ['81.2.70.1', '81.2.70.2', '81.2.70.3'];

    for (const ipv4 of addresses) {
      await house.make({ do: 'change-address', addresses: { ipv4 } });
      await until('the record follows', async () => (await house.addresses('home')).join() === ipv4);
    }

    await until('it is healthy', async () => (await product.dockerHealth()) === 'healthy');
    const { HostConfig, State, RestartCount } = await product.inspect();
    expect(HostConfig.Memory).toBe(64 * 1024 * 1024);
    expect({ killed: State.OOMKilled, RestartCount }).toEqual({ killed: false, RestartCount: 0 });
  });

  test('stays up with --network none, and says so', async () => {
    const house = await startHouse();

    const product = await house.run({
      environment: { ...tokenSettings, ...defaultSources },
      network: 'none',
    });

    await until('it has said so', async () => product.log().includes('records stay as they are'));
    await until('it is unhealthy', async () => (await product.dockerHealth()) === 'unhealthy');
    expect(await product.health()).toMatchObject({ status: 'starting', lastSuccessfulSync: null });
    const { State, RestartCount } = await product.inspect();
    expect({ Running: State.Running, RestartCount }).toEqual({ Running: true, RestartCount: 0 });
  });

  // Node.js as PID 1 would not reap another's orphan.
  test('starts no process, so that PID 1 has none to reap', async () => {
    const house = await startHouse();
    const product = await house.run();
    await until('the record is in sync', async () => (await product.health())?.status === 'ok');

    const { output } = await product.exec([
      '/nodejs/bin/node',
      '-p',
      `JSON.stringify(fs.readdirSync('/proc').filter(Number).map((id) => {
        const [, parent] = fs.readFileSync('/proc/' + id + '/stat', 'utf8').split(') ')[1].split(' ');
        return { id, parent };
      }))`,
    ]);

    const processes = JSON.parse(output) as { id: string; parent: string }[];
    expect(processes).toContainEqual({ id: '1', parent: '0' });
    expect(processes.filter(({ parent }) => parent !== '0')).toEqual([]);
  });

  test('says what it is and runs as a numeric user without privileges', async () => {
    const engine = await getContainerRuntimeClient();

    const { Config } = await engine.container.dockerode.getImage(inject('image') ?? '').inspect();

    expect(Config.User).toBe('65532:65532');
    expect(Config.Labels).toMatchObject({
      'org.opencontainers.image.title': manifest.name,
      'org.opencontainers.image.description': manifest.description,
      'org.opencontainers.image.licenses': manifest.license,
      'org.opencontainers.image.version': manifest.version,
    });
    expect(Config.Healthcheck?.Test).toEqual(['CMD', '/nodejs/bin/node', '/app/healthcheck.mjs']);
  });
});
