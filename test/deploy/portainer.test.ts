import { existsSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, it } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { loadPublicSuffixes } from '../../src/dns/public-suffix.ts';
import { loadProviders, providerNames } from '../../src/providers/registry.ts';
import { composeService, root, text } from '../support/deployments.ts';
import { credentialsOf, usualHosts } from '../support/usual-hosts.ts';

interface Template {
  readonly title: string;
  readonly description: string;
  readonly note: string;
  readonly logo: string;
  readonly repository: { readonly stackfile: string };
  readonly env: readonly {
    readonly name: string;
    readonly default?: string;
    readonly select?: readonly { readonly value: string }[];
  }[];
}

const catalogue = JSON.parse(text('deploy/portainer/templates.json')) as {
  readonly templates: readonly Template[];
};

const string = { type: 'string', minLength: 1 };
/** Stack templates of version 3, after "App template JSON format" in Portainer's documentation. */
const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['version', 'templates'],
  properties: {
    version: { const: '3' },
    templates: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['id', 'type', 'title', 'description', 'repository'],
        properties: {
          id: { type: 'integer' },
          type: { enum: [2, 3] },
          title: string,
          name: string,
          description: string,
          note: string,
          logo: { ...string, pattern: '^https://' },
          platform: { enum: ['linux', 'windows'] },
          categories: { type: 'array', items: string },
          administrator_only: { type: 'boolean' },
          repository: {
            type: 'object',
            additionalProperties: false,
            required: ['url', 'stackfile'],
            properties: { url: { ...string, pattern: '^https://' }, stackfile: string },
          },
          env: {
            type: 'array',
            items: {
              type: 'object',
              additionalProperties: false,
              required: ['name', 'label'],
              properties: {
                name: string,
                label: string,
                description: string,
                default: { type: 'string' },
                preset: { type: 'boolean' },
                select: {
                  type: 'array',
                  items: {
                    type: 'object',
                    additionalProperties: false,
                    required: ['text', 'value'],
                    properties: { text: string, value: string, default: { type: 'boolean' } },
                  },
                },
              },
            },
          },
        },
      },
    },
  },
};

it('the Portainer templates have the documented form of version 3', () => {
  const ajv = new Ajv({ allErrors: true });

  const valid = ajv.validate(schema, catalogue);

  expect(ajv.errors ?? []).toEqual([]);
  expect(valid).toBe(true);
});

it.each(catalogue.templates)('$title asks for exactly the variables of its stack file', (template) => {
  const { stackfile } = template.repository;
  const asked = text(stackfile)
    .replace(/^\s*#.*$/gm, '')
    .matchAll(/\$\{(\w+)/g);

  expect(existsSync(`${root}${stackfile}`)).toBe(true);
  expect(template.env.map(({ name }) => name).sort()).toEqual([...asked].map(([, name]) => name).sort());
});

const forGodaddy = catalogue.templates.filter(({ title }) => title !== 'homemade-ddns');

it('one template asks for the credentials of the usual hosts, and its stack hands them on', async () => {
  const providers = await loadProviders(usualHosts);
  const [template] = catalogue.templates.filter((one) => !forGodaddy.includes(one));
  const { environment } = composeService('deploy/portainer/usual-hosts.yml', {
    DOMAINS: 'home.example.com',
    PROVIDER: 'cloudflare',
  });
  const credentials = providers.flatMap(credentialsOf).map(([name]) => name);
  const choices = template?.env.find(({ name }) => name === 'PROVIDER')?.select;

  expect(template?.env.map(({ name }) => name)).toEqual(expect.arrayContaining(credentials));
  expect(choices?.map(({ value }) => value).sort()).toEqual([...usualHosts].sort());
  const { warnings, targets } = readConfig(
    { ...environment, CLOUDFLARE_API_TOKEN: 'a-token-that-is-long-enough-for-any-check' },
    { providers, providerNames, suffixes: await loadPublicSuffixes() },
  );
  expect(warnings).toEqual([]);
  expect(targets.map(({ provider }) => provider.name)).toEqual(['cloudflare']);
});

it.each(forGodaddy)('$title says for which DNS host it is', ({ title, description, note, repository }) => {
  const [, host] = /^ +(\w+)_TOKEN_FILE:/m.exec(text(repository.stackfile)) ?? [];

  expect(host).toBe('GODADDY');
  for (const said of [title, description, note]) expect(said).toContain('GoDaddy');
});

it.each(catalogue.templates)('$title shows the icon that is here', ({ logo }) => {
  const path = /\/main\/(.+)$/.exec(logo)?.[1] ?? '';

  expect(existsSync(`${root}${path}`)).toBe(true);
});
