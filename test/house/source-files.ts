import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';

/** A file of the program as its import lines have it. */
export interface SourceFile {
  /** From `src/` on. */
  readonly path: string;
  /** Its text; lines of comment are empty. */
  readonly code: string;
  /** What it imports, types and dynamic imports included: ours from `src/` on, all else as it is written. */
  readonly imports: readonly string[];
}

const src = new URL('../../src/', import.meta.url);

export function sourceFiles(): SourceFile[] {
  const paths = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.ts'),
  );
  return paths.sort().map((path) => sourceFile(path, readFileSync(new URL(path, src), 'utf8')));
}

export function sourceFile(path: string, text: string): SourceFile {
  const code = withoutComments(text);
  const named = [...code.matchAll(/\b(?:from|import)\s*\(?\s*(['"`])([^'"`]+)\1/g)].map(
    ([, , name = '']) => name,
  );
  const imports = named.map((name) => (name.startsWith('.') ? posix.join(posix.dirname(path), name) : name));
  return { path, code, imports };
}

function withoutComments(text: string): string {
  return text.replaceAll(/^[ \t]*(?:\/\/|\/\*|\*).*$/gm, '');
}
