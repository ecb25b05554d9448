import { describe, expect, expectTypeOf, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { parseZone } from '../../src/dns/name.ts';
import type { Http } from '../../src/http/client.ts';
import { type HostContext, host } from '../../src/providers/host.ts';
import { apiUrl } from '../../src/providers/settings.ts';
import { integer, secret } from '../../src/settings/rows.ts';
import { optional, withDefault } from '../../src/settings/setting.ts';

interface Made {
  readonly values: { readonly [name: string]: unknown };
  readonly context: HostContext;
}

const http: Http = () => Promise.reject(new Error('nothing is asked here'));
const context = { clock: systemClock, timeout: 5000, dryRun: true };

/** A host that remembers what it was made with. */
function example() {
  const made: Made[] = [];
  const definition = host({
    name: 'example',
    title: 'Example DNS',
    about: 'In memory.',
    ttl: { min: 60, max: 3600 },
    settings: {
      EXAMPLE_KEY: secret('key'),
      EXAMPLE_SECRET: optional(secret('secret')),
      EXAMPLE_SHARD: withDefault('7', integer([1, 9], 'shard', 'a digit')),
      EXAMPLE_API_URL: apiUrl('https://api.example.net'),
    },
    check: ({ EXAMPLE_SECRET: given }) => (given === 'half' ? ['EXAMPLE_SECRET is half a secret'] : []),
    create(values, context) {
      expectTypeOf(values.EXAMPLE_KEY).toEqualTypeOf<string>();
      expectTypeOf(values.EXAMPLE_SECRET).toEqualTypeOf<string | undefined>();
      expectTypeOf(values.EXAMPLE_SHARD).toEqualTypeOf<number>();
      made.push({ values, context });
      return { read: async () => [], apply: async () => [] };
    },
  });
  return { definition, made };
}

describe('a host', () => {
  test('is made with the values of its table, and with title, client and secrets', () => {
    const { definition, made } = example();

    definition.create({ EXAMPLE_KEY: 'k', EXAMPLE_SECRET: 's' }, http, context);

    expect(made).toEqual([
      {
        values: {
          EXAMPLE_KEY: 'k',
          EXAMPLE_SECRET: 's',
          EXAMPLE_SHARD: 7,
          EXAMPLE_API_URL: 'https://api.example.net',
        },
        context: { ...context, http, title: 'Example DNS', secrets: ['k', 's'], notes: expect.anything() },
      },
    ]);
  });

  test('gives its provider what it notes of each zone, and takes that back', () => {
    const { definition, made } = example();
    const provider = definition.create({ EXAMPLE_KEY: 'k' }, http, context);
    const [zone, other] = [parseZone('example.com'), parseZone('example.org')];
    const { notes } = made[0]?.context ?? {};

    notes?.note(zone, 'not-served', 'it is off');
    expect(provider.notes?.(zone)).toEqual([{ code: 'not-served', text: 'it is off' }]);
    expect(provider.notes?.(other)).toEqual([]);
    notes?.note(zone, 'not-served', undefined);
    expect(provider.notes?.(zone)).toEqual([]);
  });

  test('gives its provider the name and the TTL that it has itself', () => {
    const { definition } = example();

    const provider = definition.create({ EXAMPLE_KEY: 'k' }, http, context);

    expect(provider).toMatchObject({ name: 'example', ttl: { min: 60, max: 3600 } });
  });

  test('tells of what is missing, and of what its own check finds', () => {
    const { definition } = example();

    expect(definition.check({ EXAMPLE_SECRET: 'half' })).toEqual([
      'EXAMPLE_KEY is required',
      'EXAMPLE_SECRET is half a secret',
    ]);
    expect(definition.check({ EXAMPLE_KEY: 'k' })).toEqual([]);
  });

  test('is not made with values that were not checked', () => {
    const { definition, made } = example();

    expect(() => definition.create({ EXAMPLE_SHARD: '0' }, http, context)).toThrow(
      'EXAMPLE_KEY is not set, EXAMPLE_SHARD is not between 1 and 9',
    );
    expect(made).toEqual([]);
  });
});
