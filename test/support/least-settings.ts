import type { ProviderDefinition } from '../../src/providers/provider.ts';
import { isRequired, isUsable, type Setting } from '../../src/settings/setting.ts';

/** A credential as none of our texts has it in it. */
export const credential = 'Q7RTW2K9XN4MZ8VB';

// What any vendor's key file has in it.
const serviceAccount = {
  id: 'key-1',
  service_account_id: 'account-1',
  type: 'service_account',
  project_id: 'home-1',
  private_key_id: '1',
  private_key: `-----BEGIN PRIVATE KEY-----\n${credential}\n-----END PRIVATE KEY-----\n`,
  client_email: 'me@home-1.example.net',
  token_uri: 'https://oauth.example.net/token',
  credentials: {
    kid: '1',
    iss: 'me@home-1.example.net',
    sub: '1',
    aud: 'https://oauth.example.net',
    privateKey: `-----BEGIN PRIVATE KEY-----\n${credential}\n-----END PRIVATE KEY-----\n`,
  },
};

const samples = [
  credential,
  `${credential}.${credential}`,
  Buffer.from(credential).toString('base64'),
  JSON.stringify(serviceAccount),
  serviceAccount.private_key,
  'https://dns.example.net',
  'dns.example.net',
  '1234567',
  '0b1f3a5c-7d9e-4f10-8a2b-3c4d5e6f7a8b',
  '0123456789abcdef0123456789abcdef',
  'true',
  'us-east-1',
  'ovh-eu',
  'hmac-sha512.',
  'me@example.net',
  '600',
  '2',
  '30s',
];

/** Where a service asks for more than a form. */
const special: Readonly<Record<string, string>> = {
  CUSTOM_URL: `https://dns.example.net/${credential}?to={ip}`,
  CUSTOM_HEADERS: `X-Token: ${credential}`,
};

/** Whether texts are known for all that a host must be given. A host whose form is new is passed over. */
export function hasSamples({ settings }: ProviderDefinition): boolean {
  return Object.entries(settings).every(([name, row]) => knownSample(name, row) !== undefined);
}

function knownSample(name: string, row: Setting<unknown>): string | undefined {
  return [special[name], row.defaultText, ...samples].find(
    (text) => text !== undefined && isUsable(row, text),
  );
}

/** A text that a row takes. Throws when none is known. */
export function sampleOf(name: string, row: Setting<unknown>): string {
  const known = knownSample(name, row);
  if (known === undefined)
    throw new Error(`no sample of ${name} is known; add one to test/support/least-settings.ts`);
  return known;
}

/** The least that a host is given, with `wanted` among it where something else can stand in its place. */
export function leastOf(
  { name, settings, check }: ProviderDefinition,
  wanted?: string,
): Record<string, string> {
  const rows = Object.entries(settings).map(([row, setting]) => [row, sampleOf(row, setting)] as const);
  const required = Object.entries(settings).flatMap(([row, setting]) => (isRequired(setting) ? row : []));
  const isMust = (row: string) => row === wanted || required.includes(row);
  const must = rows.filter(([row]) => isMust(row));
  const may = rows.filter(([row]) => settings[row]?.secret && !isMust(row));
  const beside = rows.filter(
    ([row]) => !isMust(row) && !settings[row]?.secret && settings[row]?.defaultText === undefined,
  );
  const sets = subsets([...may, ...beside]).map((more) => Object.fromEntries([...must, ...more]));
  const fitting = sets.find((given) => check(given).length === 0);
  if (!fitting) throw new Error(`no settings of ${name} with ${wanted} fit together`);
  return { PROVIDER: name, ...fitting };
}

/** All of them, the small ones first. */
function subsets<T>(items: readonly T[]): T[][] {
  const all = Array.from({ length: 2 ** items.length }, (_, bits) =>
    items.filter((__, index) => Math.floor(bits / 2 ** index) % 2 === 1),
  );
  return all.sort((a, b) => a.length - b.length);
}
