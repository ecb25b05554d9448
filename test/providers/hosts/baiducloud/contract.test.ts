import { expect, test } from 'vitest';
import { baiducloud } from '../../../../src/providers/hosts/baiducloud/baiducloud.ts';
import { bodyOf, type PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer, failureOf, home, provided, terms } from '../../contract/provided.ts';
import { providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { baiduError, baiduKeys, pretendBaidu } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const setup = worldOf(baiducloud, pretendBaidu());
const { desired, record } = terms();

providerContract({
  name: 'Baidu AI Cloud',
  setup,
  secrets: Object.values(baiduKeys),
  moreThanAPage: 1010,
  moreZonesThanAPage: 1010,
  requests: (names) => ({ read: 1, write: names }),
  extra: { description: 'the box under the stairs' },
  refusals: [
    ...commonRefusals('Baidu AI Cloud', '{"code":"Sorry","message":"no"}'),
    {
      title: 'a wrong key, with 403',
      kind: 'permanent',
      says: /check BAIDUCLOUD_ACCESS_KEY_ID and BAIDUCLOUD_SECRET_ACCESS_KEY.*InvalidAccessKeyId/,
      fault: refused(baiduError(403, 'InvalidAccessKeyId', 'does not exist in our records')),
    },
    {
      title: 'a wrong signature, which is echoed',
      kind: 'permanent',
      says: /check BAIDUCLOUD_ACCESS_KEY_ID.*\[secret\]/,
      fault: refused(baiduError(400, 'SignatureDoesNotMatch', `not that of ${baiduKeys.accessKeyId}`)),
    },
    {
      title: 'a clock that is wrong',
      kind: 'transient',
      says: /set this machine's clock/,
      fault: refused(baiduError(400, 'RequestExpired', 'Request has expired.')),
    },
    {
      title: 'a missing permission',
      kind: 'permanent',
      says: /policy of the IAM user must allow it to operate Public DNS/,
      fault: refused(baiduError(403, 'AccessDenied', 'Access denied.')),
    },
    {
      title: 'an account without its real name',
      kind: 'permanent',
      says: /wants the real-name authentication of the account first.*QualifyNotPass/,
      fault: refused(baiduError(403, 'QualifyNotPass', 'The User has not pass qualify.')),
    },
    {
      title: 'a zone that is not there',
      kind: 'permanent',
      says: /Baidu AI Cloud has no zone example\.com in this account/,
      fault: refused(baiduError(404, 'NoSuchObject', 'zone not exist')),
    },
    {
      title: 'a TTL that the edition does not take',
      kind: 'record',
      readKind: 'permanent',
      says: /Baidu AI Cloud refused.*ttl is too low/,
      fault: refused(baiduError(400, 'InappropriateJSON', 'ttl is too low')),
    },
  ],
});

test.each([
  [{ line: 'ct' }, 'holds a record for the line ct alone'],
  [{ status: 'paused' }, 'holds a record that is not running (paused)'],
])('Baidu AI Cloud: a record with %o is left alone and named', async (extra, conflict) => {
  const { read, sync, held } = await provided({ setup });
  held.add({ ...record('home', '192.0.2.1'), extra });
  const before = held.snapshot();

  const [set] = await read([home]);
  await sync([desired('home')]);

  expect(set?.conflict).toBe(conflict);
  expect(held.snapshot()).toBe(before);
});

test('Baidu AI Cloud: a record that was just made can be changed, though its id was not told', async () => {
  const { sync, held, server } = await provided({ setup });

  await sync([desired('home')]);
  await sync([desired('home', '192.0.2.20')]);

  expect(held.values('home', 'A')).toEqual(['192.0.2.20']);
  expect(server.writes().map(({ method }) => method)).toEqual(['POST', 'PUT']);
  expect(server.writes().map((write) => Object(bodyOf(write)).line)).toEqual(['default', undefined]);
});

test('Baidu AI Cloud: a wrong key is told as such', async () => {
  const host = pretendBaidu();
  const values = { ...host.values, BAIDUCLOUD_SECRET_ACCESS_KEY: 'wrong' };
  const { read } = await provided({ setup: worldOf(baiducloud, { ...host, values }) });

  const failure = await failureOf(read([home]));

  expect(failure.message).toContain('check BAIDUCLOUD_ACCESS_KEY_ID');
});
