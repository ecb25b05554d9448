import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { bundle, credentials, type House, house, until } from './house.ts';

let home: House;
beforeEach(async () => {
  home = await house();
});
afterEach(() => home.stop());

it('the program says the version of package.json, asked for it and in /healthz', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [bundle, '--version']);
  const program = await home.start(credentials.v3);
  await until(async () => (await program.health()).code === 200, 'it is healthy');

  const { report } = await program.health();

  expect(stdout).toBe(`${manifest.version}\n`);
  expect(report.version).toBe(manifest.version);
});
