import { describe, expect, it } from 'vitest';
import {
  moreRuntimeVariables,
  programSettings,
  runtimeVariables,
} from '../../../src/config/program-settings.ts';
import { targetSettings } from '../../../src/config/target-settings.ts';
import { decided, familiesOf, optionOf, parseOptions } from '../../../src/home-assistant/options.ts';

const whole = {
  host: 'cloudflare',
  names: ['home.example.com', ' vpn.example.com ', ''],
  ipv6: 'without',
  credentials: [{ name: 'CLOUDFLARE_API_TOKEN', value: 'cf-token-0123456789' }],
  settings: [{ name: ' DRY_RUN ', value: 'true' }],
  mqtt: true,
};

const parse = (options: unknown) => parseOptions(JSON.stringify(options));
const texts = (options: unknown) =>
  parse(options).problems.map(
    ({ variable, wrong, accepted }) => `${variable} ${wrong}; accepted: ${accepted}`,
  );

describe('the options of the app', () => {
  it('become settings', () => {
    const { env, written, mqtt, problems } = parse(whole);

    expect(env).toEqual({
      PROVIDER: 'cloudflare',
      DOMAINS: 'home.example.com,vpn.example.com',
      IP_FAMILIES: 'ipv4',
      CLOUDFLARE_API_TOKEN: 'cf-token-0123456789',
      DRY_RUN: 'true',
    });
    expect(written.map(({ name, list, line }) => `${name} in ${list} ${line}`)).toEqual([
      'CLOUDFLARE_API_TOKEN in Credentials 1',
      'DRY_RUN in More settings 1',
    ]);
    expect({ mqtt, problems }).toEqual({ mqtt: true, problems: [] });
  });

  it.each(Object.entries(familiesOf))('keep IPv6 %s: %s', (ipv6, families) => {
    expect(parse({ ...whole, ipv6 }).env.IP_FAMILIES).toBe(families);
  });

  it('may be left out but for the names', () => {
    expect(parse({ names: ['home.example.com'] })).toEqual({
      env: { DOMAINS: 'home.example.com', IP_FAMILIES: 'ipv4' },
      ...{ written: [], mqtt: true, problems: [] },
    });
    expect(parse({ ...whole, mqtt: false }).mqtt).toBe(false);
  });

  it('may say what is kept by a zone and names in it, and in YAML as it is written there', () => {
    const settings = [
      { name: 'DOMAIN', value: 'example.com' },
      { name: 'RECORDS', value: '@' },
      { name: 'TTL', value: 300 },
      { name: 'DRY_RUN', value: true },
    ];

    const { env, problems } = parse({ ...whole, names: [], settings });

    expect(env).toMatchObject({ DOMAIN: 'example.com', RECORDS: '@', TTL: '300', DRY_RUN: 'true' });
    expect({ problems, DOMAINS: env.DOMAINS }).toEqual({ problems: [], DOMAINS: undefined });
  });
});

describe('options that cannot be used', () => {
  it.each(['', 'no JSON', '[]', '"text"', 'null', '{"host":'])('are told where the file is %j', (text) => {
    const { env, problems } = parseOptions(text);

    expect(env).toEqual({});
    expect(problems).toEqual([
      {
        variable: 'The options of the app',
        wrong: 'are no JSON object, as the Supervisor writes them',
        accepted: 'save them anew in the form',
      },
    ]);
  });

  it.each([
    [{ host: 5 }, 'DNS host is no text; accepted: one of the list'],
    [{ names: [] }, 'Names is empty; accepted: full names of your domain'],
    [{ names: [' '] }, 'Names is empty; accepted: full names of your domain'],
    [{ names: 'home.example.com' }, 'Names is no list of texts; accepted: full names'],
    [{ names: [5] }, 'Names is no list of texts; accepted: full names'],
    [{ ipv6: 'ipv6' }, 'IPv6 is none of its choices; accepted: without, with, only'],
    [{ mqtt: 'yes' }, 'Show in Home Assistant is neither on nor off; accepted: on or off'],
    [{ credentials: 'x' }, 'Credentials is no list of lines with a name and a value each; accepted: lines'],
    [{ settings: [{ value: 'x' }] }, 'More settings is no list of lines with a name and a value each'],
    [{ settings: [{ name: 'TTL', value: {} }] }, 'More settings is no list of lines with a name and a value'],
    [{ settings: [{ name: '', value: 'x' }] }, 'More settings has no name in line 1; accepted: lines'],
    [
      { settings: [{ name: 'PROVIDER', value: 'x' }] },
      'More settings has PROVIDER in line 1; accepted: the option DNS host in its place',
    ],
    [
      { settings: [{ name: 'HTTP_PORT', value: '80' }] },
      'More settings has HTTP_PORT in line 1, but Home Assistant looks for the page at a port',
    ],
    [
      { settings: [{ name: 'CLOUDFLARE_API_TOKEN', value: 'x' }] },
      'More settings has in line 1 the same name as line 1 of Credentials; accepted: each name once',
    ],
  ])('name themselves as the form does: %j', (wrong, text) => {
    expect(texts({ ...whole, ...wrong })).toEqual([expect.stringContaining(text)]);
  });

  it('show no value, and leave out what is refused', () => {
    const settings = [
      { name: 'HTTP_HOST', value: 'hidden-1' },
      { name: 'DOMAINS', value: 'hidden-2' },
      { name: 'TTL', value: '300' },
      { name: 'TTL', value: 'hidden-3' },
    ];

    const { env, written } = parse({ ...whole, settings });

    expect(texts({ ...whole, settings }).join()).not.toContain('hidden');
    expect(env).toMatchObject({ TTL: '300', DOMAINS: 'home.example.com,vpn.example.com' });
    expect(env).not.toHaveProperty('HTTP_HOST');
    expect(written.map(({ name }) => name)).toEqual(['CLOUDFLARE_API_TOKEN', 'TTL']);
  });
});

it('what has an option of its own, and what the app decides, are settings', () => {
  const settings = [programSettings, targetSettings, runtimeVariables].flatMap((table) => Object.keys(table));

  for (const name of [...Object.keys(optionOf), ...Object.keys(decided)])
    expect([...settings, ...moreRuntimeVariables]).toContain(name);
});
