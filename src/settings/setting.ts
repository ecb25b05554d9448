import {
  type CleanedEnv,
  type CleanedEnvAccessors,
  makeExactValidator,
  type OptionalValidatorSpec,
  type RequiredValidatorSpec,
} from 'envalid';

/** What a row of a settings table says for people; the pages and the forms are made from it. */
export interface SettingFacts {
  /** What it is for (Markdown). */
  readonly about: string;
  /** What can be given, in words. */
  readonly accepted: string;
  /** The default as one would write it. */
  readonly defaultText?: string;
  /** What the pages show as the default instead. */
  readonly shownDefault?: string;
  /** Never shown, redacted everywhere, can be given as `NAME_FILE`. */
  readonly secret?: true;
  /** A secret of several lines, such as a key in PEM. */
  readonly lines?: true;
  /** Belongs to one zone: another target with another DOMAIN does not take it over. */
  readonly perZone?: true;
  /** Belongs to one zone only as far as others may be elsewhere: the zones of one `DOMAINS` share it. */
  readonly perAccount?: true;
  /** No target takes it over from another one. */
  readonly ownOnly?: true;
  /** Names the server that holds the zone: targets with different ones never keep the same record. */
  readonly server?: true;
}

/** A row whose value is always there: it must be given, or has a default. Each row is a validator of envalid. */
export type RequiredSetting<T> = RequiredValidatorSpec<T> & SettingFacts;
export type OptionalSetting<T> = OptionalValidatorSpec<T> & SettingFacts;
export type Setting<T> = RequiredSetting<T> | OptionalSetting<T>;

/** Rows by the names of their variables. */
export type SettingsTable = Readonly<Record<string, Setting<unknown>>>;

/** The values of a table: those of optional rows may be undefined. */
export type ValuesOf<T extends SettingsTable> = Omit<CleanedEnv<T>, keyof CleanedEnvAccessors>;

/** What was given for the rows of a table, as it was written. */
export type Texts<Name extends string = string> = { readonly [K in Name]?: string | undefined };

/** A row that must be given. `parse` throws an Error whose message continues the sentence "VARIABLE …". */
export function setting<T>(parse: (text: string) => T, facts: SettingFacts): RequiredSetting<T> {
  return Object.assign(makeExactValidator(parse)(), facts);
}

/** The same row, which may be left out; `shownDefault` tells what happens then. */
export function optional<T>(row: RequiredSetting<T>, shownDefault?: string): OptionalSetting<T> {
  return Object.assign({}, row, { default: undefined }, shownDefault !== undefined && { shownDefault });
}

/** The same row with a default, as one would write it. */
export function withDefault<T extends NonNullable<unknown>>(
  text: string,
  row: RequiredSetting<T>,
  shownDefault?: string,
): RequiredSetting<T> {
  const shown = shownDefault !== undefined && { shownDefault };
  return Object.assign({}, row, { default: row._parse(text), defaultText: text }, shown);
}

/** The same row, which belongs to one zone. */
export function ofZone<T extends Setting<unknown>>(row: T): T & { readonly perZone: true } {
  return Object.assign({}, row, { perZone: true as const });
}

/** The same row, which may be left out and belongs to one zone. */
export function perZone<T>(row: RequiredSetting<T>): OptionalSetting<T> {
  return ofZone(optional(row));
}

/** The same row, which may be left out and names the account that holds the zone. */
export function perAccount<T>(row: RequiredSetting<T>): OptionalSetting<T> {
  return Object.assign(perZone(row), { perAccount: true as const });
}

/** The same row, which each target has to set for itself. */
export function ownOnly<T extends Setting<unknown>>(row: T): T & { readonly ownOnly: true } {
  return Object.assign({}, row, { ownOnly: true as const });
}

/** The same row, as one that names the server which holds the zone. */
export function ofServer<T extends Setting<unknown>>(row: T): T & { readonly server: true } {
  return Object.assign({}, row, { server: true as const });
}

/** Whether something must be given for this row. */
export function isRequired(row: Setting<unknown>): boolean {
  return !('default' in row);
}

export function isUsable(row: Setting<unknown>, text: string): boolean {
  try {
    row._parse(text);
    return true;
  } catch {
    return false;
  }
}
