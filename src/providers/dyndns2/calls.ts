import type { Change } from '../../dns/records.ts';
import { familyOfType } from '../../dns/records.ts';
import { type Family, families } from '../../ip/address.ts';
import type { Families } from './service.ts';

/** The addresses that one host is to be told. */
export interface Order {
  readonly host: string;
  /** Hosts of different groups share no call. */
  readonly group?: string;
  readonly addresses: Readonly<Partial<Record<Family, string>>>;
}

/** Hosts that are told the same in one call. */
export interface PlannedCall {
  readonly hosts: readonly string[];
  readonly addresses: Readonly<Partial<Record<Family, string>>>;
}

/** What each host is to be told, of the changes of their records. */
export function ordersOf(changes: readonly Change[]): Order[] {
  const orders = new Map<string, Partial<Record<Family, string>>>();
  for (const { name, type, desired } of changes) {
    const addresses = orders.get(name) ?? {};
    orders.set(name, addresses);
    if (desired) addresses[familyOfType[type]] = desired.value;
  }
  return [...orders].map(([host, addresses]) => ({ host, addresses }));
}

/** The fewest calls that tell it all. */
export function callsOf(orders: readonly Order[], { calls }: Families, hostsPerCall: number): PlannedCall[] {
  const parts =
    calls === 'together'
      ? orders
      : families.flatMap((family) => orders.flatMap((order) => onlyOf(order, family)));
  const groups = new Map<string, Order[]>();
  for (const part of parts) {
    const told = families.map((family) => part.addresses[family] ?? null);
    const same = JSON.stringify([part.group, told]);
    groups.set(same, [...(groups.get(same) ?? []), part]);
  }
  return [...groups.values()].flatMap((group) => inChunks(group, hostsPerCall));
}

function onlyOf(order: Order, family: Family): Order[] {
  const address = order.addresses[family];
  return address === undefined ? [] : [{ ...order, addresses: { [family]: address } }];
}

function inChunks(group: readonly Order[], size: number): PlannedCall[] {
  const [first] = group;
  if (!first) return [];
  const count = Math.ceil(group.length / size);
  return Array.from({ length: count }, (_, index) => ({
    hosts: group.slice(index * size, (index + 1) * size).map(({ host }) => host),
    addresses: first.addresses,
  }));
}
