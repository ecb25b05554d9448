import { endProcess } from './process/exit.ts';
import { stopRequest } from './process/signals.ts';
import { ConfigError } from './settings/problem.ts';

const exitConfig = 78;

switch (process.argv[2]) {
  case 'healthcheck':
    await import('./healthcheck-main.ts');
    break;
  case '--version': {
    const { version } = await import('./base/version.ts');
    process.stdout.write(`${version}\n`);
    break;
  }
  case undefined: {
    // Before anything is loaded: a PID 1 without a handler does not even notice a SIGTERM.
    const stop = stopRequest();
    const { runProgram } = await import('./app/run.ts');
    try {
      endProcess(await runProgram(process.env, stop));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      process.stderr.write(`${error.message}\n`);
      endProcess(exitConfig);
    }
    break;
  }
  default:
    process.stderr.write(
      'Only "healthcheck" and "--version" are known; all settings are environment variables.\n',
    );
    process.exitCode = exitConfig;
}
