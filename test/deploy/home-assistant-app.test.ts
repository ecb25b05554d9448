import { readdirSync, readFileSync, statSync } from 'node:fs';
import { validate } from 'dockerfile-utils';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import manifest from '../../package.json' with { type: 'json' };
import { programSettings } from '../../src/config/program-settings.ts';
import { familiesOf, labels, parseOptions } from '../../src/home-assistant/options.ts';
import { providerNames } from '../../src/providers/registry.ts';
import { appConfig, appFolder, withEveryHost } from '../support/app-config.ts';
import { root, text } from '../support/deployments.ts';
import { owner } from '../support/project.ts';
import { settingNames } from '../support/setting-names.ts';

/** As far as it is looked at here; its schema is that of the Supervisor, which is in Python and on no registry. */
interface AppConfig {
  readonly version: string;
  readonly slug: string;
  readonly image: string;
  readonly arch: readonly string[];
  readonly timeout: number;
  readonly ingress_port: number;
  readonly services: readonly string[];
  readonly ports: Readonly<Record<string, number | null>>;
  readonly options: Readonly<Record<string, unknown>>;
  readonly schema: Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
}

interface Translation {
  readonly name: string;
  readonly description?: string;
  readonly fields?: Readonly<Record<string, Translation>>;
}

interface Translations {
  readonly configuration: Readonly<Record<string, Translation>>;
  readonly network: Readonly<Record<string, string>>;
}

const config: AppConfig = parse(text(appConfig));
const { configuration, network }: Translations = parse(text(`${appFolder}/translations/en.yaml`));
const dockerfile = text(`${appFolder}/Dockerfile`);
const keys = Object.keys(labels);

describe('the form of the app', () => {
  it('has the options that the program reads, by the names that its messages use', () => {
    expect(Object.keys(config.schema)).toEqual(keys);
    expect(Object.keys(config.options)).toEqual(keys);
    expect(Object.fromEntries(Object.entries(configuration).map(([key, { name }]) => [key, name]))).toEqual(
      labels,
    );
    expect(Object.values(configuration).filter(({ description }) => !description)).toEqual([]);
    for (const key of ['credentials', 'settings']) {
      expect(Object.keys(configuration[key]?.fields ?? {})).toEqual(['name', 'value']);
      expect(config.schema[key]).toEqual([{ name: 'str', value: key === 'settings' ? 'str' : 'password' }]);
    }
  });

  it('offers every DNS host (else: npm run docs) and every choice of IPv6', () => {
    expect(withEveryHost(text(appConfig))).toBe(text(appConfig));
    expect(config.schema.host).toBe(`list(${providerNames.join('|')})`);
    expect(config.schema.ipv6).toBe(`list(${Object.keys(familiesOf).join('|')})`);
  });

  it('begins with what the program takes once host and names are filled in', () => {
    expect(parseOptions(JSON.stringify(config.options)).problems.map(({ variable }) => variable)).toEqual([
      'Names',
    ]);
    expect(config.options.host).toBeNull();
    const filled = { ...config.options, host: 'duckdns', names: ['home.duckdns.org'] };
    expect(parseOptions(JSON.stringify(filled)).problems).toEqual([]);
  });

  it('and its pages name only settings that there are', () => {
    const pages = ['DOCS.md', 'README.md', 'translations/en.yaml'].map((file) =>
      text(`${appFolder}/${file}`),
    );
    const named = pages.flatMap((page) => page.match(/\b[A-Z][A-Z\d]*_[A-Z\d_]+\b|\bTTL\b/g) ?? []);

    const plain = named.map((name) => name.replace(/_\d+$/, ''));
    expect(plain.filter((name) => !settingNames.has(name))).toEqual([]);
    expect(new Set(plain).size).toBeGreaterThan(8);
  });
});

describe('the app', () => {
  it('has the version of package.json, and an image of that version', () => {
    expect(config.version).toBe(manifest.version);
    expect(config.image).toBe(`ghcr.io/${owner}/homemade-ddns-app`);
    expect(/^ARG VERSION=(.+)$/m.exec(dockerfile)?.[1]).toBe(manifest.version);
    expect(/^ARG IMAGE=(.+)$/m.exec(dockerfile)?.[1]).toBe(
      `ghcr.io/${owner}/homemade-ddns:${manifest.version}`,
    );
    expect(config.arch).toEqual(['aarch64', 'amd64']);
  });

  it('is our image, begun as root, that is well as long as the program works', () => {
    const lines = dockerfile.split('\n').filter((line) => /^[A-Z ]/.test(line));

    expect(validate(dockerfile)).toEqual([]);
    expect(dockerfile).toMatch(/^USER 0:0$/m);
    expect(dockerfile).toMatch(/^CMD \["home-assistant-app"\]$/m);
    expect(dockerfile).toContain('CMD ["/nodejs/bin/node", "/app/healthcheck.mjs", "/livez"]');
    expect(lines.filter((line) => /^(?:RUN|COPY|ADD|ENV|ENTRYPOINT)\b/.test(line))).toEqual([]);
  });

  it('shows its page through Home Assistant alone, with no more rights than it needs', () => {
    expect(config.ingress_port).toBe(Number(programSettings.HTTP_PORT.defaultText));
    expect(config).toMatchObject({ ingress: true, init: false, services: ['mqtt:want'] });
    expect(config.ports).toEqual({ '8080/tcp': null });
    expect(Object.keys(network)).toEqual(Object.keys(config.ports));
    expect(config.timeout).toBeGreaterThan(8);
    const rights =
      /^(?:host_|hassio_|homeassistant_|docker_api|full_access|privileged|map|devices|apparmor|legacy)/;
    expect(Object.keys(config).filter((key) => rights.test(key))).toEqual([]);
  });

  it('has one AppArmor profile, of its own name, that lets nothing be written', () => {
    const profile = text(`${appFolder}/apparmor.txt`);
    const rules = profile.split('\n').map((line) => line.trim());

    expect([...profile.matchAll(/^profile ([^ ]+) /gm)].map(([, name]) => name)).toEqual([config.slug]);
    expect(rules.filter((line) => /^\/.* [a-z]*w[a-z]*,$/.test(line))).toEqual([
      '/dev/{null,random,urandom} rw,',
    ]);
    expect(rules.filter((line) => line.startsWith('capability'))).toEqual([
      'capability setuid,',
      'capability setgid,',
    ]);
  });

  it.each([
    ['icon.png', 128, 128],
    ['logo.png', 250, 100],
  ])('has a small %s of %i × %i', (name, width, height) => {
    const file = `${root}${appFolder}/${name}`;
    const png = readFileSync(file);

    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([width, height]);
    expect(statSync(file).size).toBeLessThanOrEqual(20_000);
  });

  it('lies in a repository of apps, with the changelog of the project', () => {
    const files = readdirSync(`${root}deploy/home-assistant-app`, { recursive: true, encoding: 'utf8' });

    expect(parse(text('deploy/home-assistant-app/repository.yaml'))).toMatchObject({
      name: manifest.name,
      url: `https://github.com/${owner}/homemade-ddns`,
    });
    // The Supervisor takes every file of that name for an app.
    expect(files.filter((file) => /(?:^|\/)config\.(?:ya?ml|json)$/.test(file))).toEqual([
      'homemade_ddns/config.yaml',
    ]);
    expect(text(`${appFolder}/CHANGELOG.md`)).toBe(text('CHANGELOG.md'));
  });
});
