import { describe, expect, onTestFinished, test } from 'vitest';
import { plan } from '../../../../src/core/plan.ts';
import { createHttp, type Http } from '../../../../src/http/client.ts';
import { hetzner } from '../../../../src/providers/hosts/hetzner/hetzner.ts';
import { hurriedClock } from '../../../support/hurried-clock.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import {
  answer,
  example,
  failureIn,
  failureOf,
  freshSignal,
  home,
  plain,
  provided,
  terms,
} from '../../contract/provided.ts';
import { type ProviderContract, providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { hetznerError, hetznerToken, hetznerZoneTtl, pretendHetzner } from './service.ts';

const setup = (...given: Parameters<typeof pretendHetzner>) => worldOf(hetzner, pretendHetzner(...given));

const refused = ({ status, body = '', headers }: PretendAnswer) => answer(status, body, headers);

const contract: ProviderContract = {
  name: 'Hetzner',
  setup: setup(),
  secrets: [hetznerToken],
  moreThanAPage: 250,
  moreZonesThanAPage: 60,
  // The zone is looked at once; comments are read before they are sent again, and actions asked about 50 at a time.
  requests: (names) => ({
    read: 1 + Math.ceil((names + 11) / 100),
    write: Math.ceil((names + 11) / 100) + names + 2 * Math.ceil(names / 50),
  }),
  extra: { comment: 'by hand', labels: { owner: 'me' } },
  filtersWildcards: true,
  refusals: [
    ...commonRefusals('Hetzner'),
    {
      title: '401',
      kind: 'permanent',
      says: /HETZNER_API_TOKEN and whether it was deleted.*\[secret\]/,
      fault: refused(hetznerError(401, 'unauthorized', `the token ${hetznerToken} is invalid`)),
    },
    {
      title: '401 of a token that may only read',
      kind: 'permanent',
      says: /HETZNER_API_TOKEN must have the permission Read & Write/,
      fault: refused(
        hetznerError(401, 'token_readonly', 'the token is only allowed to perform GET requests'),
      ),
    },
    {
      title: '403',
      kind: 'permanent',
      says: /HETZNER_API_TOKEN must have the permission Read & Write/,
      fault: refused(hetznerError(403, 'forbidden', 'insufficient permissions')),
    },
    {
      title: '403 of a full zone or project',
      kind: 'record',
      says: /the zone or the project at Hetzner is full.*delete some.*higher limit.*project limit exceeded/,
      fault: refused(hetznerError(403, 'resource_limit_exceeded', 'project limit exceeded')),
    },
    {
      title: '403 of a maintenance',
      kind: 'transient',
      says: /under maintenance/,
      fault: refused(hetznerError(403, 'maintenance', 'Cannot perform operation due to maintenance')),
    },
    {
      title: '410',
      kind: 'permanent',
      says: /newer version of homemade-ddns/,
      fault: refused(hetznerError(410, 'deprecated_api_endpoint', 'API functionality was removed')),
    },
    {
      title: '409 conflict',
      kind: 'transient',
      says: /busy with another change/,
      fault: refused(hetznerError(409, 'conflict', 'The resource has changed during the request')),
    },
    {
      title: '423 locked',
      kind: 'transient',
      says: /busy with another change/,
      fault: refused(hetznerError(423, 'locked', 'there is already an Action running')),
    },
    {
      title: '423 protected',
      kind: 'record',
      says: /take the protection off/,
      fault: refused(hetznerError(423, 'protected', 'the item is protected')),
    },
    {
      title: '422 of a zone in secondary mode',
      kind: 'permanent',
      says: /secondary mode.*keep the records there/,
      fault: refused(hetznerError(422, 'incorrect_zone_mode', 'not supported')),
    },
    {
      title: '422',
      kind: 'record',
      readKind: 'permanent',
      says: /Hetzner refused.*value is no address/,
      fault: refused(hetznerError(422, 'invalid_input', 'value is no address')),
    },
    {
      title: '429 rate_limit_exceeded',
      kind: 'limited',
      says: /too many requests.*rate_limit_exceeded/,
      fault: refused(hetznerError(429, 'rate_limit_exceeded', 'limit of 3600 requests per hour reached')),
    },
  ],
};

providerContract(contract);
providerContract({
  ...contract,
  name: 'Hetzner with a zone that takes one action at a time',
  setup: setup({ locks: true }),
  requests: (names) => ({ read: 1 + Math.ceil((names + 11) / 100), write: 2 + 4 * names }),
});

describe('Hetzner: actions', () => {
  const { desired, record } = terms();
  const sets = [desired('home'), desired('new'), desired('late', '192.0.2.10', 900)];
  const before = [record('home', '192.0.2.1'), record('late', '192.0.2.1')];

  test('confirms a change only when it is carried out', async () => {
    const late = { ...contract, setup: setup({ late: true, lasting: 5 }) };
    const { sync, held } = await provided(late, before);

    const confirmations = await sync(sets);

    expect(confirmations.map(failureIn)).toEqual([undefined, undefined, undefined]);
    for (const set of sets) expect(held.list(set)).toMatchObject([{ data: set.value, ttl: set.ttl }]);
  });

  test('leaves a change unconfirmed that was accepted and then failed', async () => {
    const { sync } = await provided({ ...contract, setup: setup({ failing: true }) }, before);

    const confirmations = await sync(sets);

    for (const one of confirmations) {
      expect(failureIn(one)).toMatchObject({ kind: 'transient', unconfirmed: true });
      expect(failureIn(one)?.message).toMatch(/could not carry it out \(action_failed: Action failed\)/);
    }
  });

  test('leaves a set unconfirmed whose TTL was refused after its values were taken', async () => {
    const { sync, server, held } = await provided(contract, before);
    server.faults.inject(answer(422, '{}'), { when: ({ path }) => path.endsWith('/change_ttl') });

    const [confirmation] = await sync([desired('late', '192.0.2.10', 900)]);

    expect(failureIn(confirmation)).toMatchObject({ kind: 'record', unconfirmed: true });
    expect(held.list({ name: 'late' })).toMatchObject([{ data: '192.0.2.10', ttl: 600 }]);
  });

  test('deletes a leftover that is listed behind the right record', async () => {
    const { sync, held } = await provided(contract, [
      record('home', '192.0.2.10'),
      record('home', '192.0.2.3'),
    ]);

    const [confirmation] = await sync([desired('home')]);

    expect(failureIn(confirmation)).toBeUndefined();
    expect(held.values('home', 'A')).toEqual(['192.0.2.10']);
  });

  test('asks less and less often, and gives up on a change that is never carried out', async () => {
    const { sync, server } = await provided({ ...contract, setup: setup({ lasting: 1000 }) }, before);

    const [confirmation] = await sync([desired('home')]);

    const polls = server.log.filter(({ path }) => path.includes('/actions/1'));
    expect(failureIn(confirmation)).toMatchObject({ kind: 'transient', unconfirmed: true });
    expect(failureIn(confirmation)?.message).toMatch(/not carried out the change after two minutes/);
    expect(polls.length).toBeGreaterThan(20);
    expect(polls.length).toBeLessThan(40);
  });

  test('leaves unconfirmed what could not be asked about', async () => {
    const { sync, server } = await provided(contract, before);
    const limit = answer(429, '{}', { 'retry-after': '7' });
    server.faults.inject(limit, { when: ({ path }) => path.startsWith('/v1/zones/actions') });

    const confirmations = await sync(sets);

    const limited = { kind: 'limited', retryAfter: 7000, unconfirmed: true };
    expect(confirmations.map(failureIn)).toMatchObject([limited, limited, limited]);
  });

  test('leaves unconfirmed what it was told not to wait for', async () => {
    const { sync, server } = await provided(contract, before);
    const stop = new AbortController();
    const isPoll = (path: string) => path.startsWith('/v1/zones/actions') && stop.abort() === undefined;
    server.faults.inject({ kind: 'slow', ms: 0 }, { when: ({ path }) => isPoll(path) });

    const [confirmation] = await sync([desired('home')], undefined, stop.signal);

    expect(failureIn(confirmation)).toMatchObject({ kind: 'transient', unconfirmed: true });
  });
});

describe('Hetzner: zones and tokens', () => {
  const { desired, record } = terms();

  test('reads a zone whose later pages count only themselves', async () => {
    const many = Array.from({ length: 230 }, (_, n) => record(`host${n}`, '192.0.2.1'));
    const { read, server } = await provided(contract, [...many, record('zz-last', '192.0.2.77')]);
    // As recorded in January 2026.
    server.faults.inject({
      kind: 'altered',
      alter(body) {
        const { rrsets, meta } = JSON.parse(body);
        const { pagination } = meta;
        const total = pagination.page > 1 ? rrsets.length : pagination.total_entries;
        return JSON.stringify({ rrsets, meta: { pagination: { ...pagination, total_entries: total } } });
      },
    });

    const sets = await read([home, { name: 'zz-last', type: 'A' }]);

    expect(sets.map(({ records }) => records.length)).toEqual([0, 1]);
  });

  test('takes a record set without a TTL for one with that of the zone', async () => {
    const { read, sync, held } = await provided(contract, [record('home', '192.0.2.10', 0)]);

    const [set] = await read([home]);
    await sync([desired('home')]);

    expect(plain(set ? [set] : [])).toEqual([
      { ...home, records: [{ value: '192.0.2.10', ttl: hetznerZoneTtl }] },
    ]);
    expect(held.list(home)).toMatchObject([{ data: '192.0.2.10', ttl: 600 }]);
  });

  test('says that a zone is kept elsewhere', async () => {
    const { read } = await provided({ ...contract, setup: setup({ mode: 'secondary' }) });

    const failure = await failureOf(read([home]));

    expect(failure.kind).toBe('permanent');
    expect(failure.message).toMatch(/secondary mode/);
  });

  test('says to the owner of a token of the old DNS Console where to get a new one', async () => {
    const old = 'a1B2c3D4'.repeat(4);
    const { read } = await provided({ ...contract, setup: setup({}, old) });

    const failure = await failureOf(read([home]));

    expect(failure.kind).toBe('permanent');
    expect(failure.message).toMatch(/has moved.*create an API token.*https:\/\/console\.hetzner\.com/);
    expect(failure.message).not.toContain(old);
  });

  test('says the same to the owner of an old address', async () => {
    const { server } = await provided(contract);
    const direct = createHttp({ userAgent: 'contract', timeout: 5000 });
    onTestFinished(() => direct.close());
    const http: Http = (request) =>
      direct({ ...request, url: String(request.url).replace('https://dns.hetzner.com', server.url) });
    const values = { HETZNER_API_TOKEN: hetznerToken, HETZNER_API_URL: 'https://dns.hetzner.com/api/v1' };
    const provider = hetzner.create(values, http, { clock: hurriedClock(), timeout: 5000 });

    const failure = await failureOf(provider.read(example, [home], freshSignal()));

    expect(failure.kind).toBe('permanent');
    expect(failure.message).toMatch(/has moved.*leave HETZNER_API_URL out/);
  });

  test('reads again when another instance made the same record set', async () => {
    const { provider, read, held, remaining } = await provided(contract);

    const changes = plan([desired('home')], await read([home]));
    held.replace(home, [record('home', '192.0.2.10')]);

    const [confirmation] = await provider.apply(example, changes, freshSignal());

    expect(failureIn(confirmation)).toMatchObject({ kind: 'transient', unconfirmed: true });
    expect(await remaining([desired('home')])).toEqual([]);
  });
});
