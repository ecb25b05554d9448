import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  answerLost,
  cut,
  dropBefore,
  type Fault,
  garbage,
  hang,
  htmlPage,
  isWrite,
} from '../world/faults.ts';
import { credentials, type House, house, inSync, messages, type Program, pause, until } from './house.ts';

let home: House;
let program: Program;

beforeEach(async () => {
  home = await house([{ name: 'home', type: 'A', data: '192.0.2.1', ttl: 600 }]);
});
afterEach(() => home.stop());

const error500: Fault = {
  kind: 'answer',
  status: 500,
  body: '{"code":"ERROR","message":"Internal Server Error"}',
};
const html502: Fault = {
  kind: 'answer',
  status: 502,
  headers: { 'content-type': 'text/html' },
  body: '<html>Bad gateway</html>',
};
const limited: Fault = {
  kind: 'answer',
  status: 429,
  headers: { 'content-type': 'application/json' },
  body: '{"code":"TOO_MANY_REQUESTS","message":"Too many requests","retryAfterSec":3}',
};

const faults: [name: string, fault: Fault][] = [
  ['hangs', hang],
  ['answers 500', error500],
  ['answers 502 with HTML', html502],
  ['answers cut JSON', garbage],
  ['answers HTML with 200', htmlPage],
  ['drops the connection', dropBefore],
  ['says wait 3 s', limited],
];

describe.each(['v1', 'v3'] as const)('GoDaddy %s', (api) => {
  it.each(faults)(
    'that %s to everything is told, is not stormed, and is in sync again by itself',
    async (_, fault) => {
      const end = home.godaddy.faults.inject(fault);
      program = await home.start(credentials[api]);
      await until(
        async () => (await program.health()).report.targets[0]?.error !== null,
        'the failure is told',
      );
      await pause(4_000);
      const { code, report } = await program.health();

      expect(code).toBe(503);
      expect(report.status).toBe('failing');
      expect(home.godaddy.log.length).toBeLessThan(25);
      expect(home.zone.values('home', 'A')).toEqual(['192.0.2.1']);

      end();
      await inSync(program);
      expect(home.zone.values('home', 'A')).toEqual(['81.2.69.142']);
      expect((await program.health()).report.targets[0]?.error).toBeNull();
    },
  );

  it.each([
    ['is lost', answerLost],
    ['is cut half-way', cut],
    ['never comes', { kind: 'hang', carriedOut: true }],
    ['is an HTML page', htmlPage],
    ['is a 500', error500],
  ] as [string, Fault][])(
    'whose answer to a write %s ends in sync, read again before any other write',
    async (_, fault) => {
      home.godaddy.faults.inject(fault, { when: isWrite, times: 1 });

      program = await home.start(credentials[api]);
      await inSync(program);

      expect(home.zone.values('home', 'A')).toEqual(['81.2.69.142']);
      const methods = home.godaddy.log.map(({ method }) => method);
      const firstWrite = methods.findIndex((method) => method !== 'GET');
      expect(methods[firstWrite + 1]).toBe('GET');
      expect(home.godaddy.writes().length).toBeLessThanOrEqual(4);
      expect(messages(program, 'could not be confirmed')).toHaveLength(1);
    },
  );

  it('that refuses the credentials is tried again when a secret file changes', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'secret-'));
    const [name, right] = Object.entries(credentials[api]).at(-1) ?? ['', ''];
    const file = join(folder, 'secret');
    writeFileSync(file, 'wrong-secret\n');
    const { [name]: _, ...others } = credentials[api] as Record<string, string>;
    program = await home.start({ ...others, [`${name}_FILE`]: file });
    await until(() => messages(program, 'needs your attention').length > 0, 'the refusal is told');
    await pause(3_000);

    expect(home.godaddy.log).toHaveLength(1);
    expect((await program.health()).report).toMatchObject({ status: 'failing' });

    writeFileSync(file, `${right}\n`);
    await inSync(program);
    rmSync(folder, { recursive: true });
    expect(home.zone.values('home', 'A')).toEqual(['81.2.69.142']);
  });

  it('that denies access is asked no more than once in the time of this test', async () => {
    const denied = '{"code":"ACCESS_DENIED","message":"Authenticated user is not allowed access"}';
    home.godaddy.faults.inject({
      kind: 'answer',
      status: 403,
      headers: { 'content-type': 'application/json' },
      body: denied,
    });

    program = await home.start(credentials[api]);
    await until(() => messages(program, 'needs your attention').length > 0, 'the refusal is told');
    await pause(3_000);

    expect(home.godaddy.log).toHaveLength(1);
    expect((await program.health()).code).toBe(503);
  });

  it('that has its quota used up is left alone for an hour', async () => {
    const quota = '{"code":"QUOTA_EXCEEDED","message":"Quota exceeded"}';
    home.godaddy.faults.inject({
      kind: 'answer',
      status: 429,
      headers: { 'content-type': 'application/json' },
      body: quota,
    });

    program = await home.start(credentials[api]);
    await until(() => messages(program, 'asks to wait').length > 0, 'the limit is told');

    expect(Number(messages(program, 'asks to wait')[0]?.retryInSeconds)).toBeGreaterThan(3_500);
    expect(home.godaddy.log).toHaveLength(1);
  });
});

it('a provider that is down for longer than HEALTH_MAX_AGE makes the program unhealthy, and healthy again after', async () => {
  program = await home.start({ ...credentials.v1, HEALTH_MAX_AGE: '3s' });
  await inSync(program);
  await home.godaddy.down();
  home.isp.change();

  await until(async () => (await program.health()).code === 503, 'unhealthy');
  expect((await program.get('/livez')).status).toBe(200);

  await home.godaddy.up();
  await inSync(program);
  expect(home.zone.values('home', 'A')).toEqual([home.isp.address('ipv4')]);
});
