import { existsSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, it } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { loadPublicSuffixes } from '../../src/dns/public-suffix.ts';
import { loadProviders, providerNames } from '../../src/providers/registry.ts';
import { composeService, root, text } from '../support/deployments.ts';
import { leastOf } from '../support/least-settings.ts';
import { usualHosts } from '../support/usual-hosts.ts';

interface Template {
  readonly title: string;
  readonly description: string;
  readonly note: string;
  readonly logo: string;
  readonly repository: { readonly stackfile: string };
  readonly env: readonly {
    readonly name: string;
    readonly default?: string;
    readonly select?: readonly { readonly value: string; readonly default?: boolean }[];
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

const forGodaddy = catalogue.templates.filter(({ title }) => title.startsWith('homemade-ddns for GoDaddy'));
const forOneHost = catalogue.templates.filter((one) => !forGodaddy.includes(one));

it.each(catalogue.templates)(
  '$title asks for what its stack file needs, and for nothing else',
  (template) => {
    const { stackfile } = template.repository;
    const asked = [
      ...text(stackfile)
        .replace(/^\s*#.*$/gm, '')
        .matchAll(/\$\{(\w+)(:-)?/g),
    ];
    const names = template.env.map(({ name }) => name);

    expect(existsSync(`${root}${stackfile}`)).toBe(true);
    for (const [, name, isOptional] of asked) if (!isOptional) expect(names).toContain(name);
    expect(asked.map(([, name]) => name)).toEqual(expect.arrayContaining(names));
    if (forGodaddy.includes(template)) expect(new Set(names)).toEqual(new Set(asked.map(([, name]) => name)));
  },
);

it.each(catalogue.templates)(
  '$title has no field that may stay empty, which Portainer refuses',
  ({ env }) => {
    const answers = env.map(
      ({ default: preset, select }) => preset ?? select?.map(({ value }) => value).join(),
    );

    expect(answers.filter((answer) => answer === '')).toEqual([]);
  },
);

it('each of the usual hosts has a template, and its stack hands the credential on', async () => {
  const providers = await loadProviders(usualHosts);
  const suffixes = await loadPublicSuffixes();
  const hosts = forOneHost.map(({ env }) => env.find(({ name }) => name === 'PROVIDER')?.default);

  expect(hosts).toEqual(usualHosts);
  for (const [index, { title, env }] of forOneHost.entries()) {
    const provider = providers.find(({ name }) => name === hosts[index]);
    const least: Readonly<Record<string, string>> = provider ? leastOf(provider) : {};
    const filled = env.map(({ name, default: preset, select }): [string, string] => {
      const chosen = preset ?? select?.find((one) => one.default)?.value;
      return [
        name,
        chosen ?? (name === 'DOMAINS' ? 'home.example.com' : (least[name] ?? 'Q7RTW2K9XN4MZ8VB')),
      ];
    });
    const { environment } = composeService('deploy/portainer/usual-hosts.yml', Object.fromEntries(filled));

    const { warnings, targets } = readConfig(environment, { providers, providerNames, suffixes });

    expect(warnings, title).toEqual([]);
    expect(targets.map((target) => target.provider.title)).toEqual([title.replace('homemade-ddns: ', '')]);
  }
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
