import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadProviders, providerNames, providersOfVariable } from '../../src/providers/registry.ts';
import { hostList } from '../support/host-list.ts';

const definitions = await loadProviders();

describe('the registry of providers', () => {
  it('lists the hosts of its folder and their settings (else: npm run docs)', async () => {
    for (const [file, text] of Object.entries(await hostList()))
      expect(readFileSync(new URL(`../../src/providers/${file}`, import.meta.url), 'utf8')).toBe(text);
  });

  it('knows each adapter by the name that it gives itself', () => {
    expect(definitions.map(({ name }) => name)).toEqual(providerNames);
  });

  it('finds the adapter of every setting by what its name begins with', () => {
    for (const { name, settings } of definitions) {
      for (const variable of Object.keys(settings)) expect(providersOfVariable(variable)).toContain(name);
    }
  });

  it('loads only the adapters that are asked for', async () => {
    const loaded = await loadProviders(['godaddy', 'nodaddy']);

    expect(loaded.map(({ name }) => name)).toEqual(['godaddy']);
  });
});
