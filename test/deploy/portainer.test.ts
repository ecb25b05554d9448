import { existsSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, it } from 'vitest';
import { root, text } from '../support/deployments.ts';

interface Template {
  readonly title: string;
  readonly description: string;
  readonly note: string;
  readonly logo: string;
  readonly repository: { readonly stackfile: string };
  readonly env: readonly { readonly name: string; readonly default?: string; readonly select?: unknown }[];
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

it.each(catalogue.templates)(
  '$title says for which DNS host it is',
  ({ title, description, note, repository }) => {
    const [, host] = /^ +(\w+)_TOKEN_FILE:/m.exec(text(repository.stackfile)) ?? [];

    expect(host).toBe('GODADDY');
    for (const said of [title, description, note]) expect(said).toContain('GoDaddy');
  },
);

it.each(catalogue.templates)('$title shows the icon that is here', ({ logo }) => {
  const path = /\/main\/(.+)$/.exec(logo)?.[1] ?? '';

  expect(existsSync(`${root}${path}`)).toBe(true);
});
