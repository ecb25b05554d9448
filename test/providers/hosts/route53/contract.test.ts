import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../../src/base/clock.ts';
import { plan, planRemoval } from '../../../../src/core/plan.ts';
import { createHttp } from '../../../../src/http/client.ts';
import { route53 } from '../../../../src/providers/hosts/route53/route53.ts';
import { isWrite } from '../../../world/faults.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { foreignRecords, type NewRecord, pretendZone, pretendZones } from '../../../world/zone.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import {
  answer,
  example,
  failureIn,
  failureOf,
  freshSignal,
  heldIn,
  home,
  provided,
  terms,
} from '../../contract/provided.ts';
import { type ProviderContract, providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import {
  awsError,
  awsKey,
  hostedZoneId,
  pretendRoute53,
  type Route53World,
  route53Server,
} from './service.ts';

const { desired, record } = terms();
const refused = ({ status, body = '' }: PretendAnswer) =>
  answer(status, body, { 'content-type': 'text/xml' });
const credentials = { AWS_ACCESS_KEY_ID: awsKey.id, AWS_SECRET_ACCESS_KEY: awsKey.secret };

const contract: ProviderContract = {
  name: 'Route 53',
  setup: worldOf(route53, pretendRoute53()),
  secrets: [awsKey.id, awsKey.secret],
  moreThanAPage: 650,
  moreZonesThanAPage: 110,
  // One look-up of the zone, then pages of 300 record sets.
  requests: (names) => ({ read: 1 + Math.ceil((names + 20) / 300), write: 1 }),
  batch: true,
  filtersWildcards: true,
  refusals: [
    ...commonRefusals('Route 53', '<ErrorResponse/>'),
    {
      title: '400 Throttling',
      kind: 'limited',
      says: /too many requests.*400 Throttling: Rate exceeded/,
      fault: refused(awsError(400, 'Throttling', 'Rate exceeded')),
    },
    {
      title: '400 PriorRequestNotComplete',
      kind: 'transient',
      says: /still busy with an earlier change/,
      fault: refused(awsError(400, 'PriorRequestNotComplete', 'The request was rejected')),
    },
    {
      title: 'an unknown access key',
      kind: 'permanent',
      says: /AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY.*403 InvalidClientTokenId/,
      fault: refused(awsError(403, 'InvalidClientTokenId', `The security token ${awsKey.id} is invalid.`)),
    },
    {
      title: 'a wrong secret key',
      kind: 'permanent',
      says: /does not accept the credentials.*403 SignatureDoesNotMatch/,
      fault: refused(awsError(403, 'SignatureDoesNotMatch', 'The request signature we calculated does not')),
    },
    {
      title: 'a session that is over',
      kind: 'permanent',
      says: /AWS_SESSION_TOKEN.*403 ExpiredToken/,
      fault: refused(awsError(403, 'ExpiredToken', 'The security token included in the request is expired')),
    },
    {
      title: 'a policy that does not allow it',
      kind: 'permanent',
      says: /allow route53:ListHostedZonesByName, route53:ListResourceRecordSets and route53:ChangeResourceRecordSets.*AccessDenied/,
      fault: refused(
        awsError(403, 'AccessDenied', 'User: x is not authorized to perform: route53:ListResourceRecordSets'),
      ),
    },
    {
      title: 'an id of no hosted zone',
      kind: 'permanent',
      says: /no zone example\.com.*AWS_HOSTED_ZONE_ID.*NoSuchHostedZone/,
      fault: refused(awsError(404, 'NoSuchHostedZone', 'No hosted zone found with ID: Z1')),
    },
    {
      title: 'a refused batch',
      kind: 'record',
      readKind: 'permanent',
      says: /Route 53 refused.*RRSet with DNS name home\.example\.org\. is not permitted/,
      fault: refused(
        awsError(400, 'InvalidChangeBatch', '[RRSet with DNS name home.example.org. is not permitted]'),
      ),
    },
    {
      title: 'a refused batch in its other form',
      kind: 'record',
      readKind: 'permanent',
      says: /refused.*InvalidChangeBatch: one two/,
      fault: answer(
        400,
        '<InvalidChangeBatch xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><Messages><Message>one</Message><Message>two</Message></Messages></InvalidChangeBatch>',
      ),
    },
  ],
};
providerContract(contract);

async function world(
  values: Record<string, string> = {},
  options: Partial<Route53World> = {},
  records: readonly NewRecord[] = [],
) {
  const held = pretendZone(example.name, [...foreignRecords, ...records]);
  const server = await route53Server({ zones: pretendZones(held), ...options });
  const http = createHttp({ userAgent: 'contract', timeout: 5000 });
  onTestFinished(async () => {
    await http.close();
    await server.stop();
  });
  const make = (clock = systemClock) =>
    route53.create({ ...credentials, ...values, ROUTE53_API_URL: server.url }, http, {
      clock,
      timeout: 5000,
    });
  return { held, server, make, read: () => make().read(example, [home], freshSignal()) };
}

describe('Route 53: hosted zones', () => {
  test('looks the zone up once, and not at all when its id is given', async () => {
    const { server, make } = await world();
    const { server: other, make: withId } = await world({
      AWS_HOSTED_ZONE_ID: `/hostedzone/${hostedZoneId('example.com')}`,
    });
    const [one, two] = [make(), withId()];

    for (const provider of [one, one, two]) await provider.read(example, [home], freshSignal());

    expect(server.log.map(({ segments }) => segments[1])).toEqual([
      'hostedzonesbyname',
      'hostedzone',
      'hostedzone',
    ]);
    expect(other.log.map(({ segments }) => segments[1])).toEqual(['hostedzone']);
  });

  test('takes the public zone, never a private one or one that only follows in the list', async () => {
    const others = [
      { id: 'Z0PRIVATE', name: 'example.com', private: true },
      { id: 'Z0NEXT', name: 'example.net' },
    ];
    const { read, server } = await world({}, { hostedZones: others });

    await read();

    expect(server.log.at(-1)?.segments).toContain(hostedZoneId('example.com'));
  });

  test.each([
    [
      'only a private zone',
      [{ id: 'Z0PRIVATE', name: 'example.com', private: true }],
      /private one of that name/,
    ],
    [
      'only zones of other names',
      [{ id: 'Z0NEXT', name: 'example.net' }],
      /no zone example\.com in this account/,
    ],
    [
      'two public zones',
      [
        { id: 'Z01', name: 'example.com' },
        { id: 'Z02', name: 'example.com' },
      ],
      /2 public zones example\.com.*AWS_HOSTED_ZONE_ID/,
    ],
  ])('says when there is %s', async (_, hostedZones, says) => {
    const { read } = await world({}, { zones: new Map(), hostedZones });

    const failure = await failureOf(read());

    expect(failure.kind).toBe('permanent');
    expect(failure.message).toMatch(says);
  });
});

describe('Route 53: signatures', () => {
  test('temporary credentials are signed along', async () => {
    const key = { ...awsKey, session: 'FwoGZXIvYXdzE/+=' };
    const { read } = await world({ AWS_SESSION_TOKEN: key.session }, { key });

    expect(await read()).toEqual([{ ...home, records: [] }]);
  });

  test.each([
    ['AWS_SECRET_ACCESS_KEY', 'SignatureDoesNotMatch'],
    ['AWS_ACCESS_KEY_ID', 'InvalidClientTokenId'],
    ['AWS_SESSION_TOKEN', 'InvalidClientTokenId'],
  ])('a wrong %s is told as such', async (setting, code) => {
    const { read } = await world({ [setting]: 'wrong' });

    const failure = await failureOf(read());

    expect(failure.kind).toBe('permanent');
    expect(failure.message).toContain(setting);
    expect(failure.message).toContain(code);
  });

  test.each([
    ['behind', -600_000],
    ['ahead', 600_000],
  ])('a clock that is ten minutes %s is told as such, and tried again soon', async (_, off) => {
    const { make } = await world();
    const clock = { ...systemClock, now: () => Date.now() + off };

    const failure = await failureOf(make(clock).read(example, [home], freshSignal()));

    expect(failure.kind).toBe('transient');
    expect(failure.message).toContain("set this machine's clock");
  });
});

describe('Route 53: record sets', () => {
  const alias = { ...record('home', ''), extra: { alias: 'dualstack.lb-1.eu-west-1.elb.amazonaws.com.' } };
  test.each([
    ['an alias', alias, 'holds an alias to dualstack.lb-1.eu-west-1.elb.amazonaws.com'],
    [
      'a routing policy',
      { ...record('home', '192.0.2.1'), extra: { setIdentifier: 'eu' } },
      'holds a record with a routing policy',
    ],
    [
      'a health check',
      { ...record('home', '192.0.2.1'), extra: { healthCheck: 'a1' } },
      'holds a record with a health check',
    ],
  ])('never overwrites %s', async (_, special, conflict) => {
    const { sync, read, held, server } = await provided(contract, [special]);
    const before = held.snapshot();

    const [set] = await read([home]);
    const confirmations = await sync([desired('home')]);

    expect(set?.conflict).toBe(conflict);
    expect(confirmations).toEqual([]);
    expect(server.writes()).toEqual([]);
    expect(held.snapshot()).toBe(before);
  });

  test('an alias of one type leaves the other type alone', async () => {
    const { sync, held } = await provided(contract, [alias]);

    const confirmations = await sync([desired('home', '2001:db8::10')]);

    expect(heldIn(confirmations)).toHaveLength(1);
    expect(
      held
        .list({ name: 'home' })
        .map(({ type }) => type)
        .sort(),
    ).toEqual(['A', 'AAAA', 'MX', 'TXT']);
  });

  test('reads on when a name has more record sets than a page', async () => {
    const many = Array.from({ length: 25 }, (_, n) => ({
      ...record('home', `192.0.2.${n}`),
      extra: { setIdentifier: `set${n}` },
    }));
    const { read } = await provided(contract, [...many, record('home', '2001:db8::1')]);

    const sets = await read([home, { name: 'home', type: 'AAAA' }]);

    expect(sets.map(({ conflict }) => conflict)).toEqual(['holds a record with a routing policy', undefined]);
    expect(sets[1]?.records).toEqual([{ value: '2001:db8::1', ttl: 600 }]);
  });

  test('one refused record holds up no other, and is told with the reason', async () => {
    const names = Array.from({ length: 20 }, (_, n) => `host${n}`);
    const { read, provider, held } = await provided(contract);
    const sets = names.map((name) => desired(name));
    const changes = plan(
      sets.map((set) => (set.name === 'host7' ? { ...set, value: 'no address' } : set)),
      await read(sets),
    );

    const confirmations = await provider.apply(example, changes, freshSignal());

    const failures = confirmations.filter((one) => failureIn(one));
    expect(failures).toMatchObject([{ name: 'host7', failure: { kind: 'record' } }]);
    expect(failureIn(failures[0])?.message).toContain('not a valid IPv4 address');
    expect(names.filter((name) => held.values(name, 'A').length === 1)).toHaveLength(19);
  });

  test('overwrites no alias that appeared where nothing was read', async () => {
    const { read, provider, held } = await provided(contract);
    const changes = plan([desired('home')], await read([home]));
    held.replace(home, [alias]);

    const [answer] = await provider.apply(example, changes, freshSignal());

    expect(held.list(home)).toMatchObject([alias]);
    expect(failureIn(answer)?.message).toContain('holds an alias to dualstack');
  });

  test('writes the names that the policy of the key allows, beside one that it does not', async () => {
    const { sync, server, held } = await provided(contract);
    const fault = refused(
      awsError(403, 'AccessDenied', 'not authorized to perform: ChangeResourceRecordSets'),
    );
    server.faults.inject(fault, { when: (request) => isWrite(request) && request.body.includes('nas.') });

    const confirmations = await sync([desired('home'), desired('nas'), desired('two')]);

    expect(confirmations.map((one) => failureIn(one)?.kind)).toEqual([undefined, 'record', undefined]);
    expect(held.values('two', 'A')).toEqual(['192.0.2.10']);
  });

  test('what does not fit in one batch goes in several', async () => {
    const { sync, server, held } = await provided(contract);
    const full = '2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff';
    const sets = Array.from({ length: 450 }, (_, n) => [
      desired(`host${n}`),
      desired(`host${n}`, full),
    ]).flat();

    const confirmations = await sync(sets);

    expect(heldIn(confirmations)).toHaveLength(900);
    expect(server.writes().map(({ status }) => status)).toEqual([200, 200]);
    expect(held.list({ type: 'AAAA' })).toHaveLength(451);
  });

  test('deletes a set whose TTL was changed in between only after it has read it again', async () => {
    const { read, provider, held, server } = await provided(contract, [record('home', '192.0.2.1')]);
    const changes = planRemoval(await read([home]));
    held.replace(home, [record('home', '192.0.2.1', 300)]);

    const confirmations = await provider.apply(example, changes, freshSignal());

    expect(heldIn(confirmations)).toEqual([{ ...home, records: [] }]);
    expect(held.list(home)).toEqual([]);
    expect(server.log.filter(isWrite).map(({ status }) => status)).toEqual([400, 200]);
  });

  test('deletes no set whose address was changed in between', async () => {
    const { read, provider, held } = await provided(contract, [record('home', '192.0.2.1')]);
    const changes = planRemoval(await read([home]));
    held.replace(home, [record('home', '192.0.2.2')]);

    const [answer] = await provider.apply(example, changes, freshSignal());

    expect(answer).toMatchObject({ now: { records: [{ value: '192.0.2.2' }] } });
    expect(held.values('home', 'A')).toEqual(['192.0.2.2']);
  });

  test.each([
    ['an alias', alias, 'holds an alias to dualstack'],
    [
      'a health check',
      { ...record('home', '192.0.2.1'), extra: { healthCheck: 'a1' } },
      'holds a record with a health check',
    ],
  ])('overwrites no set that became %s after it was read', async (_, special, conflict) => {
    const { read, provider, held } = await provided(contract, [record('home', '192.0.2.1')]);
    const changes = plan([desired('home')], await read([home]));
    held.replace(home, [special]);
    const before = held.snapshot();

    const [answer] = await provider.apply(example, changes, freshSignal());

    expect(held.snapshot()).toBe(before);
    expect(failureIn(answer)?.message).toContain(conflict);
  });

  test('deletes no alias that took the place of the set', async () => {
    const { read, provider, held } = await provided(contract, [record('home', '192.0.2.1')]);
    const changes = planRemoval(await read([home]));
    held.replace(home, [alias]);

    const confirmations = await provider.apply(example, changes, freshSignal());

    expect(heldIn(confirmations)).toHaveLength(1);
    expect(held.list(home)).toMatchObject([alias]);
  });

  test('never takes a page without a place to go on for the last one', async () => {
    const { read, server } = await provided(contract);
    await read([home]);
    server.faults.inject(
      answer(
        200,
        '<ListResourceRecordSetsResponse><ResourceRecordSets/><IsTruncated>true</IsTruncated></ListResourceRecordSetsResponse>',
      ),
    );

    const failure = await failureOf(read([home]));

    expect(failure.kind).toBe('transient');
  });
});
