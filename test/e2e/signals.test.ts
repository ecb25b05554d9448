import { afterEach, beforeEach, expect, it } from 'vitest';
import { credentials, type House, house, inSync, messages, type Program, until } from './house.ts';

let home: House;
let program: Program;

beforeEach(async () => {
  home = await house();
});
afterEach(() => home.stop());

const soonAfter = 'A look was asked for soon after another';

it('SIGHUP looks now: a change by hand is put right long before it would be, once however often it is asked', async () => {
  program = await home.start({ ...credentials.v1, SCHEDULE: '0 0 1 1 *' });
  await inSync(program);
  const right = home.zone.values('home', 'A');
  home.zone.replace({ name: 'home', type: 'A' }, [{ name: 'home', type: 'A', data: '192.0.2.7', ttl: 600 }]);

  program.signal('SIGHUP');
  await until(() => messages(program, 'Looking now').length > 0, 'the signal is heard');
  program.signal('SIGHUP');
  await until(() => messages(program, soonAfter).length > 0, 'the second is told');
  await until(() => home.zone.values('home', 'A').join() === right.join(), 'the record is put right');

  expect(messages(program, 'Looking now, as asked')).toMatchObject([{ by: 'SIGHUP' }]);
  expect(messages(program, soonAfter)).toMatchObject([
    {
      by: 'SIGHUP',
      reason: expect.stringMatching(/^the sources are asked in \d+ s, the DNS hosts are asked in \d+ s$/),
    },
  ]);
});

it('SIGUSR1 opens no debugger', async () => {
  program = await home.start(credentials.v1);
  await inSync(program);

  program.signal('SIGUSR1');
  program.signal('SIGHUP');
  await until(() => messages(program, 'Looking now').length > 0, 'the signal after it is heard');

  expect(program.output()).not.toContain('Debugger');
  expect((await program.health()).code).toBe(200);
});

it('ends when its terminal is closed', async () => {
  const inTerminal = ['sh', '-c', 'exec script --quiet --return --command "$*" /dev/null', 'sh'];
  program = await home.start(credentials.v1, inTerminal);
  await inSync(program);

  program.signal('SIGKILL');

  const isGone = () =>
    program.health().then(
      () => false,
      () => true,
    );
  await until(isGone, 'nobody answers any more');
});
