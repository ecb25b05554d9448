import type { Http } from '../http/client.ts';
import { secretsIn } from '../settings/secrets.ts';
import { isRequired, type SettingsTable, type Texts, type ValuesOf } from '../settings/setting.ts';
import { readValues } from '../settings/values.ts';
import type { Adapter } from './apply/compare.ts';
import { comparing } from './apply/comparing.ts';
import type { Provider, ProviderContext, ProviderDefinition } from './provider.ts';
import { type ZoneNotes, zoneNotes } from './zone-notes.ts';

/** What an adapter is made with besides the values of its settings. */
export interface HostContext extends ProviderContext {
  readonly http: Http;
  /** The vendor's own spelling. */
  readonly title: string;
  readonly limitedApart?: ProviderDefinition['limitedApart'];
  /** Takes facts about zones for their owner. */
  readonly notes: ZoneNotes;
  /** The values of the settings that are secrets, in the order of the table. */
  readonly secrets: readonly string[];
}

/** A DNS host as its file says it, with the values of its settings typed by its table. */
export interface Host<T extends SettingsTable>
  extends Omit<ProviderDefinition, 'settings' | 'check' | 'create'> {
  readonly settings: T;
  /** Only what no row can say alone: settings that exclude or need each other. A file that cannot be read counts as given. */
  check?(given: Texts<Extract<keyof T, string>>): readonly string[];
  create(values: ValuesOf<T>, context: HostContext): Adapter;
}

/** Makes the definition of a DNS host. Its `create` throws an Error on values that were not checked. */
export function host<const T extends SettingsTable>(definition: Host<T>): ProviderDefinition {
  return defined(definition, (values, context) => {
    const adapter = definition.create(values, context);
    const { zones } = adapter;
    return { ...comparing(adapter, context.clock), ...(zones && { zones }) };
  });
}

/** The same, of what `make` gives: for hosts where nothing can be compared before a write. */
export function defined<const T extends SettingsTable>(
  definition: Omit<Host<T>, 'create'>,
  make: (values: ValuesOf<T>, context: HostContext) => Pick<Provider, 'read' | 'apply' | 'zones'>,
): ProviderDefinition {
  const { name, title, ttl, settings, limitedApart } = definition;
  const required = Object.entries(settings).flatMap(([row, setting]) => (isRequired(setting) ? row : []));
  return {
    ...definition,
    check: (given) => [
      ...required.filter((row) => given[row] === undefined).map((row) => `${row} is required`),
      ...(definition.check?.(given) ?? []),
    ],
    create(given, http, context) {
      const { complete, problems } = readValues(given, settings);
      if (!complete) throw new Error(problems.map((one) => `${one.name} ${one.wrong}`).join(', '));
      const secrets = Object.values(secretsIn(given, settings));
      const notes = zoneNotes();
      const made = make(complete, { ...context, http, title, secrets, notes, limitedApart });
      return { name, ttl, notes: notes.of, ...made };
    },
  };
}
