import type { Environment } from '../settings/secrets.ts';

const exitConfig = 78;
const showCursor = '\u001b[?25h';

/** Asks the questions where somebody can answer. Resolves to the exit code. */
export async function runSetup(env: Environment): Promise<number> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    process.stderr.write(
      '"setup" asks questions, so it needs a terminal: docker run --rm -it … setup. Without one, set the variables that --help shows and try them out with "check".\n',
    );
    return exitConfig;
  }
  // A terminal that does not tell its size, or not yet, as that of a container; what it tells later takes its place.
  process.stdout.columns ||= 80;
  process.stdout.rows ||= 24;
  // Whatever ends it: a question hides the cursor while it waits.
  process.on('exit', () => process.stdout.write(showCursor));
  const { setupTools } = await import('./setup-tools.ts');
  const { setup } = await import('./setup/setup.ts');
  return setup(await setupTools(env));
}
