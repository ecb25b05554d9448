import { intro } from '@clack/prompts';
import { messageOf } from '../../base/failure.ts';
import { apex, displayName, parseName, parseRecordName, parseZone, type Zone } from '../../dns/name.ts';
import type { ProviderDefinition } from '../../providers/provider.ts';
import type { Environment } from '../../settings/secrets.ts';
import type { SettingsTable } from '../../settings/setting.ts';
import { choose, line, Stopped, say, search, tell, yes } from './ask.ts';
import { askCredentials, type Credentials } from './credentials.ts';
import type { Result } from './files.ts';
import { print } from './print.ts';
import type { SetupTools } from './tools.ts';

export type { SetupTools } from './tools.ts';

const exitStopped = 130;
const other = 'another one: type it';

/** Asks in the terminal what is needed, tries it out, and prints the files to run it with. Resolves to the exit code. */
export async function setup(tools: SetupTools): Promise<number> {
  try {
    print(await ask(tools));
    return 0;
  } catch (thrown) {
    if (!(thrown instanceof Stopped)) throw thrown;
    say('Stopped. Nothing was written anywhere.');
    return exitStopped;
  }
}

interface Answers {
  credentials?: Credentials | undefined;
  domain?: Environment | undefined;
  families?: string | undefined;
}

async function ask(tools: SetupTools): Promise<Result> {
  intro('homemade-ddns: a few questions, then the files to run it with. Nothing is written to DNS.');
  const host = await askHost(tools);
  tell(host.title, host.about);
  const answers: Answers = {};
  let given = tools.given;
  for (;;) {
    answers.credentials ??= await askCredentials(host, given);
    answers.domain ??= await askDomain(host, { ...given, ...answers.credentials }, tools);
    if (answers.domain === undefined) {
      given = withoutCredentials(given, host);
      answers.credentials = undefined;
      continue;
    }
    answers.families ??= await askFamilies(host);
    const settings = { PROVIDER: host.name, ...answers.domain, IP_FAMILIES: answers.families };
    say('Asking what your address is, and what your DNS host holds …');
    const trial = await tools.tryOut({ ...given, ...settings, ...answers.credentials });
    tell('What would be done', trial.text);
    if (trial.replaced.length > 0) tell('Something stands there already', trial.replaced.join('\n'));
    const next = trial.isWell && trial.replaced.length === 0 ? 'go on' : await askNext(trial.isWell);
    if (next === 'credentials') {
      given = withoutCredentials(given, host);
      answers.credentials = undefined;
    }
    if (next === 'domain') answers.domain = undefined;
    if (next === 'families') answers.families = undefined;
    if (next === 'go on')
      return resultOf(host, { ...given, ...settings, ...answers.credentials }, tools.ownSettings);
  }
}

async function askHost(tools: SetupTools): Promise<ProviderDefinition> {
  const hosts = [...(await tools.hosts())].sort((a, b) => a.title.localeCompare(b.title));
  const choices = hosts.map(({ name, title }) => ({ value: name, label: title, hint: `PROVIDER=${name}` }));
  const name = await search('Which DNS host serves your domain?', choices);
  const host = hosts.find((one) => one.name === name);
  if (!host) throw new Error(`${name} is no host`);
  return host;
}

/** The settings that say which names; undefined when the credentials have to be asked for again. */
async function askDomain(
  host: ProviderDefinition,
  known: Environment,
  tools: SetupTools,
): Promise<Environment | undefined> {
  if (host.fullNames) {
    const check = (text: string) => eachOf(text, parseName);
    return { DOMAINS: tidy(await line('Which names shall lead to your home?', check, 'home.example.com')) };
  }
  const listed = await tools.zones(host, known);
  if (listed && 'reason' in listed) {
    say(listed.reason);
    if (listed.isOfCredentials) return undefined;
  }
  const zones = listed && 'zones' in listed ? listed.zones : [];
  if (listed && 'zones' in listed && zones.length === 0) say(`${host.title} shows this credential no zone.`);
  const zone = await askZone(zones);
  const about = `Which names in ${zone.display} shall lead to your home? With commas; ${apex} is ${zone.display} itself`;
  const names = tidy(await line(about, (text) => eachOf(text, (one) => parseRecordName(one, zone)), 'home'));
  return { DOMAIN: zone.display, RECORDS: names };
}

