import type { ProviderDefinition } from '../../providers/provider.ts';
import type { Environment } from '../../settings/secrets.ts';
import { isRequired, isUsable, type Setting } from '../../settings/setting.ts';
import { choose, hidden, line, say } from './ask.ts';
import { plainLine } from './plain.ts';

export type Credentials = Readonly<Record<string, string>>;

/** More optional settings than this are not tried in every combination. */
const mostOptional = 10;
/** For a check that looks at whether a setting is there. */
const something = 'x';

/**
 * The sets of settings that a host can be used with, none of which has one to spare: GoDaddy takes a token, or a key with
 * its secret. What has a default, or belongs to one zone, is not asked for.
 */
export function kindsOf({ settings, check }: ProviderDefinition): string[][] {
  const rows = Object.entries(settings).filter(([, row]) => row.defaultText === undefined);
  const required = rows.flatMap(([name, row]) => (isRequired(row) ? [name] : []));
  const optional = rows.flatMap(([name, row]) => (isRequired(row) || row.perZone ? [] : [name]));
  const fits = (names: readonly string[]) =>
    check(Object.fromEntries(names.map((name) => [name, something]))).length === 0;
  const found: string[][] = [];
  for (const more of subsets(optional.slice(0, mostOptional))) {
    const names = [...required, ...more];
    const isBare = !found.some((one) => one.every((name) => names.includes(name)));
    if (isBare && fits(names)) found.push(names);
  }
  if (found.length === 0) return [required];
  const isSecret = (name: string) => settings[name]?.secret === true;
  if (found.some((names) => names.some(isSecret))) return found;
  // It can be used without any, but perhaps not this one.
  const signed = subsets(optional.slice(0, mostOptional)).find(
    (more) => more.some(isSecret) && fits([...required, ...more]),
  );
  return signed ? [[...required, ...signed], ...found] : found;
}

/** Smaller ones first, in the order of the table. */
function subsets(names: readonly string[]): string[][] {
  const all: string[][] = [[]];
  for (const name of names) for (const set of [...all]) all.push([...set, name]);
  return all.sort((one, other) => one.length - other.length);
}

/** Asks for what a host needs, until it fits together; what was given beforehand is not asked for. */
export async function askCredentials(host: ProviderDefinition, given: Environment): Promise<Credentials> {
  const isGiven = (name: string) => given[name] !== undefined || given[`${name}_FILE`] !== undefined;
  const kinds = kindsOf(host);
  const begun = kinds.find((names) => names.some((name) => host.settings[name]?.secret && isGiven(name)));
  for (;;) {
    const names = begun ?? (await kindOf(host, kinds));
    const credentials: Record<string, string> = {};
    for (const name of names) {
      const row = host.settings[name];
      if (row && !isGiven(name)) credentials[name] = await askOne(name, row);
    }
    const wrong = host.check({ ...presence(host, given), ...credentials });
    if (wrong.length === 0) return credentials;
    say(wrong.join('\n'));
  }
}

async function kindOf({ title }: ProviderDefinition, kinds: readonly string[][]): Promise<string[]> {
  const [only = [], ...others] = kinds;
  if (others.length === 0) return only;
  const choices = kinds.map((names, index) => ({
    value: String(index),
    label: names.join(' with ') || 'none, it takes unsigned requests',
  }));
  return kinds[Number(await choose(`Which credential of ${title} do you have?`, choices))] ?? only;
}

const joined = 'tr -d "\\n" < key.json';
const escaped = `awk '{ printf "%s\\\\n", $0 }' key.pem`;

function askOne(name: string, row: Setting<unknown>): Promise<string> {
  // A line ends an answer.
  const form = row.lines ? ` (as one line: ${/\bJSON\b/.test(row.accepted) ? joined : escaped})` : '';
  const about = plainLine(row.about) + form;
  const check = (answer: string) => {
    if (answer === '') return `Nothing was typed; accepted: ${row.accepted}`;
    return isUsable(row, answer) ? undefined : `That cannot be used; accepted: ${row.accepted}`;
  };
  return row.secret ? hidden(`${name}: ${about}`, check) : line(`${name}: ${about}`, check);
}

/** What was given of a host, a file as something that is there. */
function presence({ settings }: ProviderDefinition, given: Environment): Credentials {
  const names = Object.keys(settings);
  return Object.fromEntries(
    names.flatMap((name) => {
      const text = given[name] ?? (given[`${name}_FILE`] === undefined ? undefined : something);
      return text === undefined ? [] : [[name, text]];
    }),
  );
}
