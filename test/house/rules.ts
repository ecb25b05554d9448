import { posix } from 'node:path';
import { importCycles } from './import-cycles.ts';
import type { SourceFile } from './source-files.ts';

export interface Rule {
  readonly name: string;
  /** What breaks it, a line each; empty when nothing does. */
  breaches(files: readonly SourceFile[]): string[];
  /** Files that break it, by path. */
  readonly broken: Readonly<Record<string, string>>;
}

/** All of ours that a room of the ground floor may import besides itself. */
const groundFloor: Readonly<Record<string, readonly string[]>> = {
  http: ['dns', 'net', 'ip', 'base'],
  dns: ['net', 'ip', 'base'],
  net: ['ip', 'base'],
  process: ['base'],
  ip: [],
  base: [],
};

/** What a room, or a file, never imports. */
const never: Readonly<Record<string, readonly string[]>> = {
  core: ['config', 'report', 'web', 'mqtt', 'providers/hosts'],
  settings: ['config', 'providers', 'core'],
  detect: ['node:net', 'node:dgram'],
};

/** Who alone imports a room. */
const alone: Readonly<Record<string, readonly string[]>> = {
  app: ['main.ts', 'commands'],
  config: ['app', 'commands'],
  'providers/hosts': ['providers/host-modules.ts'],
};

const readsEnvironment = ['main.ts', 'healthcheck-main.ts', 'app'];
const mostLines = 200;
const mostFiles = 20;
const rootFiles = 2;

export const rules: readonly Rule[] = [
  ...Object.entries(groundFloor).map(([room, below]) =>
    imports(`${room} imports nothing of ours but ${below.join(', ') || 'itself'}`, {
      wrong: (from, to) => isIn(room, from) && isOurs(to) && ![room, ...below].some((one) => isIn(one, to)),
      broken: [`${room}/a.ts`, 'core/b.ts'],
    }),
  ),
  ...Object.entries(never).flatMap(([room, others]) =>
    others.map((other) =>
      imports(`${room} never imports ${other}`, {
        wrong: (from, to) => isIn(room, from) && isIn(other, to),
        broken: [`${room}/a.ts`, other.startsWith('node:') ? other : `${other}/b.ts`],
      }),
    ),
  ),
  ...Object.entries(alone).map(([room, users]) =>
    imports(`${room} is imported by ${users.join(', ')} alone`, {
      wrong: (from, to) => isIn(room, to) && ![room, ...users].some((one) => isIn(one, from)),
      broken: ['core/a.ts', `${room}/b.ts`],
    }),
  ),
  imports('a host never imports another host', {
    wrong: (from, to) =>
      hostOf(from) !== undefined && hostOf(to) !== undefined && hostOf(from) !== hostOf(to),
    broken: ['providers/hosts/a.ts', 'providers/hosts/b/b.ts'],
  }),
  {
    name: 'no file imports itself, be it through others or for types alone',
    breaches: importCycles,
    broken: { 'core/a.ts': "import type { B } from './b.ts';", 'core/b.ts': "import { a } from './a.ts';" },
  },
  {
    name: 'every dynamic import names its module',
    breaches: byFile(({ code }) => /\bimport\s*\(\s*[^'"`\s]/.test(code)),
    broken: { 'core/a.ts': 'await import(name);' },
  },
  {
    name: `${readsEnvironment.join(', ')} alone read the environment`,
    breaches: byFile(
      ({ path, code, imports }) =>
        !readsEnvironment.some((one) => isIn(one, path)) &&
        (/\bprocess\s*(\??\.\s*env\b|\[)|=\s*process\s*[;,)]/.test(code) || imports.includes('node:process')),
    ),
    broken: { 'core/a.ts': 'const { TZ } = process.env;' },
  },
  {
    name: `no file has more than ${mostLines} lines`,
    breaches: byFile(({ code }) => code.split('\n').length - 1 > mostLines),
    broken: { 'core/a.ts': 'one();\n'.repeat(mostLines + 1) },
  },
  {
    name: `no folder but that of the hosts has more than ${mostFiles} files`,
    breaches: (files) =>
      fullFolders(files, mostFiles).filter((folder) => folder !== 'providers/hosts' && folder !== '.'),
    broken: Object.fromEntries(Array.from({ length: mostFiles + 1 }, (_, n) => [`core/${n}.ts`, ''])),
  },
  {
    name: `src itself has no more than ${rootFiles} files`,
    breaches: (files) => fullFolders(files, rootFiles).filter((folder) => folder === '.'),
    broken: Object.fromEntries(Array.from({ length: rootFiles + 1 }, (_, n) => [`${n}.ts`, ''])),
  },
];

/** A rule about who imports whom. */
function imports(
  name: string,
  rule: { wrong(from: string, to: string): boolean; broken: readonly [from: string, to: string] },
): Rule {
  const [from, to] = rule.broken;
  const written = isOurs(to) ? posix.join(posix.relative(posix.dirname(from), '.'), to) : to;
  return {
    name,
    breaches: (files) =>
      files.flatMap(({ path, imports }) =>
        imports.filter((target) => rule.wrong(path, target)).map((target) => `${path} → ${target}`),
      ),
    broken: { [from]: `import type { Some } from '${written}';` },
  };
}

function byFile(isWrong: (file: SourceFile) => boolean): Rule['breaches'] {
  return (files) => files.filter(isWrong).map(({ path }) => path);
}

function fullFolders(files: readonly SourceFile[], most: number): string[] {
  const folders = Map.groupBy(files, ({ path }) => posix.dirname(path));
  return [...folders].flatMap(([folder, inIt]) => (inIt.length > most ? [folder] : []));
}

function isIn(room: string, path: string): boolean {
  return path === room || path.startsWith(`${room}/`);
}

function isOurs(path: string): boolean {
  return path.endsWith('.ts');
}

/** The host that a file belongs to: `hosts/NAME.ts` or `hosts/NAME/…`. */
function hostOf(path: string): string | undefined {
  return /^providers\/hosts\/([^/.]+)/.exec(path)?.[1];
}
