import { Failure } from '../../../base/failure.ts';
import { classes, types, type WireMessage, type WireRecord } from '../../../dns/message.ts';
import { apex, fqdn, type Zone } from '../../../dns/name.ts';
import { addressIn, nameIn } from '../../../dns/record-data.ts';
import { type CurrentRecord, keyText, type RecordKey, type RecordSet } from '../../../dns/records.ts';
import { cnameConflict } from '../../apply/conflict.ts';
import { orElse, settingOf } from '../../refusal-text.ts';
import type { Rfc2136Exchange } from './exchange.ts';
import { existence } from './update.ts';

// Names of 200 bytes each still fit into a message.
const mostAtOnce = 250;

/** What an answer says of a record set; `cname` is the target of the CNAME that stands at the name itself. */
interface Reading extends RecordSet {
  readonly cname?: string;
}

/** The record sets as the zone itself holds them, not as its wildcards make them up. Throws a Failure. */
export async function readSets(
  exchange: Rfc2136Exchange,
  zone: Zone,
  keys: readonly RecordKey[],
): Promise<RecordSet[]> {
  const answered = await ask(exchange, zone, keys);
  const doubtful = await madeUpPerhaps(exchange, zone, answered);
  const madeUp = await madeUpIndeed(exchange, doubtful);
  return answered.map((reading) => {
    const { name, type, records, conflict } = reading;
    if (madeUp.has(keyText(reading))) return { name, type, records: [] };
    return { name, type, records, ...(conflict !== undefined && { conflict }) };
  });
}

async function ask(exchange: Rfc2136Exchange, zone: Zone, keys: readonly RecordKey[]): Promise<Reading[]> {
  const answers = await exchange.query(
    keys.map(({ name, type }) => ({ name: fqdn(name, zone), type: types[type] })),
  );
  return answers.flatMap((answer, index) => {
    const key = keys[index];
    return key ? [readingOf(answer, key, zone, exchange.server)] : [];
  });
}

function readingOf(answer: WireMessage, { name, type }: RecordKey, zone: Zone, server: string): Reading {
  const full = fqdn(name, zone);
  const ofType = (desired: number) =>
    answer.answers.filter((record) => record.type === desired && record.class === classes.IN);
  const atName = (desired: number) => ofType(desired).filter((record) => record.name === full);

  const dname = ofType(types.DNAME)[0];
  if (dname) return { name, type, records: [], conflict: `lies below a DNAME of ${dname.name}` };
  const alias = atName(types.CNAME)[0];
  if (alias) {
    const cname = targetOf(answer, alias);
    return { name, type, records: [], conflict: cnameConflict(cname), cname };
  }
  const records = atName(types[type]).map((record) => held(answer, record));
  if (answer.authoritative) return { name, type, records };
  const cut = answer.authorities.find(
    (record) => record.type === types.NS && record.name !== zone.name && isWithin(full, record.name),
  );
  if (cut && records.length === 0)
    return { name, type, records, conflict: `is delegated to ${targetOf(answer, cut)}` };
  throw new Failure(
    'permanent',
    `${server} is not authoritative for ${zone.display}: check ${settingOf(zone)}, and that RFC2136_NAMESERVER names the primary name server, not a resolver${orElse(zone)}`,
  );
}

function held(answer: WireMessage, record: WireRecord): CurrentRecord {
  return { value: readable(addressIn(answer.bytes, record)), ttl: record.ttl };
}

function targetOf(answer: WireMessage, record: WireRecord): string {
  return readable(nameIn(answer.bytes, record));
}

function readable(data: string | undefined): string {
  if (data !== undefined) return data;
  throw new Failure('transient', 'the server sent a record that cannot be read');
}

/**
 * A name server answers for a name that does not exist with the records of the wildcard above it, and nothing
 * in the answer tells so. What is no different from what such a wildcard holds may have been made up.
 */
async function madeUpPerhaps(exchange: Rfc2136Exchange, zone: Zone, readings: readonly Reading[]) {
  const present = readings.filter(({ records, cname }) => records.length > 0 || cname !== undefined);
  const wildcards = new Map<string, RecordKey>();
  for (const { name, type } of present)
    for (const wildcard of wildcardsAbove(name))
      wildcards.set(keyText({ name: wildcard, type }), { name: wildcard, type });
  const found = new Map(
    (await ask(exchange, zone, [...wildcards.values()])).map((set) => [keyText(set), content(set)]),
  );
  return present.filter((reading) =>
    wildcardsAbove(reading.name).some(
      (name) => found.get(keyText({ name, type: reading.type })) === content(reading),
    ),
  );
}

/** Only a prerequisite sees the zone as it is; an UPDATE without updates changes nothing (RFC 2136, section 3). */
async function madeUpIndeed(
  exchange: Rfc2136Exchange,
  doubtful: readonly Reading[],
): Promise<ReadonlySet<string>> {
  const exist = (readings: readonly Reading[]) =>
    exchange.update(
      readings.map(({ name, type, cname }) =>
        existence({ name, type: cname === undefined ? type : 'CNAME' }),
      ),
      [],
    );
  const madeUp = new Set<string>();
  for (let from = 0; from < doubtful.length; from += mostAtOnce) {
    const group = doubtful.slice(from, from + mostAtOnce);
    if (await exist(group)) continue;
    for (const reading of group)
      if (group.length === 1 || !(await exist([reading]))) madeUp.add(keyText(reading));
  }
  return madeUp;
}

/** The names whose wildcard records could answer for this one: `*.b` and `*` for `a.b`. */
function wildcardsAbove(name: string): string[] {
  if (name === apex) return [];
  const above = name.split('.').map((_, index, labels) => ['*', ...labels.slice(index + 1)].join('.'));
  return above.filter((wildcard) => wildcard !== name);
}

function content({ records, cname }: Reading): string {
  return JSON.stringify([cname, records.map(({ value, ttl }) => `${value} ${ttl}`).sort()]);
}

function isWithin(name: string, domain: string): boolean {
  return name === domain || name.endsWith(`.${domain}`);
}
