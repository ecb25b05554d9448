import { readFileSync } from 'node:fs';

/** How the image starts the program, read from its Dockerfile. */
export const imageStart = (() => {
  const text = readFileSync(new URL('../../Dockerfile', import.meta.url), 'utf8');
  const entry: string[] = JSON.parse(/^ENTRYPOINT (.*)$/m.exec(text)?.[1] ?? '[]');
  const options = entry.filter((one) => one.startsWith('--'));
  const variables = (/^ENV (.*)$/m.exec(text)?.[1] ?? '').split(' ').map((one) => one.split('=', 2));
  return {
    env: Object.fromEntries(variables) as Readonly<Record<string, string>>,
    /** A command that runs Node.js with the options of the image. */
    launcher: ['sh', '-c', `exec "$0" ${options.join(' ')} "$@"`],
  };
})();