async function askZone(zones: readonly string[]): Promise<Zone> {
  const choices = [...zones].sort().map((name) => ({ value: name, label: name }));
  if (choices.length > 0) {
    const chosen = await search('Which of your domains?', [...choices, { value: other, label: other }]);
    if (chosen !== other) return parseZone(chosen);
  }
  const check = (text: string) => complaint(() => parseZone(text), text);
  return parseZone(await line('Which domain is it, as your DNS host calls the zone?', check, 'example.com'));
}

async function askFamilies(host: ProviderDefinition): Promise<string> {
  if (host.ipv4Only) return 'ipv4';
  const wanted = await yes(
    'IPv6 as well (AAAA records)? The container needs a network with IPv6 for it',
    false,
  );
  return wanted ? 'ipv4,ipv6' : 'ipv4';
}

function askNext(isWell: boolean) {
  return choose('What now?', [
    ...(isWell ? [{ value: 'go on', label: 'That is meant: go on' } as const] : []),
    { value: 'again', label: 'Try once more' },
    { value: 'domain', label: 'Another domain, or other names' },
    { value: 'credentials', label: 'Another credential' },
    { value: 'families', label: 'IPv6 or not' },
    ...(isWell ? [] : [{ value: 'go on', label: 'Go on all the same, and mend it later' } as const]),
  ]);
}

/** What was given without those that this host has refused, so that they are asked for. */
function withoutCredentials(given: Environment, host: ProviderDefinition): Environment {
  return Object.fromEntries(Object.entries(given).filter(([name]) => !isSecret(host, name)));
}

function isSecret({ settings }: Pick<ProviderDefinition, 'settings'>, name: string): boolean {
  return settings[name.replace(/_FILE$/, '')]?.secret === true;
}

/** A password within the address of a proxy or broker. */
function withoutLogin(text: string): string {
  return text.replace(/(:\/\/)[^\s,]*@/g, '$1USER:PASSWORD@');
}

async function resultOf(
  { settings: rows }: ProviderDefinition,
  settings: Environment,
  ofProgram: SettingsTable,
): Promise<Result> {
  const host = { settings: { ...ofProgram, ...rows } };
  const all = Object.entries(settings);
  const secrets = all.flatMap(([name]) => (isSecret(host, name) ? [name.replace(/_FILE$/, '')] : []));
  const shown = all.flatMap(([name, text]): [string, string][] =>
    isSecret(host, name) || text === undefined ? [] : [[name, withoutLogin(text)]],
  );
  const keep = await choose('How shall the credential be kept?', [
    {
      value: 'file',
      label: 'In a file',
      hint: 'nobody sees it in docker inspect; a new one needs no restart',
    },
    { value: 'variable', label: 'In a variable, in the file .env' },
  ]);
  const ipv6 = settings.IP_FAMILIES !== 'ipv4';
  const keyFiles = [...new Set(secrets)].filter((name) => rows[name]?.lines);
  return { settings: Object.fromEntries(shown), secrets: [...new Set(secrets)], keyFiles, keep, ipv6 };
}

/** Why one of these names cannot be used; undefined when all can. */
function eachOf(text: string, read: (name: string) => string): string | undefined {
  for (const name of text.split(',')) {
    const wrong = complaint(() => read(name.trim()), name.trim());
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function complaint(read: () => unknown, text: string): string | undefined {
  if (text === '') return 'A name is missing';
  try {
    read();
    return undefined;
  } catch (thrown) {
    return `${displayName(text)} ${messageOf(thrown)}`;
  }
}

function tidy(names: string): string {
  return [...new Set(names.split(',').map((name) => name.trim()))].join(',');
}
