import type { Clock } from '../../base/clock.ts';
import { Failure } from '../../base/failure.ts';
import type { Authoritative } from '../../dns/authoritative.ts';
import { fqdn, type Zone } from '../../dns/name.ts';
import { typeOf } from '../../dns/records.ts';
import { type Family, families } from '../../ip/address.ts';
import type { Order } from './calls.ts';
import type { Absent, Families } from './service.ts';
import { idOf, type Memory, settling } from './told.ts';

export interface OthersOptions {
  readonly title: string;
  readonly clock: Clock;
  readonly memory: Memory;
  readonly families: Families;
  readonly authoritative: Authoritative | undefined;
}

const names: Readonly<Record<Family, string>> = { ipv4: 'IPv4', ipv6: 'IPv6' };
const harm: Readonly<Record<Exclude<Absent, 'kept'>, string>> = {
  guessed: 'would publish the address that the call comes from',
  deleted: 'would delete the other record',
  falsified: 'would publish an address that is nobody’s',
  unknown: 'may do anything to the other record',
};

/**
 * Completes what a host is told with the address of the family that does not change, where the service would not leave
 * that one alone. Throws a Failure of the record where it is not known.
 */
export function others({ title, clock, memory, families: kind, authoritative }: OthersOptions) {
  async function current(zone: Zone, host: string, family: Family, signal: AbortSignal) {
    const type = typeOf[family];
    const id = idOf({ name: host, type }, zone);
    const told = memory.lost(id) ? undefined : memory.told(id);
    if (told && told.as !== 'doubt' && clock.monotonic() - told.at < settling) return [told.value];
    const holding = await authoritative?.lookUp(fqdn(host, zone), type, signal);
    if (holding && 'addresses' in holding) return holding.addresses;
    return told && told.as !== 'doubt' ? [told.value] : undefined;
  }

  return async (zone: Zone, order: Order, signal: AbortSignal): Promise<Order> => {
    const missing = families.find((family) => order.addresses[family] === undefined);
    if (kind.calls !== 'together' || missing === undefined) return order;
    const absent = kind.absent[missing];
    if (absent === 'kept') return order;
    const addresses = await current(zone, order.host, missing, signal);
    const [only, ...more] = addresses ?? [];
    if (only !== undefined && more.length === 0)
      return { ...order, addresses: { ...order.addresses, [missing]: only } };
    // Where there is nothing, nothing can be deleted, and what comes over one family cannot be guessed of the other.
    if (addresses?.length === 0 && absent !== 'falsified') return order;
    const why =
      addresses === undefined
        ? `which ${names[missing]} address it has is not known: its name servers could not be asked`
        : `it has ${addresses.length === 0 ? 'no' : 'several'} ${names[missing]} ${addresses.length === 0 ? 'address' : 'addresses'}`;
    throw new Failure(
      'record',
      `${order.host} is left as it is: told of one family alone, ${title} ${harm[absent]}, and ${why}`,
    );
  };
}
