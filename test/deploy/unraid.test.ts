import { readFileSync, statSync } from 'node:fs';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { programSettings } from '../../src/config/program-settings.ts';
import { targetSettings } from '../../src/config/target-settings.ts';
import { loadPublicSuffixes } from '../../src/dns/public-suffix.ts';
import { loadProviders, providerNames } from '../../src/providers/registry.ts';
import { isUsable, type SettingsTable } from '../../src/settings/setting.ts';
import { root, text } from '../support/deployments.ts';
import { leastOf } from '../support/least-settings.ts';
import { unraidTemplate } from '../support/unraid.ts';
import { credentialsOf, usualHosts } from '../support/usual-hosts.ts';

const providers = await loadProviders(usualHosts);

interface Config {
  readonly Name: string;
  readonly Target: string;
  readonly Default: string;
  readonly Description: string;
  readonly Type: 'Port' | 'Path' | 'Variable';
  readonly Display: string;
  readonly Required: string;
  readonly Mask: string;
  readonly value: string;
}

const file = 'deploy/unraid/homemade-ddns.xml';
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  textNodeName: 'value',
  parseTagValue: false,
  isArray: (name) => name === 'Config',
});
const { Container } = parser.parse(text(file)) as {
  readonly Container: Readonly<Record<string, string>> & { readonly Config: readonly Config[] };
};
const inputs: readonly Config[] = Container.Config;
const input = (target: string) => inputs.find(({ Target }) => Target === target);

describe('the Unraid template', () => {
  it('is what the code makes of the settings (else: npm run docs)', () => {
    expect(text(file)).toBe(unraidTemplate());
  });

  it('is well-formed, and every attribute has a value', () => {
    expect(XMLValidator.validate(text(file), { allowBooleanAttributes: false })).toBe(true);
  });

  it('has the common settings and the credentials of the usual hosts, each once, with a description', () => {
    const settings = ['PROVIDER', 'DOMAINS', 'IP_FAMILIES', 'DRY_RUN', 'TTL', 'SCHEDULE', 'LOG_LEVEL'];
    const credentials = providers.flatMap((provider) => credentialsOf(provider).map(([name]) => name));

    const targets = inputs.map(({ Target }) => Target);

    expect(providers).toHaveLength(usualHosts.length);
    expect(targets).toEqual(expect.arrayContaining([...settings, ...credentials]));
    expect(new Set(targets).size).toBe(targets.length);
    expect(targets.length).toBeLessThan(50);
    expect(inputs.filter(({ Description }) => Description === '')).toEqual([]);
  });

  it('says where every other setting and host is found, and how one is added', () => {
    expect(Container.Overview).toMatch(/Add another Path.*docs\/hosts\.md.*docs\/settings\.md/);
    expect(input('PROVIDER')).toMatchObject({
      Default: '',
      Description: expect.stringMatching(/^Leave it empty: .*docs\/hosts\.md/),
    });
    expect(input('PROVIDER')?.value ?? '').toBe('');
  });

  // The form hands on every field, the empty ones too.
  it.each(providers.map((provider) => [provider.name, provider] as const))(
    'filled in with the credential of %s alone it keeps the names there',
    async (name, provider) => {
      const filled = Object.fromEntries(
        inputs.filter(({ Type }) => Type === 'Variable').map(({ Target, value }) => [Target, value ?? '']),
      );
      const { PROVIDER: _, ...credential } = leastOf(provider);

      const { targets, warnings } = readConfig(
        { ...filled, DOMAINS: 'home.example.com', ...credential },
        { providers, providerNames, suffixes: await loadPublicSuffixes() },
      );

      expect(targets.map((target) => target.provider.name)).toEqual([name]);
      expect(warnings).toEqual([]);
    },
  );

  it('describes each setting so that it can be read alone, and each default so that it can be copied', () => {
    const descriptions = inputs.map(({ Description }) => Description);

    expect(descriptions.filter((line) => /\b(above|below)\b/.test(line))).toEqual([]);
    expect(descriptions.filter((line) => /\bsee (?!https:)/i.test(line))).toEqual([]);
    const defaults = descriptions.flatMap((line) => / Default: (.+)$/.exec(line)?.[1] ?? []);
    expect(defaults).toEqual(expect.arrayContaining(['600', '*/30 * * * * *']));
    expect(defaults.filter((value) => value.endsWith('.'))).toEqual([]);
  });

  it('says with the address families what IPv6 needs', () => {
    expect(Container.Network).toBe('bridge');
    expect(input('IP_FAMILIES')?.Description).toMatch(/IPv6 needs the network type Host/);
  });

  it('masks secrets and nothing else', () => {
    const secrets = providers.flatMap(credentialsOf).filter(([, { secret }]) => secret);

    const masked = inputs.filter(({ Mask }) => Mask === 'true').map(({ Target }) => Target);

    expect(masked.sort()).toEqual(secrets.map(([name]) => name).sort());
  });

  it('demands what is required and presets only what the program takes as its own default', () => {
    const settings: SettingsTable = { ...targetSettings, ...programSettings };

    expect(inputs.filter(({ Required }) => Required === 'true').map(({ Target }) => Target)).toEqual([
      'DOMAINS',
    ]);
    for (const [name, setting] of Object.entries(settings)) {
      const { value = '' } = input(name) ?? {};
      if (value !== '') expect(value).toBe(setting.defaultText);
    }
  });

  it('offers only values that the program accepts', () => {
    const settings: SettingsTable = { ...targetSettings, ...programSettings };
    const offered = Object.entries(settings).flatMap(([name, setting]) =>
      (input(name)?.Default ?? '').split('|').flatMap((value) => (value === '' ? [] : [{ value, setting }])),
    );

    expect(offered.length).toBeGreaterThan(10);
    for (const { value, setting } of offered) expect(isUsable(setting, value), value).toBe(true);
  });

  it('locks the container down and links the page by the port that is mapped', () => {
    for (const flag of ['--read-only', '--cap-drop=ALL', '--security-opt=no-new-privileges', '--memory=128m'])
      expect(Container.ExtraParams).toContain(flag);
    expect(Container.Privileged).toBe('false');
    expect(Container.WebUI).toBe('http://[IP]:[PORT:8080]/');
    expect(input('8080')).toMatchObject({ Type: 'Port', value: '8080' });
  });

  it('has a small square icon of its own', () => {
    const icon = `${root}deploy/unraid/${Container.Icon?.split('/').at(-1)}`;
    const png = readFileSync(icon);

    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([256, 256]);
    expect(statSync(icon).size).toBeLessThanOrEqual(20_000);
  });
});
