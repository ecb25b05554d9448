import { describe, expect, onTestFinished, test } from 'vitest';
import { createAccount } from '../../../../src/core/account.ts';
import { plan } from '../../../../src/core/plan.ts';
import { createHttp } from '../../../../src/http/client.ts';
import { porkbun } from '../../../../src/providers/hosts/porkbun.ts';
import { hurriedClock } from '../../../support/hurried-clock.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { pretendZone, pretendZones } from '../../../world/zone.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import {
  answer,
  example,
  failureIn,
  failureOf,
  freshSignal,
  heldIn,
  home,
  plain,
  provided,
  terms,
} from '../../contract/provided.ts';
import { type ProviderContract, providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { porkbunError, porkbunKeys, porkbunServer, pretendPorkbun } from './service.ts';

const setup = (...given: Parameters<typeof pretendPorkbun>) => worldOf(porkbun, pretendPorkbun(...given));

const { apikey, secretapikey } = porkbunKeys;
const refused = ({ status, body = '', headers }: PretendAnswer) => answer(status, body, headers);

const contract: ProviderContract = {
  name: 'Porkbun',
  setup: setup(),
  secrets: [apikey, secretapikey],
  moreThanAPage: 0,
  moreZonesThanAPage: 1010,
  requests: (names) => ({ read: 1, write: names }),
  extra: { notes: 'by hand' },
  refusals: [
    ...commonRefusals('Porkbun', '{"status":"ERROR","message":"Try again later."}').filter(
      ({ title }) => title !== '503 without a hint',
    ),
    {
      title: '503 without a hint, which is how it limits the rate',
      kind: 'limited',
      says: /Porkbun asks to wait.*503 with an HTML page/,
      fault: answer(503, '<html>', { 'content-type': 'text/html' }),
    },
    {
      title: '400 of bad keys, which are echoed',
      kind: 'permanent',
      says: /check PORKBUN_API_KEY and PORKBUN_SECRET_API_KEY \(400 INVALID_API_KEYS_001: Invalid API key \[secret\] \[secret\]/,
      fault: refused(porkbunError(`Invalid API key ${apikey} ${secretapikey}`, 'INVALID_API_KEYS_001')),
    },
    {
      title: '400 of bad keys, without a code',
      kind: 'permanent',
      says: /check PORKBUN_API_KEY and PORKBUN_SECRET_API_KEY/,
      fault: refused(porkbunError('Invalid API key. (001)')),
    },
    {
      title: '400 of a domain that API access is off for',
      kind: 'permanent',
      says: /API access is off for this domain: switch on API Access/,
      fault: refused(porkbunError('Domain is not opted in to API access.')),
    },
    {
      title: '400 of an invalid domain',
      kind: 'permanent',
      says: /example\.com: check DOMAIN.*API Access is switched on/,
      fault: refused(porkbunError('Invalid domain.', 'INVALID_DOMAIN')),
    },
    {
      title: '403 of a key for another domain',
      kind: 'permanent',
      says: /the key may be used for it/,
      fault: refused(porkbunError('This key is not allowed here.', 'DOMAIN_NOT_ALLOWED', {}, 403)),
    },
    {
      title: '403 of a key that is limited to addresses',
      kind: 'permanent',
      says: /certain IP addresses only, and yours changes/,
      fault: refused(porkbunError('Your IP is not allowed.', 'IP_NOT_ALLOWED', {}, 403)),
    },
    {
      title: 'an error with 200',
      kind: 'permanent',
      says: /switch on API Access/,
      fault: refused(porkbunError('Domain is not opted in to API access.', undefined, {}, 200)),
    },
    {
      title: '429 that tells the wait in its body',
      kind: 'limited',
      retryAfter: 12_000,
      says: /too many requests.*request abc-1/,
      fault: refused(
        porkbunError(
          'Rate limit exceeded.',
          'RATE_LIMIT_EXCEEDED',
          { ttlRemaining: 12, requestId: 'abc-1' },
          429,
        ),
      ),
    },
    {
      title: '429 that tells the wait as text',
      kind: 'limited',
      retryAfter: 12_000,
      says: /too many requests/,
      fault: refused(porkbunError('Slow down.', 'RATE_LIMIT_EXCEEDED', { ttlRemaining: '12' }, 429)),
    },
    {
      title: '429 that tells an empty wait',
      kind: 'limited',
      says: /too many requests/,
      fault: refused(porkbunError('Slow down.', 'RATE_LIMIT_EXCEEDED', { ttlRemaining: '' }, 429)),
    },
    {
      title: '400',
      kind: 'record',
      readKind: 'permanent',
      says: /Porkbun refused.*We were unable to do that/,
      fault: refused(porkbunError('We were unable to do that.')),
    },
  ],
};

providerContract(contract);
providerContract({ ...contract, name: 'Porkbun without error codes', setup: setup({ codes: false }) });

describe('Porkbun: the rate', () => {
  const { desired, record } = terms();
  const names = Array.from({ length: 10 }, (_, n) => `host${n}`);
  const before = names.map((name) => record(name, '192.0.2.1'));

  test('is kept, so that nothing is turned away', async () => {
    const clock = hurriedClock();
    const zone = pretendZone('example.com', before);
    const server = await porkbunServer({ zones: pretendZones(zone), clock });
    const http = createHttp({ userAgent: 'contract', timeout: 5000 });
    onTestFinished(async () => {
      await http.close();
      await server.stop();
    });
    const values = {
      PORKBUN_API_KEY: apikey,
      PORKBUN_SECRET_API_KEY: secretapikey,
      PORKBUN_API_URL: `${server.url}/api/json/v3`,
    };
    const account = createAccount({ ...porkbun, http, clock });
    const provider = porkbun.create(values, account.http, { clock, timeout: 5000 });
    const sets = names.map((name) => desired(name));

    const changes = plan(sets, await provider.read(example, sets, freshSignal()));
    const confirmations = await provider.apply(example, changes, freshSignal());

    expect(confirmations.map(failureIn).filter(Boolean)).toEqual([]);
    // One request a second, so what is there is compared once more after five.
    expect(server.log.map(({ status }) => status)).toEqual([200, 200, ...names.map(() => 200)]);
  });

  test('holds back what is left as soon as a request was turned away', async () => {
    const clock = hurriedClock();
    const { sync, server } = await provided({ ...contract, setup: setup({ clock }) }, before);

    const confirmations = await sync(names.map((name) => desired(name)));

    const failures = confirmations.map(failureIn);
    expect(failures.map((failure) => failure?.kind)).toEqual([undefined, ...Array(9).fill('limited')]);
    expect(failures.map((failure) => failure?.unconfirmed)).toEqual([
      undefined,
      true,
      ...Array(8).fill(false),
    ]);
    expect(server.writes().map(({ status }) => status)).toEqual([200, 503]);
  });
});

describe('Porkbun: quirks', () => {
  const { desired, record } = terms();

  test('takes an edit that changes nothing for done', async () => {
    const { provider, read, server } = await provided(contract, [record('home', '192.0.2.1')]);
    const changes = plan([desired('home')], await read([home]));

    await provider.apply(example, changes, freshSignal());
    const confirmations = await provider.apply(example, changes, freshSignal());

    expect(server.writes().map(({ status }) => status)).toEqual([200, 400]);
    expect(plain(heldIn(confirmations))).toEqual([{ ...home, records: [{ value: '192.0.2.10', ttl: 600 }] }]);
  });

  test('does not take an edit for done that changed nothing although it should have', async () => {
    const { sync, server } = await provided(contract, [record('home', '192.0.2.1')]);
    const unable = porkbunError('Edit error: We were unable to edit the DNS record.');
    server.faults.inject(refused(unable), { when: ({ path }) => path.includes('/edit/') });

    const [confirmation] = await sync([desired('home')]);

    expect(failureIn(confirmation)).toMatchObject({ kind: 'record', unconfirmed: false });
    expect(failureIn(confirmation)?.message).toMatch(/unable to edit the DNS record/);
  });

  test('takes such a record that was made in between for its own', async () => {
    const { provider, read, held, remaining } = await provided(contract);
    const changes = plan([desired('home')], await read([home]));
    held.add(record('home', '192.0.2.10'));

    const [confirmation] = await provider.apply(example, changes, freshSignal());

    expect(confirmation).toMatchObject({ held: { records: [{ value: '192.0.2.10', ttl: 600 }] } });
    expect(await remaining([desired('home')])).toEqual([]);
  });

  test('says when the parking page has the apex', async () => {
    const { read, held } = await provided(contract);
    held.add({ name: '@', type: 'ALIAS', data: 'pixie.porkbun.com', ttl: 600 });

    const [set] = await read([{ name: '@', type: 'A' }]);

    expect(set?.conflict).toBe('holds an ALIAS to pixie.porkbun.com');
  });

  test('says that API access is off', async () => {
    const { read } = await provided({ ...contract, setup: setup({ apiAccess: 'off' }) });

    const failure = await failureOf(read([home]));

    expect(failure).toMatchObject({ kind: 'permanent' });
    expect(failure.message).toMatch(/switch on API Access for it at Porkbun/);
  });

  test.each([
    [{}, ['PORKBUN_API_KEY is required', 'PORKBUN_SECRET_API_KEY is required']],
    [{ PORKBUN_API_KEY: 'pk1_a' }, ['PORKBUN_SECRET_API_KEY is required']],
    [
      { PORKBUN_API_KEY: 'sk1_a', PORKBUN_SECRET_API_KEY: 'pk1_a' },
      ['PORKBUN_API_KEY and PORKBUN_SECRET_API_KEY are swapped'],
    ],
    [{ PORKBUN_API_KEY: 'pk1_a', PORKBUN_SECRET_API_KEY: 'sk1_a' }, []],
  ])('finds what is wrong with the keys %o', (values, problems) => {
    const found = porkbun.check(values);

    expect(found).toEqual(problems);
  });
});
