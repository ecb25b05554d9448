import { version } from '../base/version.ts';
import { programSettings } from '../config/program-settings.ts';
import { targetSettings } from '../config/target-settings.ts';
import { providerNames } from '../providers/registry.ts';
import { isRequired, type Setting } from '../settings/setting.ts';
import { commandList } from './arguments.ts';

declare const __SOURCE__: string | undefined;

/** Where the project is; known where the image was built with it. */
const source = typeof __SOURCE__ === 'string' ? __SOURCE__ : '';

const { PROVIDER, DOMAINS, DOMAIN, RECORDS, TTL, IP_FAMILIES } = targetSettings;
const { SCHEDULE, DRY_RUN, ONCE, ON_STOP, HTTP_PORT, LOG_LEVEL } = programSettings;
const mainSettings: Readonly<Record<string, Setting<unknown>>> = {
  ...{ PROVIDER, DOMAINS, DOMAIN, RECORDS, TTL, IP_FAMILIES },
  ...{ SCHEDULE, DRY_RUN, ONCE, ON_STOP, HTTP_PORT, LOG_LEVEL },
};

const exitCodes = [
  ['0', 'stopped as asked, or all is well'],
  ['1', 'a command, or ONCE, found that not all is well'],
  ['78', 'settings or arguments that cannot be used'],
] as const;

const width = 80;

/** The page of `--help`. */
export function helpPage(): string {
  return [
    `homemade-ddns ${version}`,
    'Keeps DNS records of your own domain pointing at your home.',
    '',
    'Run it:',
    '  docker run -d --name ddns --restart unless-stopped \\',
    '    -e PROVIDER=cloudflare -e CLOUDFLARE_API_TOKEN=… \\',
    '    -e DOMAINS=home.example.com homemade-ddns',
    '',
    'Commands, which stand behind the name of the image:',
    ...rows(commandList()),
    '',
    'In a container that runs, which has no shell:',
    '  docker exec ddns /nodejs/bin/node /app/homemade-ddns.mjs check',
    '',
    ...wrapped(
      'All settings are environment variables. Each secret can also be given as a file: NAME_FILE is its path then. Besides the credentials of your DNS host, these are the main ones:',
      width,
    ),
    ...rows(Object.entries(mainSettings).map(([name, setting]) => [name, meaning(setting)])),
    '',
    'DNS hosts that PROVIDER can name:',
    ...wrapped(providerNames.join(', '), width - 2).map((line) => `  ${line}`),
    '',
    'Exit codes:',
    ...rows(exitCodes),
    '',
    'All settings, what to create at each DNS host, and what to do when something fails:',
    `  ${source === '' ? 'README.md and the folder docs of the project' : `${source}#readme`}`,
  ].join('\n');
}

/** The first sentence of a row, and its default. */
function meaning(setting: Setting<unknown>): string {
  const [first = ''] = /^.*?\.(?= [A-Z]|$)/.exec(setting.about.replaceAll('`', '')) ?? [];
  const value = (setting.shownDefault ?? setting.defaultText)?.replaceAll('`', '');
  if (value?.startsWith('required')) return `${first} ${value.replace('r', 'R')}.`;
  if (value !== undefined) return `${first} Default: ${value}.`;
  return isRequired(setting) ? `${first} Required.` : first;
}

function rows(table: readonly (readonly [name: string, text: string])[]): string[] {
  const column = Math.max(...table.map(([name]) => name.length)) + 4;
  return table.flatMap(([name, text]) =>
    wrapped(text, width - column).map((line, index) =>
      `  ${index === 0 ? name : ''}`.padEnd(column).concat(line),
    ),
  );
}

function wrapped(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > most) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
