import { ConfigError } from './config/problem.ts';

const exitConfig = 78;

switch (process.argv[2]) {
  case 'healthcheck':
    await import('./healthcheck-main.ts');
    break;
  case '--version': {
    const { version } = await import('./version.ts');
    process.stdout.write(`${version}\n`);
    break;
  }
  case undefined: {
    const { runProgram } = await import('./program.ts');
    try {
      process.exit(await runProgram(process.env));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      process.stderr.write(`${error.message}\n`);
      process.exit(exitConfig);
    }
    break;
  }
  default:
    process.stderr.write(
      'Only "healthcheck" and "--version" are known; all settings are environment variables.\n',
    );
    process.exitCode = exitConfig;
}
