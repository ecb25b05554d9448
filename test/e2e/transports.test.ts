import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Stun, startStun } from '../world/stun.ts';
import { startWhoami, type Whoami } from '../world/whoami.ts';
import { credentials, type House, house, inSync, messages, type Program, pause, until } from './house.ts';

// Sources of every transport, each at an address of its own and so of another operator.

const lie = '81.2.95.66';
const defaultSchedule = '*/30 * * * * *';
const first = { name: 'home', type: 'A', data: '81.2.69.142', ttl: 600 };

let home: House;
let dns: readonly [Whoami, Whoami];
let stun: Stun;
let closing: (() => Promise<void>)[];

beforeEach(async () => {
  home = await house([first]);
  const { isp } = home;
  dns = [await startWhoami({ isp, host: '127.0.0.5' }), await startWhoami({ isp, host: '127.0.0.6' })];
  stun = await startStun({ isp, host: '127.0.0.7' });
  closing = [...dns, stun].map((server) => () => server.close());
});
afterEach(() => Promise.all([home.stop(), ...closing.map((close) => close())]));

const everybody = () => [dns[0].entry, stun.entry, dns[1].entry, ...home.echoes.map(({ url }) => url)];
const living = (sources: readonly string[], more = {}) =>
  home.start({ ...credentials.v1, IPV4_SOURCES: sources.join(','), ...more });

const published = () => home.zone.values('home', 'A').join();
const echoed = () => home.echoes.reduce((sum, echo) => sum + echo.requests(), 0);
const writtenAddresses = () => home.godaddy.writes().map(({ body }) => body);
const roundsOf = (program: Program) => messages(program, 'Round ended').length;

/** Gives the home another address; how many whole rounds began since and ended without publishing it. */
async function roundsLost(program: Program): Promise<number> {
  const changedAt = Date.now();
  const { ipv4 } = home.isp.change();
  await until(() => published() === ipv4, `the record says ${ipv4}; it printed:\n${program.output()}`);
  await until(() => messages(program, 'Record changed').some(({ to }) => to === ipv4), 'it is told');
  const lines = program.lines();
  const end = lines.findIndex(({ msg, to }) => msg === 'Record changed' && to === ipv4);
  const began = ({ time, tookMs }: (typeof lines)[number]) => Date.parse(String(time)) - Number(tookMs);
  return lines.slice(0, end).filter((line) => line.msg === 'Round ended' && began(line) > changedAt).length;
}

describe('with DNS, STUN and HTTP sources', () => {
  it('steady ticks ask DNS and STUN only, in turns', async () => {
    const program = await living(everybody());
    await inSync(program);
    const [one, two, three, web] = [dns[0].requests(), dns[1].requests(), stun.requests(), echoed()];

    await until(
      () => dns[0].requests() + dns[1].requests() + stun.requests() - one - two - three >= 9,
      'nine ticks',
    );

    const asked = [dns[0].requests() - one, dns[1].requests() - two, stun.requests() - three];
    expect(Math.max(...asked) - Math.min(...asked)).toBeLessThanOrEqual(1);
    expect(echoed()).toBe(web);
    expect(messages(program, 'gives no usable answer')).toEqual([]);
  });

  it('a liar behind a captured port 53 is never believed, and a change is published without it', async () => {
    for (const server of dns) server.mode = { lie };
    const program = await living(everybody());
    await inSync(program);
    const rounds = roundsOf(program);
    await until(() => roundsOf(program) - rounds >= 6, 'six rounds');

    expect(home.godaddy.writes()).toEqual([]);
    expect(await roundsLost(program)).toBeLessThanOrEqual(1);
    expect(writtenAddresses().join()).not.toContain(lie);
    expect(home.godaddy.writes()).toHaveLength(1);
    expect(
      messages(program, 'gives no usable answer')
        .map(({ reason }) => reason)
        .join(),
    ).toContain(lie);
  });

  it('a port 53 that is captured later changes nothing either', async () => {
    const program = await living(everybody());
    await inSync(program);

    for (const server of dns) server.mode = { lie };
    await until(() => messages(program, 'gives no usable answer').length === 2, 'both lies are told');

    expect(home.godaddy.writes()).toEqual([]);
    expect(await roundsLost(program)).toBeLessThanOrEqual(1);
    expect(writtenAddresses().join()).not.toContain(lie);
  });

  it('a captive portal in front of all HTTP sources keeps a change waiting for a witness', async () => {
    const program = await living(everybody());
    await inSync(program);
    for (const echo of home.echoes) echo.mode = 'captive-portal';
    const { ipv4 } = home.isp.change();
    await until(() => messages(program, 'No public address could be agreed').length > 0, 'it is told');
    await pause(3_000);
    const unconfirmed = home.godaddy.writes().length;

    for (const echo of home.echoes) echo.mode = 'honest';
    await until(() => published() === ipv4, 'the record follows');

    expect(unconfirmed).toBe(0);
    expect(home.godaddy.writes()).toHaveLength(1);
  });
});

describe('one liar among operators of all transports', () => {
  it.each(['DNS', 'STUN', 'HTTP'] as const)('that lies over %s is outvoted', async (transport) => {
    const liars = { DNS: dns[0], STUN: stun, HTTP: home.echoes[0] };
    liars[transport].mode = { lie };
    const program = await living([dns[0].entry, stun.entry, home.echoes[0].url, home.echoes[1].url]);
    await inSync(program);

    expect(home.godaddy.writes()).toEqual([]);
    expect(await roundsLost(program)).toBeLessThanOrEqual(1);
    expect(await roundsLost(program)).toBeLessThanOrEqual(1);
    expect(home.godaddy.writes()).toHaveLength(2);
    expect(writtenAddresses().join()).not.toContain(lie);
  });
});

describe('at the default schedule', () => {
  it('a change is confirmed at the next tick', async () => {
    const program = await living(everybody(), { SCHEDULE: defaultSchedule });
    await inSync(program);
    const changedAt = performance.now();

    const lost = await roundsLost(program);

    const seconds = ((performance.now() - changedAt) / 1000).toFixed(1);
    process.stderr.write(
      `From a change of address to the confirmed record: ${seconds} s (every 30 s a tick).\n`,
    );
    expect(lost).toBeLessThanOrEqual(1);
  });
});

describe('a single round', () => {
  it('ends by itself within three timeouts when nobody answers', async () => {
    for (const server of dns) server.mode = 'hang';
    stun.mode = 'hang';
    for (const echo of home.echoes) echo.mode = 'hang';
    const dead = 'http://127.0.0.8:1/';
    const program = await living([...everybody(), dead], { ONCE: 'true', TIMEOUT: '2s' });

    const code = await program.exit;

    await pause(100);
    const times = program.lines().map(({ time }) => Date.parse(String(time)));
    const seconds = (Math.max(...times) - Math.min(...times)) / 1000;
    expect(code).toBe(1);
    expect(messages(program, 'No public address could be agreed')).toHaveLength(1);
    expect(seconds).toBeLessThanOrEqual(3 * 2 + 1);
    expect(home.godaddy.log).toEqual([]);
  });
});
