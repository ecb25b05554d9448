import { ConfigError } from './config/problem.ts';

const exitUnhealthy = 1;
const exitConfig = 78;

const say = (line: string) => process.stdout.write(`${line}\n`);

switch (process.argv[2]) {
  case 'healthcheck': {
    const [{ healthcheck }, { readEndpoint }] = await Promise.all([
      import('./healthcheck.ts'),
      import('./config/endpoint.ts'),
    ]);
    process.exitCode = await healthcheck(readEndpoint(process.env), say).catch(() => exitUnhealthy);
    break;
  }
  case '--version': {
    const { version } = await import('./version.ts');
    say(version);
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
