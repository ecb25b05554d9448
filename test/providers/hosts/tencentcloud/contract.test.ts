import { expect, test } from 'vitest';
import { tencentcloud } from '../../../../src/providers/hosts/tencentcloud.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer, failureOf, freshSignal, home, provided } from '../../contract/provided.ts';
import { providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { pretendTencent, tencentError, tencentKeys } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const setup = worldOf(tencentcloud, pretendTencent());

providerContract({
  name: 'Tencent Cloud',
  setup,
  secrets: Object.values(tencentKeys),
  moreThanAPage: 3010,
  moreZonesThanAPage: 510,
  requests: (names) => ({ read: 1, write: names }),
  leftAlone: [
    [{ extra: { Line: '电信', LineId: '10=0' } }, 'holds a record for the line 电信 alone'],
    [{ extra: { Weight: 20 } }, 'holds a record with a weight'],
    [{ extra: { Status: 'DISABLE' } }, 'holds a record that is switched off'],
    [{ type: '显性URL', data: 'https://example.net' }, 'holds a redirection'],
  ],
  refusals: [
    ...commonRefusals(
      'Tencent Cloud',
      '{"Response":{"Error":{"Code":"Sorry","Message":"no"},"RequestId":"r"}}',
    ),
    {
      title: 'a wrong signature',
      kind: 'permanent',
      says: /check TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY \(200 AuthFailure\.SignatureFailure: \[secret\], request/,
      fault: refused(tencentError('AuthFailure.SignatureFailure', tencentKeys.secretKey)),
    },
    {
      title: 'a clock that is wrong',
      kind: 'transient',
      says: /set this machine's clock/,
      fault: refused(tencentError('AuthFailure.SignatureExpire', 'expired')),
    },
    {
      title: 'a missing permission',
      kind: 'permanent',
      says: /its policy must allow dnspod:DescribeRecordList/,
      fault: refused(tencentError('AuthFailure.UnauthorizedOperation', 'no')),
    },
    {
      title: 'too many requests inside of a 200',
      kind: 'limited',
      says: /too many requests/,
      fault: refused(tencentError('RequestLimitExceeded', 'slower')),
    },
    {
      title: 'a fault of its own inside of a 200',
      kind: 'transient',
      says: /InternalError/,
      fault: refused(tencentError('InternalError', 'sorry')),
    },
    {
      title: 'a refused TTL',
      kind: 'record',
      readKind: 'permanent',
      says: /Tencent Cloud refused.*the plan has 600/,
      fault: refused(tencentError('LimitExceeded.RecordTtlLimit', 'the plan has 600')),
    },
  ],
});

test('Tencent Cloud: a wrong key is told as such', async () => {
  const host = pretendTencent();
  const values = { ...host.values, TENCENTCLOUD_SECRET_KEY: 'wrong' };
  const { provider } = await provided({ setup: worldOf(tencentcloud, { ...host, values }) });

  const failure = await failureOf(
    provider.read({ name: 'example.com', display: 'example.com' }, [home], freshSignal()),
  );

  expect(failure.message).toContain('check TENCENTCLOUD_SECRET_ID');
});
