import { onTestFinished } from 'vitest';
import { fqdn, parseZone, type Zone } from '../../src/dns/name.ts';
import type { RecordKey, RecordSet, WantedSet } from '../../src/dns/records.ts';
import { Failure } from '../../src/failure.ts';
import { plan } from '../../src/plan.ts';
import type { Confirmation } from '../../src/providers/provider.ts';
import type { Fault } from '../world/faults.ts';
import type { PretendRequest } from '../world/pretend-server.ts';
import type { NewRecord } from '../world/zone.ts';
import type { ProviderContract, ProviderWorldOptions } from './provider.ts';

export const example = parseZone('example.com');
export const home: RecordKey = { name: 'home', type: 'A' };
export const wanted = (name: string, value = '192.0.2.10', ttl = 600): WantedSet => ({
  name,
  type: value.includes(':') ? 'AAAA' : 'A',
  value,
  ttl,
});
export const record = (name: string, data: string, ttl = 600): NewRecord => ({
  name,
  type: data.includes(':') ? 'AAAA' : 'A',
  data,
  ttl,
});

/** The provider before a zone with these records besides the foreign ones; it ends with the test. */
export async function provided(
  contract: ProviderContract,
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
    async sync(sets: readonly WantedSet[], zone: Zone = example, signal = never) {
      const changes = plan(sets, await provider.read(zone, sets, never));
      return provider.apply(zone, changes, signal);
    },
    async remaining(sets: readonly WantedSet[], zone: Zone = example) {
      return plan(sets, await provider.read(zone, sets, never));
    },
  };
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

export function isAbout(request: PretendRequest, name: string): boolean {
  const full = fqdn(name, example);
  return [name, full].some((text) => request.segments.includes(text) || request.body.includes(`"${text}"`));
}
