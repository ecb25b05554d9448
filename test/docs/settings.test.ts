import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readConfig } from '../../src/config/config.ts';
import { loadPublicSuffixes } from '../../src/dns/public-suffix.ts';
import { loadProviders, providerNames } from '../../src/providers/registry.ts';
import { blocksOf } from '../support/blocks.ts';
import { text } from '../support/deployments.ts';
import { pages } from '../support/pages.ts';
import { settingNames, unnumbered } from '../support/setting-names.ts';

const known = { providers: await loadProviders(), providerNames, suffixes: await loadPublicSuffixes() };

const folder = mkdtempSync(join(tmpdir(), 'docs-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What reads like a variable and is none of ours. */
const others = ['X_FILE', 'YOUR_TOKEN', 'NEW_TOKEN', 'UNABLE_TO_AUTHENTICATE', 'NOT_FOUND'];
const forUsers = pages.filter((page) => !page.startsWith('.github/'));

it.each(forUsers)('%s names only settings that there are', (page) => {
  const unknown = variablesIn(ours(page)).filter((name) => !settingNames.has(unnumbered(name)));

  expect(unknown.filter((name) => !others.includes(name))).toEqual([]);
});

it('a setting that is not there is found', () => {
  expect(variablesIn('`-e HTTP_PROT=1`, `RECORD=home`, IP_FAMILY\n      RECHECKS: 1h')).toEqual([
    'HTTP_PROT',
    'IP_FAMILY',
    'RECORD',
    'RECHECKS',
  ]);
});

const composeFiles = pages.flatMap((page) =>
  blocksOf(page)
    .filter(({ language, code }) => language === 'yaml' && code.startsWith('services:'))
    .map(({ code, line }) => ({ page, line, code })),
);

it.each(composeFiles)('the file to paste in $page, line $line, is accepted without a warning', ({ code }) => {
  const { environment, image } = parse(code).services['homemade-ddns'];

  const { warnings, targets } = readConfig(filledIn(environment), known);

  expect(warnings).toEqual([]);
  expect(targets).toHaveLength(1);
  expect(image).toMatch(/^ghcr\.io\/[\w-]+\/homemade-ddns:/);
});

it('the settings in each block of a page that sets some are accepted', () => {
  const secret = join(folder, 'secret');
  writeFileSync(secret, 'a-secret');
  const given = pages.flatMap((page) => blocksOf(page).map(({ code }) => ({ page, set: assignments(code) })));
  const whole = given.filter(
    ({ set }) => ('DOMAIN' in set || 'DOMAINS' in set) && Object.keys(set).some((name) => /TOKEN/.test(name)),
  );

  for (const { page, set } of whole) {
    const environment = Object.fromEntries(
      Object.entries(set).map(([name, value]) => [name, name.endsWith('_FILE') ? secret : value]),
    );
    const config = readConfig(filledIn(environment), known);
    expect(config.warnings, page).toEqual([]);
  }
  expect(whole.length).toBeGreaterThan(4);
});

/** With a credential in the place of what the pages have for one. */
function filledIn(environment: Readonly<Record<string, string>>): Record<string, string> {
  const given = Object.entries(environment).map(([name, value]) => [
    name,
    value === 'YOUR_TOKEN' ? 'a-token' : value,
  ]);
  return Object.fromEntries(given);
}

/** On the page for those who come from elsewhere the first column has other programs' words. */
function ours(page: string): string {
  return page === 'docs/migrate.md' ? text(page).replace(/^\| .*? \| /gm, '') : text(page);
}

/** Words with an underscore, and what a value is given to. */
function variablesIn(written: string): string[] {
  const named = written.matchAll(/(?<![\w/-])[A-Z][A-Z\d]*(?:_[A-Z\d]+)+(?![\w-])/g);
  const given = written.matchAll(/(?<=^|[\s`'"])([A-Z][A-Z\d]{2,})(?==\S)|^ {4,}([A-Z][A-Z\d]{2,}): \S/gm);
  return [
    ...new Set([
      ...[...named].map(([name]) => name),
      ...[...given].map(([, set, told]) => set ?? told ?? ''),
    ]),
  ];
}

/** What a block of commands gives to the program. */
function assignments(code: string): Record<string, string> {
  const found = code.matchAll(/(?<=^|\s)([A-Z][A-Z\d_]+)=([^\s'"]+)/gm);
  return Object.fromEntries([...found].map(([, name = '', value = '']) => [name, value]));
}
