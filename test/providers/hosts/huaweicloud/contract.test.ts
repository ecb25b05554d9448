import { expect, test } from 'vitest';
import { systemClock } from '../../../../src/base/clock.ts';
import type { Http } from '../../../../src/http/client.ts';
import { huaweicloud } from '../../../../src/providers/hosts/huaweicloud/huaweicloud.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer, example, freshSignal, home } from '../../contract/provided.ts';
import { providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { huaweiError, huaweiKeys, pretendHuawei } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const setup = worldOf(huaweicloud, pretendHuawei());

providerContract({
  name: 'Huawei Cloud',
  setup,
  secrets: Object.values(huaweiKeys),
  moreThanAPage: 510,
  moreZonesThanAPage: 510,
  // The first one looks the zone up.
  requests: (names) => ({ read: 2, write: names }),
  handle: ({ id }) => `set${id}`,
  leftAlone: [
    [{ extra: { line: 'Dianxin' } }, 'holds a record set for the line Dianxin alone'],
    [{ extra: { weight: 20 } }, 'holds a record set with a weight'],
    [{ extra: { status: 'DISABLE' } }, 'holds a record set that is switched off'],
  ],
  refusals: [
    ...commonRefusals('Huawei Cloud', '{"code":"Sorry","message":"no"}'),
    {
      title: 'a wrong signature',
      kind: 'permanent',
      says: /check HUAWEICLOUD_ACCESS_KEY_ID and HUAWEICLOUD_SECRET_ACCESS_KEY.*APIGW\.0301: \[secret\]/,
      fault: refused(huaweiError(401, 'APIGW.0301', huaweiKeys.secretKey)),
    },
    {
      title: 'too many requests with 403',
      kind: 'limited',
      says: /too many requests/,
      fault: refused(huaweiError(403, 'DNS.0014', 'Request forbidden by flow control.')),
    },
    {
      title: 'a missing permission',
      kind: 'permanent',
      says: /must have the permission DNS FullAccess/,
      fault: refused(huaweiError(403, 'DNS.0030', 'Operation not allowed for this resource.')),
    },
    {
      title: 'a zone that is being changed',
      kind: 'transient',
      says: /is busy with another change/,
      fault: refused(huaweiError(400, 'DNS.0209', 'The zone is not in the Normal state.')),
    },
    {
      title: 'a refused record',
      kind: 'record',
      readKind: 'permanent',
      says: /Huawei Cloud refused.*Invalid record set TTL value/,
      fault: refused(huaweiError(400, 'DNS.0303', 'Invalid record set TTL value.')),
    },
  ],
});

test.each([
  ['https://dns.myhuaweicloud.com', 'v2.1'],
  ['https://dns.ap-southeast-1.myhuaweicloud.com', 'v2.1'],
  ['https://dns.eu-west-101.myhuaweicloud.eu', 'v2.1'],
  // Recorded there: https://docs.prod-cloud-ocb.orange-business.com
  ['https://dns.prod-cloud-ocb.orange-business.com', 'v2'],
  ['https://dns.eu-de.otc.t-systems.com', 'v2'],
])('at %s the record sets are those of %s, and the zones those of v2', async (url, version) => {
  const asked: string[] = [];
  const zones = { zones: [{ id: '1', name: 'example.com.' }], metadata: { total_count: 1 } };
  const http: Http = async (request) => {
    const { pathname } = new URL(String(request.url));
    asked.push(pathname);
    const body = pathname === '/v2/zones' ? zones : { recordsets: [], metadata: { total_count: 0 } };
    return { status: 200, headers: {}, text: JSON.stringify(body) };
  };
  const values = {
    HUAWEICLOUD_ACCESS_KEY_ID: 'a',
    HUAWEICLOUD_SECRET_ACCESS_KEY: 's',
    HUAWEICLOUD_API_URL: url,
  };
  const provider = huaweicloud.create(values, http, { clock: systemClock, timeout: 1000 });

  await provider.read(example, [home], freshSignal());

  expect(asked).toEqual(['/v2/zones', `/${version}/zones/1/recordsets`]);
});
