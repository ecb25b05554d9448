import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { cloudflareServer, cloudflareToken } from '../providers/hosts/cloudflare/service.ts';
import { projectRepository } from '../support/fresh-clone.ts';
import { machineCommands } from '../support/page-commands.ts';
import { upstream } from '../support/project.ts';
import { startEcho } from '../world/echo.ts';
import { createIsp } from '../world/isp.ts';
import { pretendZone, pretendZones } from '../world/zone.ts';

// An installation, a build and a demo.
const longest = 300_000;

it(
  'the commands of the pages work one after the other in a fresh clone',
  async () => {
    const { run, isp, zone } = await startMachine();

    for (const { page, blocks } of machineCommands) {
      zone.replace({ name: 'home', type: 'A' }, []);
      for (const { code, line } of blocks) await run(code, `${page}:${line}`);

      // Whoever gave a credential wanted a record.
      if (blocks.some(({ code }) => code.includes('YOUR_TOKEN')))
        expect(zone.values('home', 'A')).toEqual([isp.address('ipv4')]);
    }

    expect(machineCommands.map(({ page }) => page)).toEqual(
      expect.arrayContaining(['README.md', 'docs/platforms/node.md']),
    );
  },
  longest,
);

/** An empty folder in the pretend internet, where the project can be cloned. What a block does is there in the next. */
async function startMachine() {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'machine-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  const repository = projectRepository(folder);
  const home = join(folder, 'home');
  mkdirSync(home);
  let place = home;
  const isp = createIsp();
  const zone = pretendZone('example.com');
  const host = await cloudflareServer({ zones: pretendZones(zone) });
  const echo = await startEcho({ isp });
  onTestFinished(async () => {
    await Promise.all([host.stop(), echo.close()]);
  });
  const environment = {
    ...process.env,
    HOME: home,
    // What was installed for these tests need not be fetched again.
    npm_config_prefer_offline: 'true',
    npm_config_cache: process.env.npm_config_cache ?? join(process.env.HOME ?? folder, '.npm'),
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `url.${repository}.insteadOf`,
    GIT_CONFIG_VALUE_0: upstream,
    CLOUDFLARE_API_URL: `${host.url}/client/v4`,
    IPV4_SOURCES: echo.url,
    IP_QUORUM: '1',
    HTTP_PORT: '0',
  };

  async function run(code: string, where: string): Promise<void> {
    const file = join(folder, 'block.sh');
    const after = join(folder, 'place');
    writeFileSync(file, `${code.replaceAll('YOUR_TOKEN', cloudflareToken)}\npwd > '${after}'\n`);
    await promisify(execFile)('sh', ['-e', file], { cwd: place, env: environment }).catch(
      ({ stdout, stderr }) => {
        throw new Error(`${where} failed:\n${code}\n${stdout}${stderr}`);
      },
    );
    place = readFileSync(after, 'utf8').trim();
  }
  return { run, isp, zone };
}
