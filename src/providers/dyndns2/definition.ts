import { createAuthoritative } from '../../dns/authoritative.ts';
import { fqdn } from '../../dns/name.ts';
import { isRequired, type Setting, type SettingsTable, type ValuesOf } from '../../settings/setting.ts';
import { defined, type HostContext } from '../host.ts';
import type { Provider, ProviderDefinition } from '../provider.ts';
import { updateOnly } from './engine.ts';
import { domainOf, sending } from './sending.ts';
import type { Service } from './service.ts';
import { createMemory, type Memory } from './told.ts';

// The service decides it.
const ttl = { min: 1, max: 2_147_483_647 };

/** Makes the definition of an update-only service of its row. */
export function service<const T extends SettingsTable>(row: Service<T>): ProviderDefinition {
  const { name, title, about, evidence, families, settings, rate, check } = row;
  /** What each adapter remembers, for the one that takes its place when the credentials change. */
  const memories = new WeakMap<Provider['read'], Memory>();
  return defined(
    {
      ...{ name, title, about, evidence, ttl, settings, updateOnly: true, fullNames: true },
      ...(typeof families === 'object' && families.calls === 'ipv4' && { ipv4Only: true }),
      ...(rate && { rate }),
      ...(check && { check }),
    },
    (values, context) => {
      const memory = (context.before && memories.get(context.before.read)) ?? createMemory(context.clock);
      const made = adapterOf(row, values, context, memory);
      memories.set(made.read, memory);
      return made;
    },
  );
}

function adapterOf<T extends SettingsTable>(
  row: Service<T>,
  values: ValuesOf<T>,
  context: HostContext,
  memory: Memory,
): Pick<Provider, 'read' | 'apply'> {
  const { hostsPerCall = 1, spacing = 0, perDay, noRecord, sameDomain } = row;
  const families = typeof row.families === 'function' ? row.families(values) : row.families;
  const answer = typeof row.answer === 'function' ? row.answer(values) : row.answer;
  const given = new Map(Object.entries(values));
  const isOfAccount = ([variable, setting]: readonly [string, Setting<unknown>]) =>
    isRequired(setting) || (setting.secret && given.get(variable) !== undefined);
  const names = Object.entries(row.settings)
    .filter(isOfAccount)
    .map(([variable]) => variable);
  const userAgent = row.userAgent?.(values);
  return updateOnly({
    ...context,
    ...{ families, answer, hostsPerCall, spacing, perDay, memory },
    groupOf: async (name, zone) => (sameDomain ? domainOf(fqdn(name, zone), zone) : ''),
    credentials: names.join(', ').replace(/, ([^,]*)$/, ' and $1'),
    authoritative: noRecord ? undefined : (context.authoritative ?? createAuthoritative(context)),
    send: sending({ ...context, families, userAgent, request: (call) => row.request(call, values) }),
  });
}
