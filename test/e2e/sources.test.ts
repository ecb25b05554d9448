import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EchoMode } from '../world/echo.ts';
import { credentials, type House, house, inSync, messages, type Program, pause, until } from './house.ts';

const lie = '81.2.95.1';
let home: House;
let program: Program;

beforeEach(async () => {
  home = await house([{ name: 'home', type: 'A', data: '81.2.69.142', ttl: 600 }]);
});
afterEach(() => home.stop());

const misbehaviours: readonly EchoMode[] = [
  { lie },
  'captive-portal',
  'private',
  'wrong-family',
  'empty',
  'huge',
  'hang',
  'redirect-elsewhere',
  'error',
  'drop',
];

describe('a source that goes wrong', () => {
  it.each(misbehaviours.map((mode) => [typeof mode === 'string' ? mode : 'lie', mode] as const))(
    'by %s publishes nothing, deletes nothing and is told once at start and end',
    async (_, mode) => {
      program = await home.start(credentials.v1);
      await inSync(program);
      home.godaddy.clearLog();

      home.echoes[0].mode = mode;
      await until(() => messages(program, 'gives no usable answer').length > 0, 'the trouble is told');
      await pause(3_000);

      expect((await program.health()).code).toBe(200);
      expect(home.godaddy.log).toEqual([]);
      expect(messages(program, 'gives no usable answer')).toHaveLength(1);
      expect(messages(program, 'No public address could be agreed')).toEqual([]);

      // The source rests for a while, so the end is seen when it is needed: the others fall silent.
      home.echoes[0].mode = 'honest';
      home.echoes[1].mode = 'error';
      home.echoes[2].mode = 'error';
      await until(() => messages(program, 'gives usable answers again').length > 0, 'the end is told');

      expect(messages(program, 'gives usable answers again')).toHaveLength(1);
      expect(home.godaddy.log).toEqual([]);
    },
  );

  it('cannot keep an honest majority from publishing a change', async () => {
    home.echoes[1].mode = { lie };
    program = await home.start(credentials.v1);
    await inSync(program);

    const { ipv4 } = home.isp.change();
    await until(() => home.zone.values('home', 'A').join() === ipv4, 'the record follows');

    expect(home.godaddy.writes()).toHaveLength(1);
  });

  it('together with all others leaves the records as they are', async () => {
    program = await home.start(credentials.v1);
    await inSync(program);
    home.godaddy.clearLog();

    for (const echo of home.echoes) echo.mode = 'captive-portal';
    await until(() => messages(program, 'No public address could be agreed').length > 0, 'it is told');
    await pause(3_000);

    expect(messages(program, 'No public address could be agreed')).toHaveLength(1);
    expect(home.godaddy.log).toEqual([]);
    expect(home.zone.values('home', 'A')).toEqual(['81.2.69.142']);
    expect((await program.health()).report.addressErrors.ipv4).toBeTypeOf('string');

    for (const echo of home.echoes) echo.mode = 'honest';
    const { ipv4 } = home.isp.change();
    await until(() => home.zone.values('home', 'A').join() === ipv4, 'it recovers by itself');
    expect(messages(program, 'can be found again')).toHaveLength(1);
  });

  it('does not flap while two of them disagree with each other', async () => {
    home.echoes[0].mode = { lie: '81.2.95.1' };
    home.echoes[1].mode = { lie: '81.2.95.2' };

    program = await home.start(credentials.v1);
    await until(() => messages(program, 'No public address could be agreed').length > 0, 'it is told');
    await pause(3_000);

    expect(home.godaddy.log).toEqual([]);
    expect(await (await program.get('/healthz')).json()).toMatchObject({
      status: 'starting',
      addresses: { ipv4: null },
    });
  });

  it('at the carrier is told plainly', async () => {
    for (const echo of home.echoes) echo.mode = 'carrier-grade-nat';

    program = await home.start(credentials.v1);
    await until(() => messages(program, 'No public address could be agreed').length > 0, 'it is told');

    expect(program.output()).toContain('carrier-grade NAT');
    expect(home.godaddy.log).toEqual([]);
  });
});

describe('a house without network', () => {
  it('starts, says so, and is in sync when the network returns', async () => {
    home.zone.replace({ name: 'home', type: 'A' }, [
      { name: 'home', type: 'A', data: '192.0.2.1', ttl: 600 },
    ]);
    home.isp.online = false;
    program = await home.start(credentials.v1);
    await until(() => messages(program, 'No public address could be agreed').length > 0, 'it is told');
    const { code, report } = await program.health();

    expect(code).toBe(503);
    expect(report).toMatchObject({ status: 'starting', lastSuccessfulSync: null });
    expect((await program.get('/livez')).status).toBe(200);

    home.isp.online = true;
    await inSync(program);
    expect(home.zone.values('home', 'A')).toEqual(['81.2.69.142']);
  });
});
