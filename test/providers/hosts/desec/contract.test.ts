import { describe, expect, onTestFinished, test } from 'vitest';
import { createAccount } from '../../../../src/core/account.ts';
import { parseZone } from '../../../../src/dns/name.ts';
import { createHttp } from '../../../../src/http/client.ts';
import { desec } from '../../../../src/providers/hosts/desec.ts';
import { keptTarget } from '../../../support/outcomes.ts';
import { reconcilerOf } from '../../../support/reconciling.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';
import type { PretendAnswer, PretendRequest } from '../../../world/pretend-server.ts';
import { pretendZone, pretendZones } from '../../../world/zone.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer, failureIn, freshSignal, provided, terms } from '../../contract/provided.ts';
import { type ProviderContract, providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { desecError, desecServer, desecToken, pretendDesec } from './service.ts';

const setup = (...given: Parameters<typeof pretendDesec>) => worldOf(desec, pretendDesec(...given));

const refused = ({ status, body = '', headers }: PretendAnswer) => answer(status, body, headers);

const contract: ProviderContract = {
  name: 'deSEC',
  setup: setup(),
  secrets: [desecToken],
  moreThanAPage: 1050,
  moreZonesThanAPage: 510,
  requests: (names) => ({ read: Math.ceil((names + 10) / 500), write: 1 }),
  batch: true,
  longestName: 178,
  ttls: [3600, 7200],
  filtersWildcards: true,
  refusals: [
    ...commonRefusals('deSEC', '{"detail":"Request was throttled. Expected available in 7 seconds."}'),
    {
      title: '401',
      kind: 'permanent',
      says: /check DESEC_TOKEN.*expired.*401 Invalid token \[secret\]/,
      fault: refused(desecError(401, `Invalid token ${desecToken}`)),
    },
    {
      title: '403',
      kind: 'permanent',
      says: /policies must allow it to write.*Insufficient permissions/,
      fault: refused(desecError(403, 'Insufficient permissions.')),
    },
    {
      title: '404',
      kind: 'permanent',
      says: /no zone example\.com in this account.*No Domain matches/,
      fault: refused(desecError(404, 'No Domain matches the given query.')),
    },
    {
      title: '400 that tells the field',
      kind: 'record',
      readKind: 'permanent',
      says: /deSEC refused.*records: Record content is malformed/,
      fault: answer(400, '{"records":["Record content is malformed."]}'),
    },
    {
      title: '400 with a field for the one set',
      kind: 'record',
      readKind: 'permanent',
      says: /deSEC refused.*subname: \[secret\] is no name/,
      fault: answer(400, `[{"subname":["${desecToken} is no name"]}]`),
    },
  ],
};

providerContract(contract);

describe('deSEC: bulk requests', () => {
  const { desired, record } = terms(contract);
  const names = ['one', 'two', 'three', 'four', 'five'];

  test('go out again without the sets that the answer names', async () => {
    const { sync, server, held } = await provided(contract, [record('one', '192.0.2.1')]);
    const sets = names.map((name, index) => desired(name, '192.0.2.10', index % 2 === 1 ? 600 : 3600));

    const confirmations = await sync(sets);

    expect(confirmations.map((one) => failureIn(one)?.kind)).toEqual([
      undefined,
      'record',
      undefined,
      'record',
      undefined,
    ]);
    expect(failureIn(confirmations[1])?.message).toMatch(
      /greater than or equal to 3600\. That is the lowest TTL of this domain: write it as TTL=…/,
    );
    expect(server.writes()).toHaveLength(2);
    expect(names.map((name) => held.values(name, 'A').length)).toEqual([1, 0, 1, 0, 1]);
  });

  test('are halved when the answer does not name the set', async () => {
    const { sync, held } = await provided({ ...contract, setup: setup({ malformed: '192.0.2.66' }) });
    const sets = names.map((name) => desired(name, name === 'two' ? '192.0.2.66' : '192.0.2.10'));

    const confirmations = await sync(sets);

    expect(confirmations.map((one) => failureIn(one)?.kind)).toEqual([
      undefined,
      'record',
      undefined,
      undefined,
      undefined,
    ]);
    expect(failureIn(confirmations[1])?.message).toMatch(/deSEC refused the record: .*malformed/);
    expect(names.map((name) => held.values(name, 'A').length)).toEqual([1, 0, 1, 1, 1]);
  });

  test('take a TTL that deSEC allows for the domain', async () => {
    const { sync, held } = await provided({ ...contract, setup: setup({ minimumTtl: 60 }) });

    await sync([desired('home', '192.0.2.10', 60)]);

    expect(held.list({ name: 'home', type: 'A' })).toMatchObject([{ ttl: 60 }]);
  });

  test('wait as long as deSEC says when the changes of the day are used up', async () => {
    const { sync, server } = await provided(contract, [record('one', '192.0.2.1')]);
    const throttled = desecError(429, 'Request was throttled. Expected available in 40000 seconds.');
    server.faults.inject(answer(429, throttled.body ?? '', { 'retry-after': '40000' }), {
      when: ({ method }) => method === 'PATCH',
    });

    const [confirmation] = await sync([desired('one')]);

    expect(failureIn(confirmation)).toMatchObject({
      kind: 'limited',
      retryAfter: 40_000_000,
      unconfirmed: false,
    });
  });

  test('speak of the apex as no name at all, and only once of each set', async () => {
    const { sync, server } = await provided(contract);

    await sync([desired('@'), desired('@', '2001:db8::10'), desired('*.lab')]);

    const [{ body, path } = { body: '', path: '' }, another] = server.writes();
    expect(another).toBeUndefined();
    expect(path).toBe('/api/v1/domains/example.com/rrsets/');
    expect(JSON.parse(body)).toEqual([
      { subname: '', type: 'A', ttl: 3600, records: ['192.0.2.10'] },
      { subname: '', type: 'AAAA', ttl: 3600, records: ['2001:db8::10'] },
      { subname: '*.lab', type: 'A', ttl: 3600, records: ['192.0.2.10'] },
    ]);
  });
});

describe('deSEC: limits', () => {
  test('of one domain do not hold up another', async () => {
    const zones = ['example.com', 'example.org'].map((name) => pretendZone(name));
    const server = await desecServer({ zones: pretendZones(...zones) });
    const http = createHttp({ userAgent: 'contract', timeout: 5000 });
    onTestFinished(async () => {
      await http.close();
      await server.stop();
    });
    const clock = new VirtualClock();
    const account = createAccount({ ...desec, http, clock });
    const values = { DESEC_TOKEN: desecToken, DESEC_API_URL: `${server.url}/api/v1` };
    const provider = desec.create(values, account.http, { clock, timeout: 5000 });
    const reconcilers = zones.map(({ name }) => {
      const target = { ...keptTarget, zone: parseZone(name), ttl: 3600 };
      return reconcilerOf({ target, provider, account, clock });
    });
    server.faults.inject(
      refused(desecError(429, 'Request was throttled. Expected available in 80000 seconds.')),
      {
        when: ({ method, path }) => method === 'PATCH' && path.includes('example.com'),
      },
    );

    const outcomes = [];
    for (const reconciler of reconcilers)
      outcomes.push(await reconciler.step({ ipv4: '192.0.2.20' }, freshSignal()));

    expect(outcomes.map(({ waiting }) => waiting?.failure.kind)).toEqual(['limited', undefined]);
    expect(zones.map((zone) => zone.values('home', 'A'))).toEqual([[], ['192.0.2.20']]);
  });

  test('writes the names that the policies of the token allow, beside one that they do not', async () => {
    const { desired } = terms(contract);
    const { sync, server, held } = await provided(contract);
    const isNas = ({ method, body }: PretendRequest) => method === 'PATCH' && body.includes('"nas"');
    server.faults.inject(refused(desecError(403, 'Insufficient token permissions.')), { when: isNas });

    const confirmations = await sync([desired('home'), desired('nas'), desired('two')]);

    expect(confirmations.map((one) => failureIn(one)?.kind)).toEqual([undefined, 'record', undefined]);
    expect(failureIn(confirmations[1])?.message).toContain('policies must allow it');
    expect(held.values('two', 'A')).toEqual(['192.0.2.10']);
  });
});
