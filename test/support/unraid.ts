import { XMLBuilder } from 'fast-xml-parser';
import { programSettings } from '../../src/config/program-settings.ts';
import { targetSettings } from '../../src/config/target-settings.ts';
import type { ProviderDefinition } from '../../src/providers/provider.ts';
import { loadProviders } from '../../src/providers/registry.ts';
import type { Setting, SettingsTable } from '../../src/settings/setting.ts';
import { owner } from './project.ts';
import { credentialsOf, usualHosts } from './usual-hosts.ts';

const providers = (await loadProviders(usualHosts)).sort(
  (a, b) => usualHosts.indexOf(a.name) - usualHosts.indexOf(b.name),
);
const names = providers.map(({ name }) => name);
const rows: SettingsTable = { ...targetSettings, ...programSettings };

/** One input of Unraid's form. */
interface Input {
  readonly name: string;
  readonly meaning: string;
  /** The values of a list to choose from, the preset first; absent: a text, left empty. */
  readonly choices?: readonly string[];
  /** What an empty text stands for. */
  readonly unset?: string | undefined;
  readonly shown?: 'always' | 'advanced';
  readonly required?: boolean;
  readonly secret?: boolean;
}

const project = 'https://github.com/OWNER/homemade-ddns';
const docs = `${project}/blob/main/docs`;
const files = 'https://raw.githubusercontent.com/OWNER/homemade-ddns/main/deploy/unraid';
/** What nearly everybody has to look at. */
const basic = ['PROVIDER', 'DOMAINS', 'IP_FAMILIES', 'DRY_RUN'];
/** Which of them the form demands; the program takes DOMAIN and RECORDS in its place. */
const demanded = ['DOMAINS'];
/** What some set, behind "Show more settings"; the rest can be added by its name. */
const more = [
  'TTL',
  'SCHEDULE',
  'RECHECK',
  'ON_STOP',
  'IPV6_SUFFIX',
  'HTTP_ALLOWED_HOSTS',
  'LOG_LEVEL',
  'LOG_FORMAT',
];
/** Whose credentials are asked for at first sight, as they are in the README. */
const shownHosts = ['cloudflare', 'godaddy'];

/** The Community Applications template: the common settings, and the credentials of the usual hosts. */
export function unraidTemplate(account = owner): string {
  return templateText().replaceAll('OWNER', account);
}

function templateText(): string {
  const inputs = [
    ...basic.map(settingInput),
    ...providers.flatMap((provider) => credentialsOf(provider).map((row) => providerInput(provider, row))),
    ...more.map(settingInput),
  ];
  const builder = new XMLBuilder({
    format: true,
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    suppressBooleanAttributes: false,
  });
  return builder.build({
    '?xml': { '@version': '1.0' },
    Container: {
      '@version': '2',
      Name: 'homemade-ddns',
      Repository: 'ghcr.io/OWNER/homemade-ddns:latest',
      Registry: 'https://ghcr.io/OWNER/homemade-ddns',
      Network: 'bridge',
      Privileged: 'false',
      Support: `${project}/issues`,
      Project: project,
      Overview:
        'Keeps the DNS records of your own domain pointing at your home, whose address the ISP changes. ' +
        'Publishes an address only when independent sources agree, touches only the records you name, ' +
        'and says in its page, its log and /healthz what it knows. Needs no volume and no root. ' +
        'The form has the common settings and the credentials of the hosts that most use; for any other, choose ' +
        `"Add another Path, Port, Variable, Label or Device", then Variable. All hosts: ${docs}/hosts.md ` +
        `All settings: ${docs}/settings.md`,
      Category: 'Network:DNS Network:Management',
      WebUI: 'http://[IP]:[PORT:8080]/',
      TemplateURL: `${files}/homemade-ddns.xml`,
      Icon: `${files}/icon.png`,
      ExtraParams:
        '--read-only --cap-drop=ALL --security-opt=no-new-privileges --memory=128m --restart=unless-stopped',
      Config: [statusPage, ...inputs.map(variable)],
    },
  });
}

const statusPage = {
  '@Name': 'Status page',
  '@Target': '8080',
  '@Default': '8080',
  '@Mode': 'tcp',
  '@Description': 'Port of the status page, /healthz and /livez.',
  '@Type': 'Port',
  '@Display': 'always',
  '@Required': 'false',
  '@Mask': 'false',
  '#text': '8080',
};

function variable({ name, meaning, choices = [], unset, shown = 'advanced', required, secret }: Input) {
  // No full stop after a value: it would be copied with it.
  const described = unset === undefined ? meaning : `${meaning} Default: ${unset}`;
  return {
    '@Name': name,
    '@Target': name,
    '@Default': choices.join('|'),
    '@Mode': '',
    '@Description': described.replaceAll('`', ''),
    '@Type': 'Variable',
    '@Display': shown,
    '@Required': String(required ?? false),
    '@Mask': String(secret ?? false),
    '#text': choices[0] ?? '',
  };
}

function settingInput(name: string): Input {
  const setting = rows[name];
  if (!setting) throw new Error(`the program has no setting ${name}`);
  const choices = choicesOf(setting);
  return {
    name,
    meaning: inTheForm(name, setting.about),
    ...(choices.length > 0
      ? {
          choices: [setting.defaultText ?? '', ...choices.filter((choice) => choice !== setting.defaultText)],
        }
      : { unset: name === 'PROVIDER' ? undefined : (setting.shownDefault ?? setting.defaultText) }),
    shown: basic.includes(name) ? 'always' : 'advanced',
    required: demanded.includes(name),
  };
}

/** The form stands alone, and its network is Docker's bridge. */
function inTheForm(name: string, meaning: string): string {
  if (name === 'PROVIDER')
    return `Leave it empty: the host whose credential is filled in is meant. With credentials of several hosts, name yours: ${names.join(', ')}, or another of ${docs}/hosts.md`;
  return name === 'IP_FAMILIES'
    ? `${meaning} IPv6 needs the network type Host, or a network of your own with IPv6: the bridge has none.`
    : meaning;
}

/** Left empty, because a setting of a provider that is not used is warned about. */
function providerInput(
  { name: provider }: ProviderDefinition,
  [name, row]: [string, Setting<unknown>],
): Input {
  return {
    name,
    meaning: `PROVIDER=${provider}: ${row.about}.`,
    unset: row.defaultText,
    shown: shownHosts.includes(provider) ? 'always' : 'advanced',
    secret: row.secret ?? false,
  };
}

/** `true or false` names values; `a port from 0 to 65535` does not. */
function choicesOf({ accepted, defaultText: preset }: Setting<unknown>): string[] {
  const words = accepted.split(/, | or /);
  return preset !== undefined && words.length > 1 && words.every((word) => !word.includes(' ')) ? words : [];
}
