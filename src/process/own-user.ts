import { readFileSync } from 'node:fs';

/** The user of the image; only the app begins as another one. */
const own = 65_532;

/**
 * Reads a file that only root may, and gives root up for good. To be called before anything else is loaded. The text,
 * or why there is none; throws where root cannot be given up.
 */
export function readAsRoot(path: string): string | Error {
  const read = readOrWhy(path);
  if (process.getuid?.() !== 0) return read;
  // The user last: it is what allows the others.
  process.setgroups?.([]);
  process.setgid?.(own);
  process.setuid?.(own);
  if (process.getuid?.() !== own || process.getgid?.() !== own) throw new Error('is root still');
  return read;
}

function readOrWhy(path: string): string | Error {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    return error instanceof Error ? error : new Error('cannot be read');
  }
}
