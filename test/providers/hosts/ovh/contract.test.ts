import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../../src/base/clock.ts';
import { planRemoval } from '../../../../src/core/plan.ts';
import { createHttp, type Http } from '../../../../src/http/client.ts';
import { ovh } from '../../../../src/providers/hosts/ovh/ovh.ts';
import { keptTarget } from '../../../support/outcomes.ts';
import { reconcilerOf } from '../../../support/reconciling.ts';
import { answerLost, dropBefore, isWrite } from '../../../world/faults.ts';
import type { PretendAnswer, PretendRequest } from '../../../world/pretend-server.ts';
import { pretendZone, pretendZones } from '../../../world/zone.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import {
  answer,
  example,
  failureIn,
  failureOf,
  freshSignal,
  home,
  provided,
  terms,
} from '../../contract/provided.ts';
import { type ProviderContract, providerContract, type Refusal } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import {
  type OvhWorld,
  ovhAccount,
  ovhError,
  ovhKeys,
  ovhServer,
  pretendOvh,
  pretendOvhAccount,
} from './service.ts';

const { desired, record } = terms();
const refused = ({ status, body = '', headers }: PretendAnswer) => answer(status, body, headers);
const denied = (code: string, message: string) => refused(ovhError(403, 'Forbidden', code, message));

const refusals: readonly Refusal[] = [
  ...commonRefusals('OVHcloud'),
  {
    title: 'INVALID_KEY',
    kind: 'permanent',
    says: /OVH_APPLICATION_KEY.*OVH_ENDPOINT.*403 INVALID_KEY: This application key is invalid: \[secret\]/,
    fault: denied('INVALID_KEY', `This application key is invalid: ${ovhKeys.OVH_APPLICATION_KEY}`),
  },
  {
    title: 'INVALID_CREDENTIAL',
    kind: 'permanent',
    says: /consumer key was confirmed and has not expired.*403 INVALID_CREDENTIAL/,
    fault: denied('INVALID_CREDENTIAL', 'This credential is not valid'),
  },
  {
    title: 'NOT_CREDENTIAL',
    kind: 'permanent',
    says: /OVH_CONSUMER_KEY.*403 NOT_CREDENTIAL/,
    fault: denied('NOT_CREDENTIAL', 'This credential does not exist'),
  },
  {
    title: 'NOT_GRANTED_CALL',
    kind: 'permanent',
    says: /does not allow this for example\.com.*GET, POST, PUT and DELETE on \/domain\/zone\/\{zone\}\/record\* and POST on \/domain\/zone\/\{zone\}\/refresh/,
    fault: denied('NOT_GRANTED_CALL', 'This call has not been granted'),
  },
  {
    title: 'INVALID_SIGNATURE',
    kind: 'permanent',
    says: /OVH_APPLICATION_SECRET.*400 INVALID_SIGNATURE/,
    fault: refused(ovhError(400, 'Bad Request', 'INVALID_SIGNATURE', 'Invalid signature')),
  },
  {
    title: 'QUERY_TIME_OUT',
    kind: 'transient',
    says: /not of its time.*400 QUERY_TIME_OUT/,
    fault: refused(ovhError(400, 'Bad Request', 'QUERY_TIME_OUT', 'Query out of time')),
  },
  {
    title: '460 of a domain that has expired',
    kind: 'permanent',
    says: /has expired: renew the domain.*460 Client::ServiceExpired/,
    fault: answer(460, '{"class":"Client::ServiceExpired","message":"This service is expired"}'),
  },
  {
    title: '400 beside a DynHost record',
    kind: 'record',
    says: /no address beside a DynHost record/,
    fault: answer(
      400,
      '{"class":"Client::BadRequest","message":"A DynHost record exists for this subdomain"}',
    ),
  },
  {
    title: '460 without a word',
    kind: 'permanent',
    says: /has expired: renew the domain/,
    fault: answer(460, ''),
  },
  {
    title: '400 of a class, with the id that support asks for',
    kind: 'record',
    readKind: 'permanent',
    says: /OVHcloud refused.*target is not an address.*400 Client::BadRequest.*request EU\.ext-1/,
    fault: answer(400, '{"class":"Client::BadRequest","message":"target is not an address"}', {
      'x-ovh-queryid': 'EU.ext-1',
    }),
  },
];

