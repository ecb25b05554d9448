import { ipv6Of } from '../ip/address-bytes.ts';
import { types, type WireRecord } from './message.ts';
import { readName } from './wire-name.ts';

/** The address in an A or AAAA record, in canonical text. Undefined: malformed, or a record of another type. */
export function addressIn(bytes: Buffer, { type, dataStart, end }: WireRecord): string | undefined {
  const data = bytes.subarray(dataStart, end);
  if (type === types.A && data.length === 4) return data.join('.');
  return type === types.AAAA && data.length === 16 ? ipv6Of(data) : undefined;
}

/** The name that is all the data of a record: CNAME, DNAME, NS. Undefined: malformed. */
export function nameIn(bytes: Buffer, { dataStart, end }: WireRecord): string | undefined {
  const target = readName(bytes, dataStart);
  return target?.end === end ? target.name : undefined;
}

/** The strings of a TXT record, one behind the other. Undefined: malformed. */
export function textIn(bytes: Buffer, { dataStart, end }: WireRecord): string | undefined {
  if (dataStart === end) return undefined;
  let text = '';
  for (let at = dataStart; at < end; ) {
    const next = at + 1 + (bytes[at] ?? 0);
    if (next > end) return undefined;
    text += bytes.toString('latin1', at + 1, next);
    at = next;
  }
  return text;
}
