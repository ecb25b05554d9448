import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Config, readConfig } from '../../src/config/config.ts';
import { loadProviders, providerNames } from '../../src/providers/registry.ts';
import { composeDeployment, deployments, text } from '../support/deployments.ts';
import { settingNames } from '../support/setting-names.ts';

const providers = await loadProviders();

const folder = mkdtempSync(join(tmpdir(), 'deploy-'));
afterAll(() => rmSync(folder, { recursive: true }));

const providerSettings = providers.flatMap(({ settings }) => Object.entries(settings));
const secrets = providerSettings.filter(([, { secret }]) => secret).map(([name]) => name);
describe.each(deployments)('$file', ({ environment, secretPaths }) => {
  it('names only variables that the program has', () => {
    const unknown = Object.keys(environment).filter((name) => !settingNames.has(name));

    expect(unknown).toEqual([]);
  });

  it('gives its secret by a file that the platform puts there', () => {
    const files = Object.entries(environment).filter(([name]) => name.endsWith('_FILE'));

    expect(Object.keys(environment).filter((name) => secrets.includes(name))).toEqual([]);
    expect(files.map(([, path]) => path)).toEqual(secretPaths);
    expect(files).not.toEqual([]);
  });

  it('is accepted by the program without a warning', () => {
    const config = read(environment);

    expect(config.warnings).toEqual([]);
    expect(config.targets).toHaveLength(1);
  });
});

it.each(['deploy/portainer/docker-compose.yml', 'deploy/swarm/stack.yml'])(
  '%s is accepted with the two lines for another DNS host that it shows',
  (file) => {
    const head = text(file).replace(/^# ?/gm, '');
    const [, provider = ''] = /PROVIDER: (\w+)/.exec(head) ?? [];
    const [, name = '', path = ''] = /(\w+_FILE): (\/run\/secrets\/\w+)[.,]/.exec(head) ?? [];
    const { GODADDY_TOKEN_FILE: _, ...environment } = composeDeployment(file).environment;

    const config = read({ ...environment, PROVIDER: provider, [name]: path });

    expect(config.warnings).toEqual([]);
    expect(config.targets.map((target) => target.provider.name)).toEqual(['cloudflare']);
  },
);

/** Reads the settings as the program does, with a secret in place of each file. */
function read(environment: Readonly<Record<string, string>>): Config {
  const secret = join(folder, 'secret');
  writeFileSync(secret, 'a-secret\n');
  const there = Object.entries(environment).map(([name, value]) => [
    name,
    name.endsWith('_FILE') ? secret : value,
  ]);
  return readConfig(Object.fromEntries(there), { providers, providerNames });
}
