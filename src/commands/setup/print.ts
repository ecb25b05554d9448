import { say } from './ask.ts';
import { composeFile, dockerRun, envFile, type Result, secretCommands } from './files.ts';

/** Prints the files to run it with, each under what to do with it. */
export function print(result: Result): void {
  const isFile = result.keep === 'file';
  const parts: [string, string][] = [
    ...(isFile ? [['1. Make the file of the credential', secretCommands(result)] as [string, string]] : []),
    [
      isFile ? '2. Save this as docker-compose.yml' : '1. Save this as docker-compose.yml',
      composeFile(result),
    ],
    [isFile ? 'The same as a file .env' : '2. Save this as .env, with your credential', envFile(result)],
    ['3. Start it', 'docker compose up -d\ndocker compose logs -f'],
    ['Or without Compose', dockerRun(result)],
  ];
  for (const [title, body] of parts) say(`\n=== ${title}\n\n${body}`);
}
