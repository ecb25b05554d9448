import { keptText } from '../base/kept-text.ts';
import { version } from '../base/version.ts';
import type { Config } from '../config/config.ts';
import { sourceNames } from '../config/lines.ts';
import { moreRuntimeVariables, programSettings, runtimeVariables } from '../config/program-settings.ts';
import { targetSettings } from '../config/target-settings.ts';
import { displayName } from '../dns/name.ts';
import { createRedactor, type Redactor } from '../report/redact.ts';
import { type Environment, secretsIn } from '../settings/secrets.ts';
import type { SettingsTable } from '../settings/setting.ts';

/**
 * Everything among our own settings that must never be shown; what other programs are told is none of ours. What
 * the other settings say is public: the names kept, hosts, numbers.
 */
export function redactorOf(config: Config, env: Environment): Redactor {
  const settings = ownSettings(config, env);
  const redactor = createRedactor(keptText(publicTexts(config, settings)));
  for (const { provider, values } of config.targets) {
    for (const secret of Object.values(secretsIn(values, provider.settings))) redactor.add(secret);
  }
  for (const text of config.secrets)
    addSecretsOf(redactor, { text, spoken: [...config.heartbeats, ...config.notifiers] });
  if (config.mqtt?.broker.password !== undefined) redactor.add(config.mqtt.broker.password);
  if (config.endpoint?.push) redactor.add(config.endpoint.push.password);
  for (const { variable, value, isSecret } of settings) {
    // Its parts are known; its schemes and hosts are no secrets.
    if (variable === 'NOTIFY_URLS') continue;
    if (isSecret) redactor.add(value);
    else for (const url of urlsIn(value)) redactor.addUrl(url);
  }
  return redactor;
}

/** What a setting with addresses that are secrets gives away: what stands behind their host, however it is cut up. */
export function addSecretsOf(
  redactor: Redactor,
  {
    text,
    spoken,
  }: { readonly text: string; readonly spoken: readonly { readonly secrets?: readonly string[] }[] },
): void {
  for (const url of text.split(/[\s,]+/)) redactor.addUrl(url);
  for (const secret of spoken.flatMap(({ secrets = [] }) => secrets)) if (secret !== '') redactor.add(secret);
}

interface OwnSetting {
  readonly variable: string;
  readonly value: string;
  readonly isSecret: boolean;
}

/** What is set of the variables that this program, or what it runs on, reads. */
function ownSettings({ targets }: Config, env: Environment): OwnSetting[] {
  const rows: SettingsTable = {
    ...programSettings,
    ...Object.fromEntries(targets.flatMap(({ provider }) => Object.entries(provider.settings))),
  };
  const names = new Set([
    ...[programSettings, targetSettings, runtimeVariables, rows].flatMap((table) => Object.keys(table)),
    ...moreRuntimeVariables,
  ]);
  return Object.entries(env).flatMap(([variable, given]) => {
    const [, name = ''] = /^(.*?)(?:_\d+)?(?:_FILE)?$/.exec(variable) ?? [];
    const row = [variable, name].find((one) => names.has(one));
    const value = given?.trim();
    if (row === undefined || !value) return [];
    const isPath = row !== variable && variable.endsWith('_FILE');
    return [{ variable, value, isSecret: !isPath && rows[row]?.secret === true }];
  });
}

function publicTexts({ targets, lines, notifiers }: Config, settings: readonly OwnSetting[]): string[] {
  const records = targets.flatMap(({ provider, zone, keys }) => [
    ...[provider.name, provider.title, `.${zone.name}.`, `.${zone.display}.`],
    ...keys.flatMap(({ name }) => [
      ...[name, displayName(name), `${name}.${zone.name}.`, `${displayName(name)}.${zone.display}.`],
    ]),
  ]);
  const known = settings.map(({ value, isSecret }) =>
    isSecret ? urlsIn(value).filter(namesServer).join() : value,
  );
  return [
    version,
    ...records,
    ...notifiers.map(({ host }) => host),
    ...settings.map(({ variable }) => variable),
    ...[...known, ...sourceNames(lines)]
      .flatMap((text) => withoutCredentials(text).split(','))
      .flatMap(publicPart),
  ];
}

// A password may hold what looks like another entry.
function withoutCredentials(setting: string): string {
  return setting.replace(/\/\/.*@/s, '//');
}

/** All of an entry, but only the host of a URL. */
function publicPart(entry: string): string[] {
  const urls = urlsIn(entry);
  if (urls.length === 0) return [entry.trim()];
  return urls.flatMap((url) => URL.parse(url)?.host ?? []);
}

/** The URLs in a setting, also where one stands behind a word, as in `gateway:http://…`, or lacks its scheme. */
function urlsIn(value: string): string[] {
  const entries = value.split(',').filter(isUrl);
  // A comma may belong to a password.
  const all = entries.length === 1 || (entries.length === 0 && isUrl(value)) ? [value, ...entries] : entries;
  return all.flatMap((entry) => {
    const text = entry.trim();
    return hasScheme.exec(text)?.[0] ?? `http://${text}`;
  });
}

/** In the forms of Shoutrrr a key may stand where a host does. */
function namesServer(url: string): boolean {
  return /^([a-z]+\+)?https?:/i.test(url);
}

const hasScheme = /[a-z][a-z\d+.-]*:\/\/.*$/is;
const hasCredentials = /^\s*(?!dns:|stun:|gateway|interface:|static:)[^@/]*:[^/].*@/is;

function isUrl(text: string): boolean {
  return hasScheme.test(text) || hasCredentials.test(text);
}
