import { onTestFinished } from 'vitest';
import { Failure } from '../../../src/base/failure.ts';
import { plan } from '../../../src/core/plan.ts';
import { fqdn, parseZone, type Zone } from '../../../src/dns/name.ts';
import type { Change, DesiredSet, RecordKey, RecordSet } from '../../../src/dns/records.ts';
import type { Confirmation } from '../../../src/providers/provider.ts';
import type { Fault } from '../../world/faults.ts';
import type { PretendRequest } from '../../world/pretend-server.ts';
import type { HeldZone, NewRecord, ZoneRecord } from '../../world/zone.ts';
import type { ProviderContract, ProviderWorldOptions } from './provider.ts';

export const example = parseZone('example.com');
export const home: RecordKey = { name: 'home', type: 'A' };

/** Records and wishes with the TTLs that this provider's service takes. */
export function terms({
  ttls: [usual, other] = [600, 3600],
  zoneTtl,
}: Pick<ProviderContract, 'ttls' | 'zoneTtl'> = {}) {
  const desired = (name: string, value = '192.0.2.10', ttl: number = usual): DesiredSet => ({
    name,
    type: value.includes(':') ? 'AAAA' : 'A',
    value,
    ttl,
  });
  const record = (name: string, data: string, ttl: number = usual): NewRecord => ({
    name,
    type: data.includes(':') ? 'AAAA' : 'A',
    data,
    ttl,
  });
  const held = (value: string, ttl: number = usual) => ({ value, ttl: zoneTtl ? null : ttl });
  return { desired, record, held, usual, other };
}

/** The provider before a zone with these records besides the foreign ones; it ends with the test. */
export async function provided(
  contract: Pick<ProviderContract, 'setup'>,
  records: readonly NewRecord[] = [],
  options: Partial<ProviderWorldOptions> = {},
) {
  const made = await contract.setup({ zone: example.name, records, timeout: 5000, ...options });
  onTestFinished(() => made.stop());
  const { provider } = made;
  const never = freshSignal();
  return {
    ...made,
    read: (keys: readonly RecordKey[], signal = never, zone = example) => provider.read(zone, keys, signal),
    /** Reads, plans and applies, as a round does. */
    async sync(sets: readonly DesiredSet[], zone: Zone = example, signal = never) {
      const changes = plan(sets, await provider.read(zone, sets, never));
      return applied(provider.apply(zone, changes, signal), changes);
    },
    async remaining(sets: readonly DesiredSet[], zone: Zone = example) {
      return plan(sets, await provider.read(zone, sets, never));
    },
  };
}

/** The confirmations; a Failure that was thrown stands for all of them. */
export async function applied(
  applying: Promise<readonly Confirmation[]>,
  changes: readonly Change[],
): Promise<readonly Confirmation[]> {
  return applying.catch((thrown: unknown) => {
    if (!(thrown instanceof Failure)) throw thrown;
    return changes.map(({ name, type }) => ({ name, type, failure: thrown }));
  });
}

export function answer(status: number, body: string, headers: Record<string, string> = {}): Fault {
  return { kind: 'answer', status, body, headers: { 'content-type': 'application/json', ...headers } };
}

export function freshSignal(): AbortSignal {
  return new AbortController().signal;
}

export function failureIn(confirmation: Confirmation | undefined): Failure | undefined {
  return confirmation && 'failure' in confirmation ? confirmation.failure : undefined;
}

export async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  const outcome = await promise.then(
    (value) => new Error(`it succeeded with ${JSON.stringify(value)}`),
    (thrown) => thrown,
  );
  if (outcome instanceof Failure) return outcome;
  throw outcome;
}

export function heldIn(confirmations: readonly Confirmation[]): RecordSet[] {
  return confirmations.flatMap((one) => ('held' in one ? [one.held] : []));
}

/** Record sets without the provider's own handles. */
export function plain(sets: readonly RecordSet[]) {
  return sets.map(({ name, type, records }) => ({
    name,
    type,
    records: records.map(({ value, ttl }) => ({ value, ttl })),
  }));
}

/** Whether a request speaks of a name, or of a record that the name holds. */
export function isAbout(request: PretendRequest, name: string, contract: ProviderContract, held: HeldZone) {
  const handle = contract.handle ?? (({ id }: ZoneRecord) => id);
  const full = fqdn(name, example);
  const form = request.body.startsWith('{') ? [] : [...new URLSearchParams(request.body).values()];
  const fields = [...request.query.values(), ...form];
  // A form may carry JSON.
  const body = `${request.body} ${form.join(' ')}`;
  const said = [name, full, `${full}.`, ...held.list({ name }).map(handle)];
  const forms = (text: string) => [`"${text}"`, `"id":${text},`, `"id":${text}}`, `>${text}<`];
  const isInBody = (text: string) => forms(text).some((one) => body.includes(one));
  return said.some(
    (text) =>
      [...request.segments.flatMap((one) => one.split(' ')), ...fields].includes(text) || isInBody(text),
  );
}