let world: OvhWorld;
const setup = worldOf(
  ovh,
  pretendOvh({}, (zones) => {
    world = { zones };
    return ovhServer(world);
  }),
);

const contract: ProviderContract = {
  name: 'OVHcloud',
  setup,
  secrets: Object.values(ovhKeys),
  moreThanAPage: 60,
  moreZonesThanAPage: 3,
  listsByType: true,
  // The time once, a list, each record, whether the zone is live; each change and the refresh.
  requests: (names) => ({ read: 4 + names, write: names + 1 }),
  concurrency: 4,
  refusals,
};
providerContract(contract);
providerContract({
  ...contract,
  name: 'OVHcloud with a service account',
  setup: worldOf(ovh, pretendOvhAccount()),
  secrets: [...Object.values(ovhAccount), 'pretendAccessToken'],
  refusals: refusals.filter(
    ({ fault }) => !JSON.stringify(fault).includes('403') && !JSON.stringify(fault).includes('SIGNATURE'),
  ),
});

const isRefresh = ({ path }: PretendRequest) => path.endsWith('/refresh');
const isStatus = ({ path }: PretendRequest) => path.endsWith('/status');
const isTime = ({ path }: PretendRequest) => path.endsWith('/auth/time');

describe('OVHcloud', () => {
  const names = ['one', 'two', 'three', 'four', 'five'];
  const sets = names.map((name) => desired(name));
  const before = names.map((name) => record(name, '192.0.2.1'));

  test('refreshes the zone once, after all changes', async () => {
    const { sync, server, isLive } = await provided(contract, before);

    await sync(sets);

    expect(server.writes().map(isRefresh)).toEqual([...names.map(() => false), true]);
    expect(isLive?.()).toBe(true);
  });

  test('refreshes nothing when nothing was written', async () => {
    const { sync, server } = await provided(contract, before);
    server.faults.inject(denied('NOT_GRANTED_CALL', 'This call has not been granted'), { when: isWrite });

    await sync(sets);

    expect(server.log.filter(isRefresh)).toEqual([]);
  });

  test.each([
    ['is refused', denied('NOT_GRANTED_CALL', 'This call has not been granted'), 'permanent'],
    ['is refused as a conflict', answer(409, '{"class":"Client::Conflict","message":"busy"}'), 'transient'],
    ['meets a rate limit', answer(429, '{}'), 'limited'],
    ['gets no answer', dropBefore, 'transient'],
    ['is confirmed by nobody', answerLost, 'transient'],
    ['is answered in another shape', answer(200, '{"ok":true}'), 'transient'],
  ] as const)(
    'confirms nothing when the refresh %s, and refreshes with the next read',
    async (_, fault, kind) => {
      const { sync, remaining, server, isLive } = await provided(contract, before);
      server.faults.inject(fault, { when: isRefresh, times: 1 });

      const confirmations = await sync(sets);
      server.clearLog();
      const left = await remaining(sets);

      const failures = confirmations.map(failureIn);
      expect(failures.map((failure) => [failure?.kind, failure?.unconfirmed])).toEqual(
        names.map(() => [kind, true]),
      );
      expect(failures[0]?.message).toMatch(/the changes are not live/);
      expect(left).toEqual([]);
      expect(server.writes().map(isRefresh)).toEqual([true]);
      expect(isLive?.()).toBe(true);
    },
  );

  test('does not call the records right as long as the zone cannot be refreshed', async () => {
    const { sync, read, server } = await provided(contract, before);
    server.faults.inject(denied('NOT_GRANTED_CALL', 'This call has not been granted'), { when: isRefresh });
    await sync(sets);

    const failure = await failureOf(read(sets));

    expect(failure.kind).toBe('permanent');
    expect(failure.message).toMatch(/not live.*POST on \/domain\/zone\/\{zone\}\/refresh/);
  });

  test('asks once whether the zone is live, and refreshes none that is', async () => {
    const { read, server } = await provided(contract, before);

    await read(sets);
    await read(sets);

    expect(server.log.filter(isStatus)).toHaveLength(1);
    expect(server.writes()).toEqual([]);
  });

  test.each([
    ['says that it is not', undefined],
    ['may not be asked', denied('NOT_GRANTED_CALL', 'This call has not been granted')],
    ['has a fault of its own', answer(500, '{}')],
    ['answers in another shape', answer(200, '{}')],
  ] as const)(
    'refreshes once what a program before it left unpublished when OVHcloud %s',
    async (_, fault) => {
      const { read, held, server, isLive } = await provided(contract, before);
      held.replace({ name: 'one', type: 'A' }, [record('one', '192.0.2.10')]);
      if (fault) server.faults.inject(fault, { when: isStatus });

      await read(sets);
      await read(sets);

      expect(server.writes().map(isRefresh)).toEqual([true]);
      expect(isLive?.()).toBe(true);
    },
  );

  test('does not refresh on a guess when it was told to slow down', async () => {
    const { read, server } = await provided(contract, before);
    server.faults.inject(answer(429, '{}'), { when: isStatus });

    const failure = await failureOf(read(sets));

    expect(failure.kind).toBe('limited');
    expect(server.writes()).toEqual([]);
  });

  test('refreshes nothing in a dry run', async () => {
    const zone = pretendZone(example.name, before);
    const server = await ovhServer({ zones: pretendZones(zone) });
    const http = createHttp({ userAgent: 'contract', timeout: 5000 });
    onTestFinished(async () => {
      await http.close();
      await server.stop();
    });
    zone.replace({ name: 'one', type: 'A' }, [record('one', '192.0.2.10')]);
    const values = { ...ovhKeys, OVH_API_URL: `${server.url}/1.0` };
    const provider = ovh.create(values, http, { clock: systemClock, timeout: 5000, dryRun: true });
    const reconciler = reconcilerOf({ target: keptTarget, provider, dryRun: true });

    const { changes } = await reconciler.step({ ipv4: '192.0.2.10' }, freshSignal());

    expect(changes.map(({ result }) => result)).toEqual(['planned', 'planned']);
    expect(server.writes()).toEqual([]);
  });

  test('publishes what was written although another record was refused', async () => {
    const { sync, server, isLive } = await provided(contract, [...before, record('one', '192.0.2.2')]);
    server.faults.inject(denied('NOT_GRANTED_CALL', 'This call has not been granted'), {
      when: ({ method }) => method === 'DELETE',
    });

    const confirmations = await sync([desired('one')]);

    expect(failureIn(confirmations[0])).toMatchObject({ kind: 'permanent', unconfirmed: true });
    expect(isLive?.()).toBe(true);
  });

  test('asks for the time once, and again when its clock has jumped', async () => {
    const { sync, remaining, server } = await provided(contract, before);
    await sync(sets);
    const askedBefore = server.log.filter(isTime).length;
    world.ahead = 7200;

    const left = await remaining(sets);

    expect(left).toEqual([]);
    expect(askedBefore).toBe(1);
    expect(server.log.filter(isTime)).toHaveLength(2);
  });

  test('does not ask for the time over and over when the secret is wrong', async () => {
    const { read, server } = await provided({
      setup: worldOf(ovh, pretendOvh({ OVH_APPLICATION_SECRET: 'wrong' })),
    });

    const failure = await failureOf(read([home]));

    expect(failure.message).toContain('OVH_APPLICATION_SECRET');
    expect(server.log).toHaveLength(2);
  });

  test('reads no more records than it needs in a zone that holds many', async () => {
    const many = Array.from({ length: 50 }, (_, n) => record(`host${n}`, '192.0.2.1'));
    const { read, server } = await provided(contract, [...before, ...many]);

    await read(sets);

    // The time, the list that is too long, one list a name, one record a name, whether the zone is live.
    expect(server.log).toHaveLength(3 + 2 * names.length);
  });

  test('writes a TTL of its own where a record has that of the zone', async () => {
    const { sync, held } = await provided(contract, [record('home', '192.0.2.10', 0)]);

    await sync([desired('home')]);

    expect(held.list(home)).toMatchObject([{ ttl: 600 }]);
  });

  const notFound = answer(404, '{"class":"Client::NotFound","message":"it does not exist"}');
  const isRecord = ({ method, segments }: PretendRequest) => method === 'GET' && segments.length === 6;

  test('asks for the list again when a record of it is gone by now', async () => {
    const { read, server } = await provided(contract, before);
    server.faults.inject(notFound, { when: isRecord, times: 1 });

    const found = await read(sets);

    expect(found.map(({ records }) => records.length)).toEqual(names.map(() => 1));
  });

  test('reads and writes the zone although an id of a foreign record is listed and never there', async () => {
    const { sync, held, server } = await provided(contract, [...before, record('ghost', '192.0.2.66')]);
    const [ghost] = held.list({ name: 'ghost' });
    const [txt] = held.list({ name: 'home', type: 'TXT' });
    const gone = [ghost?.id, txt?.id];
    server.faults.inject(notFound, {
      when: (request) => isRecord(request) && gone.includes(request.segments[5]),
    });

    const confirmations = await sync([...sets, desired('home'), desired('ghost')]);

    expect(confirmations.map(failureIn).filter(Boolean)).toEqual([]);
    expect(held.values('home', 'A')).toEqual(['192.0.2.10']);
    expect(held.values('ghost', 'A')).toContain('192.0.2.10');
  });

  test('publishes a removal as well', async () => {
    const { provider, read, isLive } = await provided(contract, before);

    const confirmations = await provider.apply(example, planRemoval(await read(sets)), freshSignal());

    expect(confirmations.map(failureIn)).toEqual(names.map(() => undefined));
    expect((await read(sets)).map(({ records }) => records)).toEqual(names.map(() => []));
    expect(isLive?.()).toBe(true);
  });

  test.each([
    ['ovh-eu', 'eu.api.ovh.com'],
    ['ovh-ca', 'ca.api.ovh.com'],
    ['ovh-us', 'api.us.ovhcloud.com'],
    ['api.eu.ovhcloud.com', 'api.eu.ovhcloud.com'],
    ['https://api.ca.ovhcloud.com/v1', 'api.ca.ovhcloud.com'],
    ['https://eu.api.ovh.com/1.0', 'eu.api.ovh.com'],
  ])('asks %s at %s', async (OVH_ENDPOINT, host) => {
    const server = await ovhServer({ zones: new Map() });
    const client = createHttp({ userAgent: 'contract', timeout: 5000 });
    onTestFinished(async () => {
      await client.close();
      await server.stop();
    });
    const asked: string[] = [];
    // The real client, led to this machine.
    const http: Http = (request) => {
      const { origin, pathname } = new URL(request.url);
      asked.push(origin);
      return client({ ...request, url: server.url + pathname });
    };
    const provider = ovh.create({ ...ovhKeys, OVH_ENDPOINT }, http, { clock: systemClock, timeout: 5000 });

    await failureOf(provider.read(example, [home], freshSignal()));

    expect(new Set(asked)).toEqual(new Set([`https://${host}`]));
    expect(server.log.map(({ path }) => path)).toEqual([
      '/1.0/auth/time',
      '/1.0/domain/zone/example.com/record',
    ]);
  });
});
