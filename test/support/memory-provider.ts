import type { Failure } from '../../src/base/failure.ts';
import type { Zone } from '../../src/dns/name.ts';
import { type Change, keyText, type RecordKey, type RecordSet } from '../../src/dns/records.ts';
import type {
  Confirmation,
  Note,
  Provider,
  ProviderDefinition,
  ProviderValues,
} from '../../src/providers/provider.ts';
import { secret } from '../../src/settings/rows.ts';
import { optional } from '../../src/settings/setting.ts';

/** A DNS host that lives in this process: what it holds, what it was asked, and how it shall misbehave. */
export class MemoryProvider {
  readonly held = new Map<string, RecordSet>();
  readonly calls: string[] = [];
  /** The values it was created with, last one last. */
  readonly created: ProviderValues[] = [];
  readFails: Failure | undefined;
  applyFails: Failure | undefined;
  /** Carry out the change although `applyFails` is reported: an answer that was lost. */
  carriesOutAll = false;
  recordFails = new Map<string, Failure>();
  /** The TTL it gives every record, whatever was asked for. */
  fixedTtl: number | undefined;
  /** The address it gives every record. */
  fixedValue: string | undefined;
  /** What stands beside every record that it writes. */
  beside: RecordSet['records'] = [];
  /** What it notices of its zones. */
  notes: Note[] = [];
  /** Answers for no change at all. */
  silent = false;
  /** Something to do while a call is under way. */
  during: (() => Promise<void>) | undefined;

  set(name: string, type: RecordSet['type'], ...records: RecordSet['records']): void {
    this.held.set(keyText({ name, type }), { name, type, records });
  }

  values(name: string, type: RecordSet['type']): string[] {
    return this.held.get(keyText({ name, type }))?.records.map(({ value }) => value) ?? [];
  }

  readonly definition: ProviderDefinition = {
    name: 'memory',
    title: 'Memory',
    about: 'In memory.',
    ttl: { min: 60, max: 86_400 },
    settings: { MEMORY_TOKEN: optional(secret('token')) },
    check: () => [],
    create: (values) => {
      this.created.push(values);
      return this.provider;
    },
  };

  readonly provider: Provider = {
    name: 'memory',
    ttl: { min: 60, max: 86_400 },
    read: async (_zone: Zone, keys: readonly RecordKey[]) => {
      this.calls.push(`read ${keys.map(keyText).join(' ')}`);
      await this.during?.();
      if (this.readFails) throw this.readFails;
      return keys.map((key) => this.held.get(keyText(key)) ?? { ...key, records: [] });
    },
    notes: () => this.notes,
    apply: async (_zone: Zone, changes: readonly Change[]) => {
      this.calls.push(`apply ${changes.map(keyText).join(' ')}`);
      await this.during?.();
      if (this.applyFails && !this.carriesOutAll) throw this.applyFails;
      const confirmations = changes.map((change) => this.#carryOut(change));
      if (this.applyFails) throw this.applyFails;
      return this.silent ? [] : confirmations;
    },
  };

  #carryOut({ name, type, desired }: Change): Confirmation {
    const failure = this.recordFails.get(keyText({ name, type }));
    if (failure) return { name, type, failure };
    const held: RecordSet = {
      name,
      type,
      records: desired
        ? [{ value: this.fixedValue ?? desired.value, ttl: this.fixedTtl ?? desired.ttl }, ...this.beside]
        : [],
    };
    this.held.set(keyText(held), held);
    return { name, type, held };
  }
}
