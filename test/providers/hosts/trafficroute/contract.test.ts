import { expect, test } from 'vitest';
import { trafficroute } from '../../../../src/providers/hosts/trafficroute/trafficroute.ts';
import { bodyOf, type PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer, failureOf, home, provided, terms } from '../../contract/provided.ts';
import { providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { pretendTrafficroute, recordId, volcengineError, volcengineKeys } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const setup = worldOf(trafficroute, pretendTrafficroute());
const { desired, record } = terms();

providerContract({
  name: 'Volcengine',
  setup,
  secrets: Object.values(volcengineKeys),
  moreThanAPage: 510,
  moreZonesThanAPage: 110,
  // The number of the zone, and its records.
  requests: (names) => ({ read: 2, write: names }),
  handle: ({ id }) => recordId(id),
  extra: { Remark: 'the box under the stairs' },
  refusals: [
    ...commonRefusals(
      'Volcengine',
      '{"ResponseMetadata":{"RequestId":"r","Error":{"Code":"Sorry","Message":"no"}}}',
    ),
    {
      title: 'a wrong key, which is echoed',
      kind: 'permanent',
      says: /check VOLCENGINE_ACCESS_KEY and VOLCENGINE_SECRET_KEY.*InvalidAccessKey: The accesskey \[\[secret\]\]/,
      fault: refused(
        volcengineError(401, 'InvalidAccessKey', `The accesskey [${volcengineKeys.accessKey}] is invalid.`),
      ),
    },
    {
      title: 'a clock that is wrong',
      kind: 'transient',
      says: /set this machine's clock/,
      fault: refused(volcengineError(400, 'InvalidTimestamp', 'The Signature of the request is expired.')),
    },
    {
      title: 'a missing permission',
      kind: 'permanent',
      says: /its policy must allow ListZones, ListRecords/,
      fault: refused(volcengineError(403, 'AccessDenied', 'User is not authorized to perform this')),
    },
    {
      title: 'too many requests',
      kind: 'limited',
      says: /too many requests/,
      fault: refused(volcengineError(400, 'FlowLimitExceeded', 'slower')),
    },
    {
      title: 'an error inside of a 200',
      kind: 'permanent',
      says: /Volcengine says that this zone is not active.*ErrZoneInactive/,
      fault: refused(volcengineError(200, 'ErrZoneInactive', 'zone is inactive')),
    },
    {
      title: 'a zone that is gone',
      kind: 'permanent',
      says: /Volcengine has no zone example\.com in this account/,
      fault: refused(volcengineError(400, 'ErrZoneNotFound', 'zone not found')),
    },
    {
      title: 'a TTL that the edition does not have',
      kind: 'record',
      readKind: 'permanent',
      says: /Volcengine refused.*record TTL not valid/,
      fault: refused(volcengineError(400, 'ErrSpecNotValid', 'record TTL not valid when creating record')),
    },
  ],
});

test.each([
  [{ Line: 'ct' }, 'holds a record for the line ct alone'],
  [{ Weight: 20 }, 'holds a record with a weight'],
  [{ Tags: ['gtm'] }, 'holds a record of Cloud Scheduling (GTM)'],
  [{ Enable: false }, 'holds a record that is switched off'],
])('Volcengine: a record with %o is left alone and named', async (extra, conflict) => {
  const { read, sync, held } = await provided({ setup });
  held.add({ ...record('home', '192.0.2.1'), extra });
  const before = held.snapshot();

  const [set] = await read([home]);
  await sync([desired('home')]);

  expect(set?.conflict).toBe(conflict);
  expect(held.snapshot()).toBe(before);
});

test('Volcengine: a change names what an update must have, and nothing that it would lose', async () => {
  const { sync, server } = await provided({ setup }, [record('home', '192.0.2.1')]);

  await sync([desired('home')]);

  const [change] = server.writes();
  expect(change?.query.get('Action')).toBe('UpdateRecord');
  expect(change && bodyOf(change)).toEqual({
    ...{ RecordID: expect.any(String), Host: 'home', Line: 'default' },
    ...{ Type: 'A', Value: '192.0.2.10', TTL: 600 },
  });
});

test('Volcengine: a wrong key is told as such', async () => {
  const host = pretendTrafficroute();
  const values = { ...host.values, VOLCENGINE_SECRET_KEY: 'wrong' };
  const { read } = await provided({ setup: worldOf(trafficroute, { ...host, values }) });

  const failure = await failureOf(read([home]));

  expect(failure.message).toContain('check VOLCENGINE_ACCESS_KEY');
});
