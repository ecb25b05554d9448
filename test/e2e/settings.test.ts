import { afterEach, beforeEach, expect, it } from 'vitest';
import { type House, house } from './house.ts';

let home: House;
beforeEach(async () => {
  home = await house();
});
afterEach(() => home.stop());

it('bad settings are all told in one message, with exit code 78 and without a request', async () => {
  const program = await home.start({
    DOMAIN: '',
    RECORDS: `with space,${'a'.repeat(64)}`,
    RECORD: 'home',
    TTL: '60',
    SCHEDULE: 'every now and then',
    IP_QUORUM: '4',
    GODADDY_TOKEN: 'gd_pat_never_shown',
    GODADDY_API_KEY: 'key_never_shown',
    GODADDY_API_SECRET_FILE: '/does/not/exist',
  });

  expect(await program.exit).toBe(78);
  const output = program.output();
  for (const name of [
    'DOMAIN',
    'RECORDS="with space"',
    'RECORD is',
    'TTL="60"',
    'SCHEDULE=',
    'IP_QUORUM=',
    'GODADDY_TOKEN and',
    'GODADDY_API_SECRET_FILE=',
    'at most 63',
  ]) {
    expect(output).toContain(name);
  }
  expect(output).not.toContain('never_shown');
  expect(home.godaddy.log).toEqual([]);
  expect(home.echoes.map((echo) => echo.requests())).toEqual([0, 0, 0]);
});
