import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { credentials, type House, house, preload } from './house.ts';

let home: House;

beforeEach(async () => {
  home = await house();
});
afterEach(() => home.stop());

/** Sends itself the signal when its parts load the so many-th module of Node.js. */
const signalAtModule = (nth: number, signal: NodeJS.Signals) =>
  preload(`
    const load = process.getBuiltinModule;
    let loaded = 0;
    process.getBuiltinModule = (id) => {
      if (++loaded === ${nth}) process.kill(process.pid, '${signal}');
      return load(id);
    };`);

describe('a signal while the program is being loaded', () => {
  it.each([
    [2, 'SIGTERM'],
    [3, 'SIGINT'],
    [5, 'SIGTERM'],
    [8, 'SIGTERM'],
  ] as const)('stops it, at module %i by %s', async (nth, signal) => {
    const program = await home.start({ ...credentials.v1, ...signalAtModule(nth, signal) });

    expect(await program.exit).toBe(0);
  });

  it('lets wrong settings be told', async () => {
    const program = await home.start({
      ...credentials.v1,
      ...signalAtModule(3, 'SIGTERM'),
      TTL: 'soon',
    });

    expect(await program.exit).toBe(78);
    expect(program.output()).toContain('TTL');
  });
});
