import { keyText, type RecordKey } from '../../src/dns/records.ts';
import type { Chance } from './chance.ts';
import type { Strike } from './faults.ts';
import type { PretendZone } from './pretend-zone.ts';

/** What the owner does in the panel of the host. */
export type Edit = Extract<
  Strike,
  'edit-value' | 'edit-ttl' | 'rename' | 'retype' | 'second-record' | 'delete-record'
>;

const edits: readonly string[] = [
  'edit-value',
  'edit-ttl',
  'rename',
  'retype',
  'second-record',
  'delete-record',
];

export function isEdit(fault: Strike): fault is Edit {
  return edits.includes(fault);
}

/** Edits a kept record by hand. Resolves to what was done, for the trace. */
export function editByHand(
  edit: Edit,
  zone: PretendZone,
  keys: readonly RecordKey[],
  chance: Chance,
): string {
  const kept = new Set(keys.map(keyText));
  const records = zone.all().filter(({ name, type }) => kept.has(`${name}/${type}`));
  const key = chance.pick('key', keys);
  if (records.length === 0 || edit === 'second-record') {
    zone.put({ ...key, value: foreignValue(key, chance), ttl: 300 }, 'owner');
    return `added to ${keyText(key)}`;
  }
  const record = chance.pick('record', records);
  const { id, name, type, value, ttl } = record;
  const change = (content: Partial<typeof record>) => {
    zone.put({ ...record, ...content }, 'owner');
    return `${name}/${type} ${value} ${ttl} ${id} became ${JSON.stringify(content)}`;
  };
  switch (edit) {
    case 'edit-value':
      return change({ value: foreignValue(record, chance) });
    case 'edit-ttl':
      return change({ ttl: ttl + 60 });
    case 'rename':
      return change({ name: `office${chance.whole('office', 1, 9)}` });
    case 'retype': {
      const isAlone = zone.all().filter((one) => one.name === name).length === 1;
      if (isAlone && chance.happens('alias', 0.5))
        return change({ type: 'CNAME', value: 'elsewhere.example.net' });
      return change({ type: 'TXT', value: 'was an address' });
    }
    case 'delete-record':
      zone.remove(id, 'owner');
      return `deleted ${name}/${type} ${value} ${id}`;
  }
}

/** The owner takes out what leaves no room for an address, and what is too much to be taken for an interrupted change. */
export function clearTheWay(zone: PretendZone, keys: readonly RecordKey[]): void {
  const names = new Set(keys.map(({ name }) => name));
  for (const { id, name, type } of zone.all())
    if (type === 'CNAME' && names.has(name)) zone.remove(id, 'owner');
  for (const key of keys) for (const { id } of zone.ofSet(key).slice(2)) zone.remove(id, 'owner');
}

/** A zone as the program finds it: records of others. */
export function furnish(zone: PretendZone, chance: Chance): void {
  const others = [
    ...(['mail/A/192.0.2.25', '@/MX/mail.example', '@/TXT/v=spf1 -all', 'www/CNAME/@'] as const),
    ...(['office/A/198.51.100.1', 'office/AAAA/2001:db8::1', 'lab/A/198.51.100.2'] as const),
  ];
  for (const other of others) {
    const [name = '', type = '', value = ''] = other.split('/');
    if (chance.happens(`${name} ${type}`, 0.6)) zone.put({ name, type, value, ttl: 3600 }, 'program');
  }
}

/** What the kept names hold before, if anything. */
export function furnishKept(zone: PretendZone, keys: readonly RecordKey[], chance: Chance): void {
  for (const key of keys) {
    if (chance.happens(`alias at ${keyText(key)}`, 0.04)) {
      const isFree = zone.all().every(({ name }) => name !== key.name);
      if (isFree)
        zone.put({ name: key.name, type: 'CNAME', value: 'elsewhere.example.net', ttl: 300 }, 'program');
      continue;
    }
    const isCname = zone.ofSet({ name: key.name, type: 'CNAME' }).length > 0;
    for (
      let count = isCname ? 0 : chance.pick(`records of ${keyText(key)}`, [0, 0, 1, 1, 1, 2]);
      count > 0;
      count--
    )
      zone.put(
        { ...key, value: foreignValue(key, chance), ttl: chance.pick(`TTL of ${keyText(key)}`, [300, 600]) },
        'program',
      );
  }
}

function foreignValue({ type }: { readonly type: string }, chance: Chance): string {
  const number = chance.whole('value', 1, 250);
  return type === 'AAAA' ? `2001:db8::${number}` : `198.51.100.${number}`;
}
