import { tc3Headers } from '../../../../src/providers/api/tc3.ts';
import {
  bodyOf,
  json,
  type PretendAnswer,
  type PretendRequest,
  type PretendServer,
  pretendServer,
} from '../../../world/pretend-server.ts';
import { type PretendZone, type PretendZones, written, type ZoneRecord } from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export const tencentKeys = { secretId: 'AKIDpretend0123456789', secretKey: 'pretendtencentsecret0123' };
const actionOf = ({ headers }: PretendRequest) => String(headers['x-tc-action']);

/** Tencent Cloud's DNSPod as its description shows it: POST alone, and errors inside of a 200. */
export function tencentServer(zones: PretendZones): Promise<PretendServer> {
  return pretendServer(
    (request) => {
      const { headers, method, path, body } = request;
      if (method !== 'POST' || path !== '/' || headers['x-tc-version'] !== '2021-03-23')
        return tencentError('InvalidParameter', 'this is no action of 2021-03-23');
      const now = Number(headers['x-tc-timestamp']) * 1000;
      const contentType = String(headers['content-type']);
      const key = { ...tencentKeys, service: 'dnspod', now, contentType };
      const { authorization } = tc3Headers({ method, url: `http://${headers.host}/`, body }, key);
      if (headers.authorization !== authorization)
        return tencentError(
          'AuthFailure.SignatureFailure',
          'The provided credentials could not be validated',
        );
      const given: Record<string, unknown> = Object(bodyOf(request));
      if (actionOf(request) === 'DescribeDomainList') return domains(given, zones);
      const zone = zones.get(String(given.Domain));
      if (!zone) return tencentError('InvalidParameterValue.DomainNotExists', 'the domain is not there');
      return answered(actionOf(request), given, zone);
    },
    { isWrite: (request) => !actionOf(request).startsWith('Describe') },
  );
}

function answered(action: string, given: Record<string, unknown>, zone: PretendZone): PretendAnswer {
  if (action === 'DescribeRecordList') return list(given, zone);
  const before = zone.list().find(({ id }) => Number(id) === given.RecordId);
  if (action !== 'CreateRecord' && !before)
    return tencentError('InvalidParameter.RecordIdInvalid', 'no such record');
  if (action === 'DeleteRecord') {
    if (before) zone.remove(before);
    return response({});
  }
  const { SubDomain, RecordType, RecordLine, Value, TTL } = given;
  if (RecordLine !== '默认') return tencentError('InvalidParameter.RecordLineInvalid', 'no such line');
  const record = { name: String(SubDomain), type: String(RecordType), data: String(Value), ttl: Number(TTL) };
  const held = written(zone, record, 1, before);
  if (typeof held !== 'string') return response({ RecordId: Number(held.id) });
  const code = held.includes('exists')
    ? 'InvalidParameter.DomainRecordExist'
    : 'InvalidParameter.RecordValueInvalid';
  return tencentError(code, held);
}

function domains({ Offset, Limit }: Record<string, unknown>, zones: PretendZones): PretendAnswer {
  const from = Number(Offset);
  const DomainList = [...zones.keys()]
    .slice(from, from + Number(Limit))
    .map((Name) => ({ Name, Status: 'ENABLE' }));
  return response({ DomainCountInfo: { AllTotal: zones.size, DomainTotal: zones.size }, DomainList });
}

function list({ Offset, Limit, SubDomain }: Record<string, unknown>, zone: PretendZone): PretendAnswer {
  const limit = Number(Limit);
  if (!(limit >= 1 && limit <= 3000)) return tencentError('InvalidParameter.ResultMoreThan500', 'Limit');
  const all = zone.list().filter(({ name }) => SubDomain === undefined || name === SubDomain);
  if (all.length === 0)
    return tencentError('ResourceNotFound.NoDataOfRecord', 'the list of records is empty');
  const from = Number(Offset);
  const RecordCountInfo = { SubdomainCount: all.length, ListCount: all.length, TotalCount: all.length };
  return response({ RecordCountInfo, RecordList: all.slice(from, from + limit).map(item) });
}

function item({ id, name, type, data, ttl, extra }: ZoneRecord) {
  const line = { Line: '默认', LineId: '0', Weight: null, Status: 'ENABLE', ...extra };
  return { RecordId: Number(id), Name: name, Type: type, Value: data, TTL: ttl, Remark: '', ...line };
}

const RequestId = '0aa0bb1c-pretend';
const response = (more: object) => json(200, { Response: { ...more, RequestId } });

export function tencentError(Code: string, Message: string): PretendAnswer {
  return response({ Error: { Code, Message } });
}

export function pretendTencent(): PretendHost {
  const { secretId, secretKey } = tencentKeys;
  return {
    values: { TENCENTCLOUD_SECRET_ID: secretId, TENCENTCLOUD_SECRET_KEY: secretKey },
    urlSetting: 'TENCENTCLOUD_API_URL',
    serve: tencentServer,
  };
}

export const ways: readonly Way[] = [pretendTencent()];
