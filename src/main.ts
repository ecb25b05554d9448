import { endProcess } from './process/exit.ts';
import { catchSignals } from './process/signals.ts';

const exitConfig = 78;

const [command, ...more] = process.argv.slice(2);
switch (more.length > 0 ? 'too many' : command) {
  case 'healthcheck':
    await import('./healthcheck-main.ts');
    break;
  case '--version':
  case '-v':
  case 'version': {
    const { version } = await import('./base/version.ts');
    process.stdout.write(`${version}\n`);
    break;
  }
  case '--help':
  case '-h':
  case 'help': {
    const { helpPage } = await import('./commands/help.ts');
    process.stdout.write(`${helpPage()}\n`);
    break;
  }
  case 'check': {
    const { endAtSignals } = await import('./process/interrupt.ts');
    endAtSignals();
    const { check } = await import('./commands/check.ts');
    const [out, err] = [process.stdout, process.stderr];
    endProcess(await check(process.env, { out: (text) => out.write(text), err: (text) => err.write(text) }));
    break;
  }
  case 'notify-test': {
    const { endAtSignals } = await import('./process/interrupt.ts');
    endAtSignals();
    const { notifyTest } = await import('./commands/notify-test.ts');
    const [out, err] = [process.stdout, process.stderr];
    endProcess(
      await notifyTest(process.env, { out: (text) => out.write(text), err: (text) => err.write(text) }),
    );
    break;
  }
  case 'setup': {
    const { endAtSignals } = await import('./process/interrupt.ts');
    endAtSignals();
    const { runSetup } = await import('./commands/run-setup.ts');
    endProcess(await runSetup(process.env));
    break;
  }
  case undefined: {
    // Before anything is loaded: a PID 1 without a handler does not even notice a SIGTERM.
    const signals = catchSignals();
    const { runProgram } = await import('./app/run.ts');
    endProcess(await runProgram(process.env, signals));
    break;
  }
  case 'home-assistant-app': {
    const signals = catchSignals();
    const { startApp } = await import('./home-assistant/app.ts');
    const app = startApp(process.env);
    if (typeof app === 'string') {
      process.stderr.write(`${app}\n`);
      process.exitCode = exitConfig;
      break;
    }
    const { runApp } = await import('./app/platform/home-assistant.ts');
    endProcess(await runApp(app, signals));
    break;
  }
  default: {
    const { unknownArgument } = await import('./commands/arguments.ts');
    process.stderr.write(`${unknownArgument(process.argv.slice(2))}\n`);
    process.exitCode = exitConfig;
  }
}
