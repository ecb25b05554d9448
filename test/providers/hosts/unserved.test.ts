import { describe, expect, test } from 'vitest';
import { loadProviders } from '../../../src/providers/registry.ts';
import { example, failureIn, home, provided, terms } from '../contract/provided.ts';
import { type PretendHost, worldOf } from '../contract/world-of.ts';
import { pretendDnsimple } from './dnsimple/service.ts';
import { pretendHetzner } from './hetzner/service.ts';
import { pretendLinode } from './linode/service.ts';

const { desired, record } = terms();

/** Puts these fields into the zone wherever an answer shows it; `field` is one that only a zone has. */
function withZone(body: string, field: string, fields: object): string {
  return JSON.stringify(JSON.parse(body), (_, value: unknown) => {
    const isZone = typeof value === 'object' && value !== null && Object.hasOwn(value, field);
    return isZone ? { ...value, ...fields } : value;
  });
}

const cases: [string, string, () => PretendHost, string, object, object, RegExp][] = [
  [
    'linode',
    'is disabled',
    pretendLinode,
    'domain',
    { status: 'disabled' },
    { status: 'active' },
    /example\.com is disabled at Linode.*enable the domain/,
  ],
  [
    'linode',
    'has errors',
    pretendLinode,
    'domain',
    { status: 'has_errors' },
    { status: 'active' },
    /has errors at Linode/,
  ],
  [
    'dnsimple',
    'is not active',
    pretendDnsimple,
    'reverse',
    { active: false },
    { active: true },
    /not active at DNSimple, so its records are not served/,
  ],
  [
    'dnsimple',
    'is a secondary one',
    pretendDnsimple,
    'reverse',
    { secondary: true },
    { secondary: false },
    /secondary zone at DNSimple/,
  ],
  [
    'hetzner',
    'is not delegated to it',
    pretendHetzner,
    'mode',
    { authoritative_nameservers: { delegation_status: 'lame' } },
    { authoritative_nameservers: { delegation_status: 'valid' } },
    /held at Hetzner but not served to the world \(its delegation is lame\): set its name servers/,
  ],
  [
    'hetzner',
    'has an error',
    pretendHetzner,
    'mode',
    { status: 'error' },
    { status: 'ok' },
    /has an error at Hetzner/,
  ],
];

describe.each(cases)('at %s a zone that %s', (name, _, host, field, wrong, right, says) => {
  async function world() {
    const [definition] = await loadProviders([name]);
    if (!definition) throw new Error(`there is no ${name}`);
    return provided({ setup: worldOf(definition, host()) }, [record('home', '192.0.2.1')]);
  }

  test('is kept and noted as not served, until it is served again', async () => {
    const { provider, read, sync, server } = await world();
    const end = server.faults.inject({ kind: 'altered', alter: (body) => withZone(body, field, wrong) });

    const confirmations = await sync([desired('home')]);

    expect(confirmations.map(failureIn)).toEqual([undefined]);
    expect(provider.notes?.(example)).toEqual([{ code: 'not-served', text: expect.stringMatching(says) }]);
    end();
    server.faults.inject({ kind: 'altered', alter: (body) => withZone(body, field, right) });
    await read([home]);
    expect(provider.notes?.(example)).toEqual([]);
  });

  test('is not looked at again and again while all is well', async () => {
    const { provider, read, server } = await world();
    server.faults.inject({ kind: 'altered', alter: (body) => withZone(body, field, right) });
    await read([home]);
    server.clearLog();

    await read([home]);

    expect(provider.notes?.(example)).toEqual([]);
    expect(server.log).toHaveLength(1);
  });

  test('is no hindrance where nobody may look at it', async () => {
    const { read, server } = await world();
    await read([home]);
    server.faults.inject(
      { kind: 'answer', status: 403, body: '{}' },
      { when: ({ segments }) => segments.at(-1) === example.name },
    );

    expect(await read([home])).toMatchObject([{ records: [{ value: '192.0.2.1' }] }]);
  });
});
