import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Config, readConfig } from '../../../src/config/config.ts';
import { programSettings } from '../../../src/config/program-settings.ts';
import { targetSettings } from '../../../src/config/target-settings.ts';
import { loadPublicSuffixes } from '../../../src/dns/public-suffix.ts';
import { loadProviders, providerNames } from '../../../src/providers/registry.ts';
import { ConfigError } from '../../../src/settings/problem.ts';
import { isUsable, type Setting } from '../../../src/settings/setting.ts';
import { credential, hasSamples, leastOf, sampleOf } from '../../support/least-settings.ts';
import type { Variables } from '../../support/settings.ts';

// What people really write, at each setting that there is: what is meant is taken and told, all else is told with the
// variable, the file, the character and the way out. No secret is shown.

const all = await loadProviders();
const providers = all.filter(hasSamples);
const suffixes = await loadPublicSuffixes();

const folder = mkdtempSync(join(tmpdir(), 'slips-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;

function file(content: string | Buffer): string {
  const path = join(folder, `secret-${String.fromCharCode(97 + (files % 26))}-${files++}`);
  writeFileSync(path, content);
  return path;
}

/** One setting as a target could be given it. */
interface Place {
  readonly variable: string;
  readonly row: Setting<unknown>;
  readonly value: string;
  /** All that is needed besides it. */
  readonly others: Variables;
}

const zone = { DOMAIN: 'example.com', RECORDS: 'home' };
const second = { DOMAIN_2: 'example.org', RECORDS_2: 'www' };
const godaddy = { GODADDY_TOKEN: 'gd_pat_1234', IP_FAMILIES: 'ipv4,ipv6' };
const values: Readonly<Record<string, string>> = {
  PROVIDER: 'godaddy',
  DOMAIN: 'example.com',
  RECORDS: 'home,vpn',
  DOMAINS: 'home.example.com',
  TTL: '700',
  IPV6_SUFFIX: '::1234',
  IPV4_SOURCES: 'ipify,cloudflare',
  IPV6_SOURCES: 'ipify,cloudflare',
  HTTP_HOST: '127.0.0.1',
  HTTP_ALLOWED_HOSTS: 'ddns.example.org',
  VIA: 'eth0',
  HEARTBEAT_URL: `https://beat.example.net/${credential}`,
};

const ofSecond: Readonly<Record<string, string>> = { DOMAIN: 'example.net', DOMAINS: 'home.example.net' };

function without(variables: Variables, name: string): Variables {
  return Object.fromEntries(Object.entries(variables).filter(([one]) => one !== name));
}

const tables: Readonly<Record<string, Setting<unknown>>> = { ...targetSettings, ...programSettings };
/** What a setting is of no use without. */
function needsOf(variable: string): Variables {
  if (variable === 'HEARTBEAT_EVERY') return { HEARTBEAT_URL: 'https://beat.example.net/1' };
  if (variable === 'NOTIFY_ON') return { NOTIFY_URLS: 'ntfy://ntfy.sh/topic' };
  if (variable === 'PUSH_USER') return { PUSH_PASSWORD: 'correct-horse-42' };
  if (variable === 'PUSH_PASSWORD') return { PUSH_USER: 'router' };
  return variable.startsWith('MQTT_') ? { MQTT_URL: 'mqtt://nas', MQTT_USER: 'ddns' } : {};
}
const ofProgram = Object.entries(tables).map(([variable, row]): Place => {
  const base = variable === 'DOMAINS' ? godaddy : { ...godaddy, ...zone, ...needsOf(variable) };
  return {
    variable,
    row,
    value: values[variable] ?? sampleOf(variable, row),
    others: without(base, variable),
  };
});
const ofTargets = Object.entries<Setting<unknown>>(targetSettings).map(([name, row]): Place => {
  const base = { ...godaddy, ...zone, ...(name === 'DOMAINS' ? {} : second) };
  const value = ofSecond[name] ?? values[name] ?? sampleOf(name, row);
  return { variable: `${name}_2`, row, value, others: without(base, `${name}_2`) };
});
const ofHosts = providers.flatMap((provider) =>
  Object.entries(provider.settings).map(([variable, row]): Place => {
    const least = leastOf(provider, variable);
    return { variable, row, value: least[variable] ?? '', others: { ...without(least, variable), ...zone } };
  }),
);
// A number changes nothing of what a host does with its own settings, so some of them are enough.
const ofSecondHosts = ofHosts
  .filter((_, index) => index % 10 === 0)
  .map(({ variable, row, value, others }): Place => {
    const numbered = Object.entries(others).map(([name, other]) => [`${name}_2`, other]);
    return {
      variable: `${variable}_2`,
      row,
      value,
      others: { ...godaddy, ...zone, ...Object.fromEntries(numbered), ...second, IP_FAMILIES_2: 'ipv4' },
    };
  });

const places = [...ofProgram, ...ofTargets, ...ofHosts, ...ofSecondHosts];
const plain = places.filter(({ row }) => !row.secret);
const secret = places.filter(({ row }) => row.secret);
/** Those that are one word. */
const words = secret.filter(({ row, value }) => /^[\w.+/=-]+$/.test(value) && !isUsable(row, `a ${value}`));

function read(place: Place, given: Variables): Config {
  const env = { ...place.others, ...given };
  // Those that the program would load.
  const named = [env.PROVIDER, env.PROVIDER_2, 'godaddy'];
  return readConfig(env, {
    providers: providers.filter(({ name }) => named.includes(name)),
    providerNames,
    suffixes,
  });
}

/** All that the owner is told. */
function told(place: Place, given: Variables): { readonly text: string; readonly config?: Config } {
  try {
    const config = read(place, given);
    return { text: config.warnings.join('\n'), config };
  } catch (error) {
    if (error instanceof ConfigError) return { text: error.message };
    throw error;
  }
}

/** The line about a variable. */
function lineOf(text: string, variable: string): string {
  return (
    text.split('\n').find((line) => new RegExp(`(^|\\W)${variable}\\b`).test(line)) ??
    `nothing about ${variable}`
  );
}

function expectNoSecret(text: string, whole: string): void {
  // Of a key in JSON, or a URL, the rest is none.
  const value = whole.includes(credential) ? credential : whole;
  const parts = Array.from({ length: Math.max(1, value.length - 5) }, (_, at) => value.slice(at, at + 6));
  expect(parts.filter((part) => text.toLowerCase().includes(part.toLowerCase()))).toEqual([]);
}

/** A configuration without what may differ. */
function meaning({ warnings: _, targets, lines: __, ownFiles: _____, ...rest }: Config) {
  const kept = targets.map(
    ({ values: texts, provider, detection: { allowPrivate }, files: ___, spellings: ____, ...target }) => ({
      ...target,
      provider: provider.name,
      allowPrivate,
      values: { ...texts },
    }),
  );
  return { ...rest, kept };
}

const each = (list: readonly Place[]) => list.map((place) => [place.variable, place] as const);

it('there are settings enough, of each host and with a number too', () => {
  expect(plain.length).toBeGreaterThan(100);
  expect(secret.length).toBeGreaterThan(60);
  const ofHost = secret.flatMap(({ others }) => others.PROVIDER ?? others.PROVIDER_2 ?? []);
  expect(new Set(ofHost).size).toBe(providers.length);
  expect(providers.length).toBeGreaterThan(0.9 * all.length);
});

describe('what is no secret is taken as it was meant, and told once', () => {
  const fullWidth = (text: string) =>
    text.replace(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0));
  const slips: readonly (readonly [string, (value: string, variable: string) => string, RegExp])[] = [
    ['in quotes', (value) => `"${value}"`, /stands in quotes/],
    ['in single quotes with spaces around', (value) => ` '${value}' `, /stands in quotes/],
    ['in quotes of a word processor', (value) => `“${value}”`, /stands in quotes/],
    ['behind its own name', (value, variable) => `${variable}=${value}`, /begins with its own name/],
    [
      'behind its own name, with quotes',
      (value, variable) => `${variable}="${value}"`,
      /own name, and it stands in quotes/,
    ],
    ['behind a byte order mark', (value) => `\ufeff${value}`, /byte order mark \(U\+FEFF\)/],
    ['before a zero width space', (value) => `${value}\u200b`, /zero width space \(U\+200B\)/],
    [
      'with a word joiner within',
      (value) => `${value.slice(0, 1)}\u2060${value.slice(1)}`,
      /word joiner \(U\+2060\)/,
    ],
    ['in full-width characters', fullWidth, /full-width/],
    ['before a comment', (value) => `${value} # as they said`, /comment/],
  ];

  it.each(each(plain))('%s', (variable, place) => {
    const meant = meaning(read(place, { [variable]: place.value }));
    for (const [, slip, says] of slips) {
      const { text, config } = told(place, { [variable]: slip(place.value, variable) });

      expect(config && meaning(config), text).toEqual(meant);
      expect(lineOf(text, variable)).toMatch(says);
      expect(lineOf(text, variable)).toMatch(/taken as it was meant\.$/);
      expect(text.split('\n').filter((line) => line.startsWith(`${variable} `))).toHaveLength(1);
    }
  });
});

describe('a secret is taken as it was meant, and told once', () => {
  const slips: readonly (readonly [string, (value: string, variable: string) => string, RegExp])[] = [
    ['in curly quotes', (value) => `“${value}”`, /stands in quotes/],
    ['in single quotes', (value) => `'${value}'`, /stands in quotes/],
    ['behind its own name', (value, variable) => `${variable}=${value}`, /begins with its own name/],
    ['exported', (value, variable) => `export ${variable}='${value}'`, /own name, and it stands in quotes/],
    ['as in YAML', (value, variable) => `${variable}: ${value}`, /begins with its own name/],
    ['behind a byte order mark', (value) => `\ufeff${value}`, /begins with a byte order mark \(U\+FEFF\)/],
    ['before a no-break space', (value) => `${value}\u00a0`, /ends with a no-break space \(U\+00A0\)/],
  ];
  const headers: typeof slips = [
    ['in quotes', (value) => `"${value}"`, /stands in quotes/],
    ['behind Bearer', (value) => `Bearer ${value}`, /begins with the word bearer/],
    ['as a whole header', (value) => `Authorization: Bearer ${value}`, /begins with the word bearer/],
  ];

  it.each([
    ...secret.map((place) => [place.variable, 'as any text', place, slips] as const),
    ...words.map((place) => [place.variable, 'as a word', place, headers] as const),
  ])('%s %s', (variable, _, place, forms) => {
    const meant = meaning(read(place, { [variable]: place.value }));
    for (const [, slip, says] of forms) {
      const given = slip(place.value, variable);
      const inVariable = told(place, { [variable]: given });
      const inFile = told(place, { [`${variable}_FILE`]: file(`${given}\n`) });

      for (const [name, { text, config }] of Object.entries({
        [variable]: inVariable,
        [`${variable}_FILE`]: inFile,
      })) {
        expect(config && meaning(config), text).toEqual(meant);
        expect(lineOf(text, name)).toMatch(says);
        expectNoSecret(text, place.value);
      }
    }
  });

  it.each(each(secret))('%s in a file', (variable, place) => {
    const meant = meaning(read(place, { [variable]: place.value }));
    const name = `${variable}_FILE`;
    const contents: readonly (readonly [string | Buffer, RegExp])[] = [
      [`${place.value}\n\n`, /more than one line end/],
      [`${place.value}\r\n\r\n`, /more than one line end/],
      [Buffer.from(`\ufeff${place.value}\r\n`, 'utf16le'), /UTF-16/],
    ];
    const among = [`OTHER=1\n${variable}=${place.value}\nMORE=2\n`, /has other lines/] as const;
    for (const [content, says] of place.row.lines ? contents : [...contents, among]) {
      const { text, config } = told(place, { [name]: file(content) });

      expect(config && meaning(config), text).toEqual(meant);
      expect(lineOf(text, name)).toMatch(says);
      expectNoSecret(text, place.value);
    }
  });
});

describe('a secret that cannot be meant is refused, without being shown', () => {
  const odd: readonly (readonly [string, string])[] = [
    [' ', 'its character 4 is a space (U+0020)'],
    ['\u00a0', 'its character 4 is a no-break space (U+00A0)'],
    ['\u200b', 'its character 4 is a zero width space (U+200B)'],
    ['\t', 'its character 4 is a tab (U+0009)'],
    ['\u2011', 'its character 4 is a non-breaking hyphen (U+2011)'],
    ['\uff11', 'its character 4 is the character U+FF11'],
  ];

  it.each(each(words))('%s with a character that it cannot hold', (variable, place) => {
    for (const [char, says] of odd) {
      const given = `${place.value.slice(0, 3)}${char}${place.value.slice(3)}`;
      const path = file(given);
      const inVariable = lineOf(told(place, { [variable]: given }).text, variable);
      const inFile = lineOf(told(place, { [`${variable}_FILE`]: path }).text, `${variable}_FILE`);

      expect(inVariable).toContain(`${variable} is not usable: ${says}; accepted: ${place.row.accepted}`);
      expect(inFile).toContain(
        `${variable}_FILE=${JSON.stringify(path)} holds what is not usable: ${says}; accepted: `,
      );
      for (const text of [inVariable, inFile]) expectNoSecret(text, place.value);
    }
  });

  it.each(each(secret))('%s as a placeholder', (variable, place) => {
    for (const given of [
      'gd_pat_…',
      'pk1_...',
      '<token>',
      `\${${variable}}`,
      'xxxxxxxx',
      '{{ token }}',
      'YOUR TOKEN',
    ]) {
      expect(lineOf(told(place, { [variable]: given }).text, variable)).toMatch(
        /is a placeholder, not a credential; accepted: .*; put the real one there/,
      );
      expect(lineOf(told(place, { [`${variable}_FILE`]: file(given) }).text, `${variable}_FILE`)).toMatch(
        /="\/.*" holds a placeholder, not a credential; accepted: /,
      );
    }
  });

  it.each(each(secret))('%s in the place of a path', (variable, place) => {
    const value = place.value.padEnd(12, 'z9');
    for (const given of [value, `/${value}`, `ab/${value}`, `Bearer ${value}`]) {
      const { text } = told(place, { [`${variable}_FILE`]: given });

      expect(lineOf(text, `${variable}_FILE`)).toMatch(
        new RegExp(
          `${variable}_FILE cannot be read: .*not look like the path of a file.*; write ${variable} for the secret itself`,
        ),
      );
      expectNoSecret(text, value);
    }
  });

  it.each(each(secret))('%s with a path in its place', (variable, place) => {
    for (const given of [file(place.value), '/run/secrets/token', folder]) {
      expect(lineOf(told(place, { [variable]: given }).text, variable)).toContain(
        `${variable} is the path of a file, not the secret; accepted: ${place.row.accepted}; write ${variable}_FILE for the path of a file`,
      );
    }
  });

  it.each(each(secret))('%s in a file that cannot be used', (variable, place) => {
    const name = `${variable}_FILE`;
    const directory = join(folder, 'directory');
    mkdirSync(directory, { recursive: true });
    const cases: readonly (readonly [string, string])[] = [
      ['/run/secrets/no-such-file', 'cannot be read: there is no such file'],
      ['~/token', 'cannot be read'],
      [
        directory,
        'Docker makes one where the file of the host is missing; stop the container, remove the directory',
      ],
      [folder, 'it is a directory with files in it; name the file'],
      [file(''), 'it is empty'],
      [file('\n'), 'it is empty'],
      [file('""'), 'it is empty'],
      // A list may have it twice.
      ...(isUsable(place.row, `${place.value}\n${place.value}`)
        ? []
        : [
            [
              file(`${place.value}\n${place.value}`),
              place.row.lines ? 'is not usable' : 'it has 2 lines',
            ] as const,
          ]),
    ];
    for (const [path, says] of cases) {
      const { text } = told(place, { [name]: path });

      expect(lineOf(text, name)).toContain(says);
      expect(lineOf(text, name)).toMatch(/; accepted: \S/);
      if (path.startsWith('/')) expect(lineOf(text, name)).toContain(`${name}=${JSON.stringify(path)}`);
      expectNoSecret(text, place.value);
    }
  });
});

describe('what is no secret and cannot be meant is refused', () => {
  const odd: readonly (readonly [string, string])[] = [
    ['\u2013', 'an en dash (U+2013)'],
    ['\u0000', 'null character (U+0000)'],
    ['\u00a0', 'a no-break space (U+00A0)'],
    ['\u043e', 'the character U+043E'],
    ['\ufffd', 'a character that could not be decoded (U+FFFD)'],
  ];
  const isName = (variable: string) =>
    /^(DOMAINS?|RECORDS|HTTP_ALLOWED_HOSTS|HTTP_HOST)(_2)?$/.test(variable);

  it.each(each(plain))('%s with a character that looks like another one or like none', (variable, place) => {
    for (const [char, says] of odd) {
      const given = `${place.value.slice(0, 2)}${char}${place.value.slice(2)}`;
      const { text, config } = told(place, { [variable]: given });
      const line = lineOf(text, variable);
      if (config) {
        // A mark that is taken out, or a letter of a name.
        expect(isUsable(place.row, given) || /taken as it was meant/.test(line), line).toBe(true);
        continue;
      }

      expect(line).toContain(`${variable}="`);
      if (!(char === '\u043e' && isName(variable))) expect(line).toContain(says);
      expect(line).toMatch(/; accepted: \S/);
    }
  });

  it.each(each(plain))('%s in a file, which only secrets are read from', (variable, place) => {
    const name = `${variable}_FILE`;
    const given = { [variable]: place.value, [name]: '/run/secrets/x' };

    expect(lineOf(told(place, given).text, name)).toContain(
      `${name} has no effect: only secrets are read from files, write ${variable}.`,
    );
  });

  it.each(each(plain.filter(({ value, row }) => !isUsable(row, `${value} ?`))))(
    '%s with a slip within',
    (variable, place) => {
      const given = `${place.value} ?`;

      const line = lineOf(told(place, { [variable]: given }).text, variable);

      expect(line).toContain(`${variable}="`);
      expect(line).toMatch(/; accepted: \S/);
    },
  );
});
