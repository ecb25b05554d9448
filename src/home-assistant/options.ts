import type { Form, Written } from '../settings/form.ts';
import type { Problem } from '../settings/problem.ts';
import type { Environment } from '../settings/secrets.ts';

/** The options of the app, by their keys in its config.yaml: what the form calls each. */
export const labels = {
  host: 'DNS host',
  names: 'Names',
  ipv6: 'IPv6',
  credentials: 'Credentials',
  settings: 'More settings',
  mqtt: 'Show in Home Assistant',
} as const;

/** What `ipv6` can be, as `IP_FAMILIES`. */
export const familiesOf = { without: 'ipv4', with: 'ipv4,ipv6', only: 'ipv6' } as const;

/** Settings that have an option of their own. */
export const optionOf: Readonly<Record<string, keyof typeof labels>> = {
  PROVIDER: 'host',
  DOMAINS: 'names',
  IP_FAMILIES: 'ipv6',
};

/** What the app decides itself, and why. */
export const decided: Readonly<Record<string, string>> = {
  HTTP_PORT: 'Home Assistant looks for the page at a port that the app has',
  HTTP_HOST: 'Home Assistant looks for the page at an address that the app has',
  HTTP_ALLOWED_HOSTS: 'Home Assistant shows the page under any name',
  HTTP_ALLOW_PUBLIC: 'Home Assistant shows the page to whoever has logged in there',
  NODE_EXTRA_CA_CERTS: 'Node.js has read it already when it reads the options',
};

/** What the options say. */
export interface Options extends Form {
  readonly env: Environment;
  /** Home Assistant's own broker is to be used, where there is one. */
  readonly mqtt: boolean;
}

/** Reads the text of options.json, which the Supervisor writes. Problems name options as the form does; never throws. */
export function parseOptions(text: string): Options {
  const found = parsed(text);
  if (!isObject(found)) {
    const wrong = 'are no JSON object, as the Supervisor writes them';
    return unreadable(wrong, 'save them anew in the form');
  }
  const problems: Problem[] = [];
  const report = (key: keyof typeof labels, wrong: string, accepted: string) =>
    problems.push({ variable: labels[key], wrong, accepted });
  const { host, names, ipv6, credentials, settings, mqtt } = found;

  if (!isAbsent(host) && typeof host !== 'string') report('host', 'is no text', 'one of the list');
  const hasNames = isAbsent(names) || isTexts(names);
  if (!hasNames) report('names', 'is no list of texts', namesAccepted);
  const families = readFamilies(ipv6);
  if (families === undefined) report('ipv6', 'is none of its choices', Object.keys(familiesOf).join(', '));
  if (!isAbsent(mqtt) && typeof mqtt !== 'boolean') report('mqtt', 'is neither on nor off', 'on or off');
  const lists = { credentials, settings };
  const lines = (['credentials', 'settings'] as const).flatMap((key) => {
    const read = linesOf(lists[key]);
    if (!read) report(key, 'is no list of lines with a name and a value each', linesAccepted);
    return (read ?? []).map((one) => ({ ...one, list: labels[key] }));
  });
  const wrongs = lines.map((one, index) => problemOf(one, lines.slice(0, index)));
  problems.push(...wrongs.filter((problem) => problem !== undefined));
  const written = lines.filter((_, index) => wrongs[index] === undefined);

  const own = Object.fromEntries(written.map(({ name, value }) => [name, value]));
  const full = isTexts(names) ? names.map((name) => name.trim()).filter((name) => name !== '') : [];
  if (hasNames && full.length === 0 && own.DOMAIN === undefined && own.RECORDS === undefined)
    report('names', 'is empty', namesAccepted);
  return {
    env: {
      ...own,
      ...(typeof host === 'string' && { PROVIDER: host }),
      ...(full.length > 0 && { DOMAINS: full.join(',') }),
      ...(families !== undefined && { IP_FAMILIES: families }),
    },
    written,
    mqtt: mqtt !== false,
    problems,
  };
}

/** Options of which nothing is known. */
export function unreadable(wrong: string, accepted: string): Options {
  const problem = { variable: 'The options of the app', wrong, accepted };
  return { env: {}, written: [], mqtt: false, problems: [problem], isUnreadable: true };
}

const namesAccepted = 'full names of your domain, such as home.example.com, each as an entry of its own';
const linesAccepted = 'lines with a name, such as CLOUDFLARE_API_TOKEN, and a value';

function readFamilies(given: unknown): string | undefined {
  if (isAbsent(given) || given === false) return familiesOf.without;
  if (given === true) return familiesOf.with;
  return Object.entries(familiesOf).find(([word]) => word === given)?.[1];
}

interface Line extends Written {
  readonly value: string;
}

function linesOf(given: unknown): Omit<Line, 'list'>[] | undefined {
  if (isAbsent(given)) return [];
  if (!Array.isArray(given)) return undefined;
  const lines = given.map((one: unknown, index) => {
    if (!isObject(one) || typeof one.name !== 'string') return undefined;
    const value = isAbsent(one.value) ? '' : one.value;
    // Whoever writes YAML gives numbers and switches as they are.
    return typeof value === 'object'
      ? undefined
      : { name: one.name.trim(), value: String(value), line: index + 1 };
  });
  return lines.every((one) => one !== undefined) ? lines : undefined;
}

/** What is wrong with the name in a line; those before it come first. */
function problemOf({ name, list, line }: Line, before: readonly Line[]): Problem | undefined {
  const wrong = (what: string, accepted: string) => ({ variable: list, wrong: what, accepted });
  const first = before.find((one) => one.name === name);
  const [option] = Object.entries(optionOf).flatMap(([variable, key]) =>
    variable === name ? labels[key] : [],
  );
  const [why] = Object.entries(decided).flatMap(([variable, reason]) => (variable === name ? reason : []));
  if (name === '') return wrong(`has no name in line ${line}`, linesAccepted);
  if (option !== undefined) return wrong(`has ${name} in line ${line}`, `the option ${option} in its place`);
  if (why !== undefined) return wrong(`has ${name} in line ${line}, but ${why}`, 'nothing of that name');
  if (first)
    return wrong(
      `has in line ${line} the same name as line ${first.line} of ${first.list}`,
      'each name once',
    );
  return undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}
