import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { settingsInTime } from '../../src/app/bad-settings.ts';
import { loadConfig } from '../../src/app/load-config.ts';
import type { Config } from '../../src/config/config.ts';
import { ConfigError } from '../../src/settings/problem.ts';
import type { Environment } from '../../src/settings/secrets.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const second = 1_000;

let folder: string;
let file: string;
let clock: VirtualClock;
let stop: AbortController;
let said: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'settings-'));
  file = join(folder, 'token');
  clock = new VirtualClock();
  stop = new AbortController();
  said = [];
});
afterEach(() => {
  stop.abort();
  rmSync(folder, { recursive: true });
});

const inFile = () => ({ DOMAIN: 'example.com', RECORDS: 'home', GODADDY_TOKEN_FILE: file, HTTP_PORT: '0' });
const wrong = {
  ...{ DOMAIN: 'example.com', RECORDS: 'home', GODADDY_TOKEN: 'gd_pat_1' },
  TTL: 'soon',
  HTTP_PORT: '0',
};

interface Waiting {
  /** Undefined while it goes on. */
  ended: { readonly config: Config | undefined } | undefined;
}

async function waitWith(env: Environment, isAttended = false): Promise<Waiting> {
  const refused = await loadConfig(env).catch((error: unknown) => error);
  if (!(refused instanceof ConfigError)) throw new Error('the settings can be used');
  const waiting: Waiting = { ended: undefined };
  const platform = { load: loadConfig };
  const about = {
    env,
    clock,
    stop: stop.signal,
    isAttended,
    platform,
    say: (text: string) => said.push(text),
  };
  void settingsInTime(refused, about).then((config) => {
    waiting.ended = { config };
  });
  // What it is told with is loaded first.
  await expect.poll(() => said.length).toBe(1);
  await loadConfig(env).catch(() => {});
  return waiting;
}

describe('settings that cannot be used', () => {
  it('are told once, and end the program after a minute', async () => {
    const waiting = await waitWith(wrong);

    await clock.advance(59 * second);
    expect(waiting.ended).toBeUndefined();
    await clock.advance(2 * second);

    expect(waiting.ended).toEqual({ config: undefined });
    expect(said).toEqual([
      expect.stringMatching(/^The settings cannot be used:\n {2}- TTL="soon" .*\nIt ends in a minute/),
    ]);
  });

  it.each([
    ['with ONCE', { ...wrong, ONCE: 'true' }, false],
    ['where somebody sits before it', wrong, true],
  ])('end it at once %s', async (_, env, isAttended) => {
    const waiting = await waitWith(env, isAttended);

    await clock.advance(0);

    expect(waiting.ended).toEqual({ config: undefined });
    expect(said.join()).not.toContain('minute');
  });

  it('end it at once when it is stopped', async () => {
    const waiting = await waitWith(wrong);
    await clock.advance(10 * second);

    stop.abort();
    await clock.advance(0);

    expect(waiting.ended).toEqual({ config: undefined });
  });
});

describe('where only files are wrong', () => {
  it('it starts as soon as they are right', async () => {
    const waiting = await waitWith(inFile());
    await clock.advance(20 * second);
    expect(waiting.ended).toBeUndefined();

    writeFileSync(file, 'gd_pat_right');
    await clock.advance(second);
    await expect.poll(() => waiting.ended).toBeDefined();

    expect(waiting.ended?.config?.targets[0]?.values).toMatchObject({ GODADDY_TOKEN: 'gd_pat_right' });
  });

  it('it tells when they are wrong in another way', async () => {
    await waitWith(inFile());
    await clock.advance(10 * second);

    writeFileSync(file, 'two words');
    await clock.advance(second);
    await expect.poll(() => said.length).toBe(2);
    await clock.advance(10 * second);

    expect(said).toEqual([
      expect.stringContaining('there is no such file'),
      expect.stringMatching(/GODADDY_TOKEN_FILE=.* holds what is not usable: its character 4 is a space/),
    ]);
    expect(said.join()).not.toContain('two words');
  });

  it('it ends after a minute all the same', async () => {
    const waiting = await waitWith(inFile());

    await clock.advance(61 * second);
    await expect.poll(() => waiting.ended).toEqual({ config: undefined });
  });

  it('nothing is read again where something else is wrong too', async () => {
    const waiting = await waitWith({ ...inFile(), TTL: 'soon' });
    writeFileSync(file, 'gd_pat_right');

    await clock.advance(30 * second);

    expect(waiting.ended).toBeUndefined();
    expect(said).toHaveLength(1);
  });
});
