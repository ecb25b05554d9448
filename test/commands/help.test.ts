import { expect, it } from 'vitest';
import { helpPage } from '../../src/commands/help.ts';
import { targetSettings } from '../../src/config/target-settings.ts';
import { providerNames } from '../../src/providers/registry.ts';

const page = helpPage();
const words = page.replace(/\s+/g, ' ');

it('names every command, and how it is called in a container', () => {
  for (const command of ['healthcheck', '--help', '--version'])
    expect(page).toMatch(new RegExp(`^ {2}${command} `, 'm'));
  expect(page).toContain('/nodejs/bin/node /app/homemade-ddns.mjs ');
});

it.each(['PROVIDER', 'DOMAINS', 'DOMAIN', 'RECORDS', 'TTL', 'SCHEDULE', 'DRY_RUN', 'ONCE'])(
  'tells what %s is',
  (name) => {
    expect(page).toMatch(new RegExp(`^ {2}${name} +\\S`, 'm'));
  },
);

it('says a setting as its row does, with its default', () => {
  expect(words).toContain(`Default: ${targetSettings.TTL.defaultText}.`);
  expect(words).toContain('The zone, for example example.com. Required, or DOMAINS.');
});

it('names every DNS host', () => {
  for (const name of providerNames) expect(words).toContain(name);
});

it('fits a terminal of 84 columns, as plain text', () => {
  for (const line of page.split('\n')) {
    expect(line.length, line).toBeLessThanOrEqual(84);
    expect(line).toMatch(/^[\x20-\x7e…]*$/);
  }
});
