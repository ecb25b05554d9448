/** What the questions came to. */
export interface Result {
  /** By variable, secrets apart. */
  readonly settings: Readonly<Record<string, string>>;
  /** The variables of the credentials; what they hold is written nowhere. */
  readonly secrets: readonly string[];
  /** Those that are a file of several lines, such as a private key. */
  readonly keyFiles?: readonly string[];
  readonly keep: 'file' | 'variable';
  /** The container needs a network with IPv6. */
  readonly ipv6: boolean;
}

const image = 'homemade-ddns';
const placeholder = (secret: string): string => `<YOUR_${secret}>`;

/** `GODADDY_TOKEN` → `godaddy_token`. */
const fileOf = (secret: string): string => secret.toLowerCase();

/** Variables and what they hold, where each secret is a file in `/run/secrets` or is read from `.env`. */
function environmentOf({ settings, secrets, keep }: Result, secretText: (name: string) => string) {
  const files = secrets.map((name) => [`${name}_FILE`, `/run/secrets/${fileOf(name)}`]);
  const own = secrets.map((name) => [name, secretText(name)]);
  return [...Object.entries(settings), ...(keep === 'file' ? files : own)] as [string, string][];
}

/** The page for this machine alone; none where it is switched off. */
function portsOf({ settings: { HTTP_PORT: port = '8080' } }: Result): string[] {
  return Number(port) === 0 ? [] : [`127.0.0.1:${port}:${port}`];
}

export function composeFile(result: Result): string {
  const { secrets, keep, ipv6 } = result;
  const isFile = keep === 'file';
  // Compose puts variables in where it finds a single dollar sign.
  const quoted = (text: string) => JSON.stringify(text.replaceAll('$', '$$$$'));
  const secretText = (name: string) => `\${${name}:?write it into the file .env}`;
  const environment = environmentOf(result, secretText).map(([name, text]) =>
    text === secretText(name) ? `      ${name}: ${JSON.stringify(text)}` : `      ${name}: ${quoted(text)}`,
  );
  return [
    'services:',
    '  ddns:',
    `    image: ${image}`,
    '    container_name: ddns',
    '    restart: unless-stopped',
    '    read_only: true',
    '    cap_drop: [ALL]',
    '    security_opt: ["no-new-privileges:true"]',
    '    mem_limit: 128m',
    ...portsOf(result).map((port) => `    ports: ["${port}"]`),
    '    environment:',
    ...environment,
    ...(isFile ? ['    secrets:', ...secrets.map((name) => `      - ${fileOf(name)}`)] : []),
    ...(ipv6 ? ['networks:', '  default:', '    enable_ipv6: true'] : []),
    ...(isFile
      ? ['secrets:', ...secrets.map((name) => `  ${fileOf(name)}:\n    file: ./secrets/${fileOf(name)}`)]
      : []),
  ].join('\n');
}

export function dockerRun(result: Result): string {
  const { secrets, keep, ipv6 } = result;
  const settings = environmentOf(result, () => '').filter(
    ([name]) => keep === 'file' || !secrets.includes(name),
  );
  return [
    'docker run -d --name ddns --restart unless-stopped',
    '--read-only --cap-drop ALL --security-opt no-new-privileges --memory 128m',
    ...(ipv6 ? ['--network host -e HTTP_HOST=127.0.0.1'] : portsOf(result).map((port) => `-p ${port}`)),
    ...(keep === 'file' ? ['-v "$PWD/secrets:/run/secrets:ro"'] : ['--env-file .env']),
    ...(keep === 'file' ? settings.map(([name, text]) => `-e ${shellWord(`${name}=${text}`)}`) : []),
    image,
  ].join(' \\\n  ');
}

/** For Compose beside its file, and for `docker run --env-file`, which takes all behind the `=` as it is. */
export function envFile(result: Result): string {
  const lines = environmentOf(result, placeholder).map(([name, text]) => `${name}=${text}`);
  const isOfLines = result.secrets.some((name) => result.keyFiles?.includes(name));
  const hint = `# Write your credential in the place of <…>, without quotes${isOfLines ? ', a key file as one line' : ''}.`;
  return [...(result.keep === 'variable' ? [hint] : []), ...lines].join('\n');
}

/** Makes the files of the secrets without showing one, nor leaving it in the history of the shell. */
export function secretCommands({ secrets, keyFiles = [] }: Result): string {
  const one = (name: string) => {
    const file = `secrets/${fileOf(name)}`;
    if (keyFiles.includes(name)) return [`cp YOUR_KEY_FILE ${file}; chmod 644 ${file}`];
    return [
      `printf '${name}, not shown: '; read -rs secret; echo`,
      `printf %s "$secret" > ${file}; unset secret; chmod 644 ${file}`,
    ];
  };
  return ['mkdir -p -m 700 secrets', ...secrets.flatMap(one)].join('\n');
}

function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
