import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, onTestFinished } from 'vitest';
import { credentials, type House, house, inSync, messages, until } from './house.ts';
import { outside } from './outside.ts';

let home: House;
afterEach(() => home.stop());

it('says that the world is told of a change, and that the home answers at its new address', async () => {
  home = await house();
  const folder = mkdtempSync(join(tmpdir(), 'world-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const world = await outside(home, folder);
  onTestFinished(world.close);
  const program = await home.start({ ...credentials.v1, ...world.settings, METRICS: 'true' });
  await inSync(program);
  const told = () => messages(program, 'The servers of the zone serve the change');
  const answers = () => messages(program, 'The home answers at its public address, seen from inside');
  await until(() => told().length === 1 && answers().length === 1, 'the first address is told');

  home.isp.change({ ipv4: '81.2.69.77' });
  await until(() => told().length === 2 && answers().length === 2, 'the new address is told');

  const { code, report } = await program.health();
  expect(code).toBe(200);
  expect(report.notes.map(({ code, text }) => [code, text])).toEqual([
    [
      'world-served',
      expect.stringMatching(
        /^home\.example\.com A: the servers of the zone serve 81\.2\.69\.77; the last resolver has forgotten /,
      ),
    ],
    [
      'world-answers',
      expect.stringMatching(
        /^home\.example\.com answers at its public address 81\.2\.69\.77, seen from inside/,
      ),
    ],
  ]);
  const page = await fetch((await program.get('/')).url, { headers: { accept: 'text/html' } });
  expect(await page.text()).toContain('How far the world is');
  const metrics = await (await program.get('/metrics')).text();
  expect(metrics).toContain('homemade_ddns_home_answers{place="home.example.com",family="ipv4"} 1');
  expect(metrics).toContain('showing="served"} 1');
});
