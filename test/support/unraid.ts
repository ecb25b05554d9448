import { XMLBuilder } from 'fast-xml-parser';
import { programSettings, runtimeVariables } from '../../src/config/program-settings.ts';
import { targetSettings } from '../../src/config/target-settings.ts';
import { loadProviders } from '../../src/providers/registry.ts';
import { isRequired, type Setting } from '../../src/settings/setting.ts';

const providers = await loadProviders();

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
const defaultProvider = targetSettings.PROVIDER.defaultText;
/** What nearly everybody has to look at; the rest is behind "Show more settings". */
const basic = new Set(['PROVIDER', 'DOMAIN', 'RECORDS', 'IP_FAMILIES', 'DRY_RUN']);

/** The Community Applications template: every setting of the code with its description. */
export function unraidTemplate(): string {
  const inputs = [
    ...Object.entries<Setting<unknown>>(targetSettings).map(settingInput),
    ...providers.flatMap(({ name, settings }) =>
      Object.entries(settings).map(([variable, setting]) => providerInput(name, variable, setting)),
    ),
    ...Object.entries<Setting<unknown>>(programSettings).map(settingInput),
    // Unraid itself sets TZ in every container.
    ...Object.entries(runtimeVariables)
      .filter(([name]) => name !== 'TZ')
      .map(([name, meaning]): Input => ({ name, meaning })),
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
        'and says in its page, its log and /healthz what it knows. Needs no volume and no root.',
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

function settingInput([name, setting]: [string, Setting<unknown>]): Input {
  const choices = name === 'PROVIDER' ? providers.map((provider) => provider.name) : choicesOf(setting);
  return {
    name,
    meaning: inTheForm(name, setting.about),
    ...(choices.length > 0
      ? {
          choices: [setting.defaultText ?? '', ...choices.filter((choice) => choice !== setting.defaultText)],
        }
      : { unset: setting.shownDefault ?? setting.defaultText }),
    shown: basic.has(name) ? 'always' : 'advanced',
    required: isRequired(setting),
  };
}

/** The form stands alone, and its network is Docker's bridge. */
function inTheForm(name: string, meaning: string): string {
  const standing = meaning
    .replace('; see Providers.', `; see ${docs}/hosts.md`)
    .replace('; see Sources.', `; see ${docs}/sources.md`);
  return name === 'IP_FAMILIES'
    ? `${standing} IPv6 needs the network type Host, or a network of your own with IPv6: the bridge has none.`
    : standing;
}

/** Left empty, because a setting of a provider that is not used is warned about. */
function providerInput(provider: string, name: string, setting: Setting<unknown>): Input {
  const { about, secret, defaultText: unset } = setting;
  const shown = provider === defaultProvider && secret ? 'always' : 'advanced';
  return { name, meaning: `PROVIDER=${provider}: ${about}.`, unset, shown, secret: secret ?? false };
}

/** `true or false` names values; `a port from 0 to 65535` does not. */
function choicesOf({ accepted, defaultText: preset }: Setting<unknown>): string[] {
  const words = accepted.split(/, | or /);
  return preset !== undefined && words.length > 1 && words.every((word) => !word.includes(' ')) ? words : [];
}
