import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadProviders } from '../../../src/providers/registry.ts';
import { anyValues, callsFor } from './call-count.ts';
import { ipv4, ipv6, staged } from './played.ts';

const services = (await loadProviders()).filter(({ updateOnly }) => updateOnly);
const all = services.map((definition) => [definition.name, definition] as const);

/** Those that take a list of names, or whose credential decides them. */
const together: Readonly<Record<string, number>> = {
  'desec-dyndns': 1,
  duckdns: 2,
  dyn: 5,
  'ionos-dyndns': 1,
  ipv64: 48,
  mydns: 1,
  noip: 5,
};

test.each(all)(
  '%s is told of a hundred names with no more calls than it has to',
  async (name, definition) => {
    expect(await callsFor(definition, 100)).toBe(together[name] ?? 100);
  },
);

test.each(all)('%s is never left to guess an address', async (name, definition) => {
  const stage = await staged(name, anyValues(definition));
  for (const type of ['A', 'AAAA']) stage.held.set(`home.example.com/${type}`, []);
  await stage.apply({ ipv4 });
  await stage.apply({ hosts: ['other.example.com'], ipv4, ...(!definition.ipv4Only && { ipv6 }) });

  const words = stage.sent.map((sent) => decodeURIComponent(sent));
  expect(words).not.toEqual([]);
  for (const sent of words) expect(sent).toMatch(/192\.0\.2\.10|2001:db8::10/);
});

test.each(all)('%s says how sure its facts are, and takes full names', (_, { evidence, fullNames, ttl }) => {
  expect(evidence).toMatch(/^(described|by clients|by one client)$/);
  expect(fullNames).toBe(true);
  expect(ttl.min).toBe(1);
});

test('each has its request and its answers as literals in a test', () => {
  const folder = new URL('.', import.meta.url);
  const texts = readdirSync(folder).filter((file) => file.endsWith('.test.ts') && file !== 'table.test.ts');
  const written = texts.map((file) => readFileSync(new URL(file, folder), 'utf8')).join('\n');
  const isTested = (name: string) => new RegExp(`\\('${name}'|^ {2}'?${name}'?: \\[`, 'm').test(written);

  expect(services.map(({ name }) => name).filter((name) => !isTested(name))).toEqual([]);
});
