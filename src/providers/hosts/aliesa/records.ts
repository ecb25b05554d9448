import { array, boolean, type InferOutput, nullish, number, object, string } from 'valibot';
import { relativeName, type Zone } from '../../../dns/name.ts';
import type { RecordType } from '../../../dns/records.ts';
import { optionalText } from '../../api/error-text.ts';
import { ownOrForeign } from '../../api/listed-record.ts';
import type { ListedRecord } from '../../apply/listing.ts';

const record = object({
  RecordId: number(),
  RecordName: string(),
  RecordType: string(),
  Ttl: number(),
  Proxied: nullish(boolean()),
  Comment: optionalText,
  Data: object({ Value: string() }),
});
export const recordPage = object({
  TotalCount: number(),
  Records: array(ownOrForeign(record, 'RecordType', /^(A\/AAAA|A|AAAA|CNAME)$/i)),
});
type EsaRecord = InferOutput<typeof record>;

/** The type of a record that holds addresses of both families. */
export const addressType = 'A/AAAA';

/** What one record holds of a name. */
export interface Joint {
  readonly id: number;
  readonly comment: string | undefined;
  readonly values: Readonly<Record<RecordType, readonly string[]>>;
}

export function isOfAddresses({ RecordType }: EsaRecord): boolean {
  return /^(A\/AAAA|A|AAAA)$/i.test(RecordType);
}

function addressesIn({ Data }: EsaRecord): string[] {
  return Data.Value.split(',').map((one) => one.trim());
}

function familyOf(address: string): RecordType {
  return address.includes(':') ? 'AAAA' : 'A';
}

export function jointOf(one: EsaRecord): Joint {
  const all = addressesIn(one);
  const of = (family: RecordType) => all.filter((address) => familyOf(address) === family);
  return { id: one.RecordId, comment: one.Comment || undefined, values: { A: of('A'), AAAA: of('AAAA') } };
}

/** Each address as a record of its own. */
export function listed(own: readonly EsaRecord[], zone: Zone): ListedRecord[] {
  const count = new Map<string, number>();
  for (const { RecordName } of own.filter(isOfAddresses))
    count.set(relativeName(RecordName, zone), (count.get(relativeName(RecordName, zone)) ?? 0) + 1);
  return own.flatMap((one): ListedRecord[] => {
    const { RecordName, RecordType, Ttl: ttl, Proxied } = one;
    const name = relativeName(RecordName, zone);
    if (!isOfAddresses(one)) return [{ name, type: RecordType, value: one.Data.Value, ttl }];
    // In which of several an address would have to be is not known.
    const several = (count.get(name) ?? 0) > 1 ? 'holds several records of addresses' : undefined;
    const conflict = Proxied ? 'holds a record that ESA accelerates' : several;
    const about = conflict === undefined ? {} : { conflict };
    const addresses = addressesIn(one).map((value) => ({
      name,
      type: familyOf(value),
      value,
      ttl,
      ...about,
    }));
    // The other family of such a name has no room either.
    return conflict === undefined
      ? addresses
      : [...addresses, { name, type: addressType, value: '', ttl, conflict }];
  });
}
