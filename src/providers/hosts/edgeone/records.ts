import { array, type InferOutput, nullish, number, object, string } from 'valibot';
import { fqdn, relativeName, type Zone } from '../../../dns/name.ts';
import type { DesiredSet } from '../../../dns/records.ts';
import { optionalText } from '../../api/error-text.ts';
import { ownOrForeign, withoutForeign } from '../../api/listed-record.ts';
import { allPages } from '../../api/paging.ts';
import type { JsonApi } from '../../api/rest-api.ts';
import { tencentRequest } from '../../api/tencent-cloud.ts';
import type { ListedRecord } from '../../apply/listing.ts';
import type { RecordCalls, RecordPlace } from '../../apply/per-record.ts';

const record = object({
  RecordId: string(),
  Name: string(),
  Type: string(),
  Content: string(),
  TTL: number(),
  Location: optionalText,
  Weight: nullish(number()),
  Status: optionalText,
});
const recordPage = object({
  Response: object({ TotalCount: number(), DnsRecords: array(ownOrForeign(record, 'Type')) }),
});
const acceleratedPage = object({
  Response: object({ TotalCount: number(), AccelerationDomains: array(object({ DomainName: string() })) }),
});
const created = object({ Response: object({ RecordId: string() }) });
const done = object({ Response: object({ RequestId: string() }) });

const recordsPerPage = 1000;
const acceleratedPerPage = 200;
// The region that a record is for, and its share of the answers: those that every plain record has.
const plain = { Location: 'Default', Weight: -1 };
const unlessPlain = 'holds an accelerated domain name, which EdgeOne answers for itself';

/** The calls about the records of one site. */
export function calls(api: JsonApi, { zone, zoneId, signal }: RecordPlace): RecordCalls {
  const request = (action: string, parameters: object) => ({
    ...{ zone, signal },
    ...tencentRequest(action, { ZoneId: zoneId, ...parameters }),
  });
  const fields = ({ name, type, value, ttl }: DesiredSet) => ({
    ...{ Name: fqdn(name, zone), Type: type, Content: value, TTL: ttl, ...plain },
  });
  return {
    async list() {
      const found = await allPages(`EdgeOne's list of ${zone.display}`, async (at = 0) => {
        const Offset = Number(at);
        const parameters = { Offset, Limit: recordsPerPage };
        const { Response } = await api.send(request('DescribeDnsRecords', parameters), recordPage);
        const [next, total] = [Offset + recordsPerPage, Response.TotalCount];
        return { items: Response.DnsRecords, total, next: next < total ? next : undefined };
      });
      const accelerated = await allPages(
        `EdgeOne's list of accelerated names of ${zone.display}`,
        async (at = 0) => {
          const Offset = Number(at);
          const parameters = { Offset, Limit: acceleratedPerPage };
          const answer = await api.send(request('DescribeAccelerationDomains', parameters), acceleratedPage);
          const [next, total] = [Offset + acceleratedPerPage, answer.Response.TotalCount];
          return { items: answer.Response.AccelerationDomains, total, next: next < total ? next : undefined };
        },
      );
      return listed(
        withoutForeign(found),
        accelerated.map(({ DomainName }) => DomainName),
        zone,
      );
    },
    async create(desired) {
      const { Response } = await api.send(request('CreateDnsRecord', fields(desired)), created);
      return { id: Response.RecordId, value: desired.value, ttl: desired.ttl };
    },
    async update(id, desired) {
      const DnsRecords = [{ RecordId: id, ...fields(desired) }];
      await api.send(request('ModifyDnsRecords', { DnsRecords }), done);
      return { id, value: desired.value, ttl: desired.ttl };
    },
    remove: (id) => api.send(request('DeleteDnsRecords', { RecordIds: [id] }), done),
    hidesMissing: true,
  };
}

/** The records, and one for each accelerated name that leaves no room for an address. */
function listed(
  found: readonly InferOutput<typeof record>[],
  accelerated: readonly string[],
  zone: Zone,
): ListedRecord[] {
  const names = new Set(accelerated.map((name) => relativeName(name, zone)));
  const records = found.map((one) => {
    const name = relativeName(one.Name, zone);
    const conflict = names.has(name) ? unlessPlain : conflictIn(one);
    return {
      ...{ id: one.RecordId, name, type: one.Type, value: one.Content, ttl: one.TTL },
      ...(conflict !== undefined && { conflict }),
    };
  });
  const taken = [...names].map((name) => ({
    ...{ name, type: 'ACCELERATED', value: '', ttl: null, conflict: unlessPlain },
  }));
  return [...records, ...taken];
}

function conflictIn({ Location, Weight, Status }: InferOutput<typeof record>): string | undefined {
  if (Location !== undefined && Location !== plain.Location)
    return `holds a record for the line ${Location} alone`;
  if (typeof Weight === 'number' && Weight !== plain.Weight) return 'holds a record with a weight';
  return Status === 'disable' ? 'holds a record that is switched off' : undefined;
}
