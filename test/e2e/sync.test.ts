import { afterEach, describe, expect, it } from 'vitest';
import { credentials, type House, house, inSync, messages, pause, until } from './house.ts';

let home: House;
afterEach(() => home.stop());

const wrong = { name: 'home', type: 'A', data: '192.0.2.1', ttl: 600 };
const isHome = [{ name: 'home', type: 'A' }];

describe.each(['v1', 'v3'] as const)('over GoDaddy %s', (api) => {
  it('corrects a wrong record and touches nothing else', async () => {
    home = await house([wrong]);
    const before = home.zone.snapshot(isHome);

    const program = await home.start(credentials[api]);
    await inSync(program);

    expect(home.zone.values('home', 'A')).toEqual([home.isp.address('ipv4')]);
    expect(home.zone.snapshot(isHome)).toBe(before);
    expect(messages(program, 'Record changed')).toHaveLength(1);
  });

  it('writes nothing when the record is right, and makes no call while nothing changes', async () => {
    home = await house();
    home.zone.add({ ...wrong, data: String(home.isp.address('ipv4')) });
    const program = await home.start(credentials[api]);
    await inSync(program);
    home.godaddy.clearLog();
    const asked = () => home.echoes.reduce((sum, echo) => sum + echo.requests(), 0);
    const before = asked();

    await until(() => asked() - before >= 8, 'eight ticks have passed');

    expect(home.godaddy.log).toEqual([]);
    expect(messages(program, 'Record changed')).toEqual([]);
  });

  it('follows a change of address with the fewest writes', async () => {
    home = await house([wrong]);
    const program = await home.start(credentials[api]);
    await inSync(program);
    home.godaddy.clearLog();

    const { ipv4 } = home.isp.change();
    await until(() => home.zone.values('home', 'A').join() === ipv4, 'the record follows');
    await pause(2_000);

    const writes = home.godaddy.writes().map(({ method }) => method);
    expect(writes).toEqual(api === 'v1' ? ['PUT'] : ['POST', 'DELETE']);
  });

  it('creates a missing record, heals leftovers and keeps several names', async () => {
    home = await house([wrong, { ...wrong, data: '192.0.2.2' }]);
    const ipv4 = String(home.isp.address('ipv4'));

    const program = await home.start({ ...credentials[api], RECORDS: 'home,@,*.lab,new' });
    await inSync(program);

    for (const name of ['home', '@', '*.lab', 'new']) expect(home.zone.values(name, 'A')).toEqual([ipv4]);
    expect(home.zone.values('@', 'MX')).toEqual(['mail.example.net']);
  });

  it('lets two instances with the same settings end in sync without a duplicate', async () => {
    home = await house([wrong]);

    const programs = await Promise.all([home.start(credentials[api]), home.start(credentials[api])]);
    await Promise.all(programs.map(inSync));
    const { ipv4 } = home.isp.change();
    await until(() => home.zone.values('home', 'A').join() === ipv4, 'the record follows');
    await pause(2_000);

    expect(home.zone.values('home', 'A')).toEqual([ipv4]);
    for (const program of programs) expect((await program.health()).code).toBe(200);
  });

  it('tells of a CNAME in the way, leaves it alone and keeps the other names', async () => {
    home = await house();
    const program = await home.start({ ...credentials[api], RECORDS: 'www,home' });

    await until(() => home.zone.values('home', 'A').length === 1, 'the other name is kept');
    await until(async () => (await program.health()).report.status === 'failing', 'it tells');
    const { code, report } = await program.health();

    expect(code).toBe(503);
    expect(report.targets[0]?.records).toMatchObject([
      { name: 'www', state: 'failed', error: expect.stringContaining('CNAME') },
      { name: 'home', state: 'in-sync' },
    ]);
    expect(home.zone.values('www', 'CNAME')).toEqual(['example.net']);
    expect(home.zone.values('www', 'A')).toEqual([]);
  });

  it('deletes the kept records at stop, and only those, when it is asked to', async () => {
    home = await house([wrong]);
    const before = home.zone.snapshot(isHome);
    const program = await home.start({ ...credentials[api], ON_STOP: 'delete' });
    await inSync(program);

    program.signal('SIGTERM');

    expect(await program.exit).toBe(0);
    expect(home.zone.values('home', 'A')).toEqual([]);
    expect(home.zone.snapshot(isHome)).toBe(before);
  });
});

describe('the program', () => {
  it('writes nothing in a dry run, and says what it would do', async () => {
    home = await house([wrong]);

    const program = await home.start({ ...credentials.v1, DRY_RUN: 'true' });
    await until(() => messages(program, 'would be changed').length > 0, 'the plan is told');
    await pause(2_500);

    expect(messages(program, 'would be changed')).toMatchObject([
      { from: ['192.0.2.1'], to: home.isp.address('ipv4') },
    ]);
    expect(home.godaddy.writes()).toEqual([]);
    expect((await program.health()).report.targets[0]?.records[0]?.state).toBe('would-change');
  });

  it('with ONCE makes one round and exits 0 when all is in sync', async () => {
    home = await house([wrong]);

    const program = await home.start({ ...credentials.v3, ONCE: 'true' });

    expect(await program.exit).toBe(0);
    expect(home.zone.values('home', 'A')).toEqual([home.isp.address('ipv4')]);
  });

  it('with ONCE exits 1 when it could not, or in a dry run when it would change something', async () => {
    home = await house([wrong]);
    const dry = await home.start({ ...credentials.v1, ONCE: 'true', DRY_RUN: 'true' });
    expect(await dry.exit).toBe(1);
    expect(home.godaddy.writes()).toEqual([]);

    home.isp.online = false;
    const offline = await home.start({ ...credentials.v1, ONCE: 'true' });
    expect(await offline.exit).toBe(1);
  });

  it('sends international names as punycode and shows them readable', async () => {
    home = await house([], { domain: 'xn--bcher-kva.example' });

    const program = await home.start({ ...credentials.v1, DOMAIN: 'bücher.example', RECORDS: 'tür' });
    await inSync(program);

    expect(home.zone.values('xn--tr-xka', 'A')).toEqual([home.isp.address('ipv4')]);
    expect((await program.health()).report.targets).toMatchObject([
      { domain: 'bücher.example', records: [{ name: 'tür' }] },
    ]);
    for (const { path } of home.godaddy.log) expect(path).toMatch(/^[\x21-\x7e]+$/);
  });

  it('keeps two zones with different credentials', async () => {
    home = await house([wrong]);

    const program = await home.start({
      ...credentials.v1,
      DOMAIN_2: 'example.com',
      RECORDS_2: 'second',
      GODADDY_TOKEN_2: credentials.v3.GODADDY_TOKEN,
    });
    await inSync(program);

    expect(home.zone.values('second', 'A')).toEqual([home.isp.address('ipv4')]);
    expect(new Set(home.godaddy.log.map(({ segments }) => segments[0]))).toEqual(new Set(['v1', 'v3']));
  });

  it('answers /healthz, /livez and / and nothing else', async () => {
    home = await house();
    const program = await home.start(credentials.v1);
    await inSync(program);

    const status = async (path: string, method?: string) => (await program.get(path, method)).status;

    expect(await status('/healthz')).toBe(200);
    expect(await status('/livez')).toBe(200);
    expect(await (await program.get('/')).text()).toMatch(
      /home\.example\.com +A +81\.2\.69\.142 +TTL 600 +in sync/,
    );
    expect(await status('/nothing')).toBe(404);
    expect(await status('/healthz', 'POST')).toBe(405);
    expect(await status('/healthz', 'HEAD')).toBe(200);
  });
});
