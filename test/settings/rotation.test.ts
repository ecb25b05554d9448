import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { watchSecretFiles } from '../../src/settings/rotation.ts';
import { secret } from '../../src/settings/rows.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const folder = mkdtempSync(join(tmpdir(), 'rotation-'));
afterAll(() => rmSync(folder, { recursive: true }));

const table = { FIRST: secret('One.'), SECOND: secret('Another.') };

function watched() {
  const clock = new VirtualClock();
  const files = { FIRST: join(folder, 'first'), SECOND: join(folder, 'second') };
  const told: string[] = [];
  writeFileSync(files.FIRST, 'old-1\n');
  writeFileSync(files.SECOND, 'old-2\n');
  const rotation = watchSecretFiles({
    ...{ table, files, clock, texts: { FIRST: 'old-1', SECOND: 'old-2' } },
    use(name, text) {
      if (text === 'nobody') throw new Error('it names nobody');
      told.push(`${name} = ${text}`);
    },
    onRenewed: (name) => told.push(`${name} is renewed`),
    onTrouble: (name, reason) => told.push(reason ?? `${name} is well`),
  });
  return { clock, files, told, rotation };
}

it('takes what a file holds now, once, and leaves the others alone', async () => {
  const { clock, files, told } = watched();
  await clock.advance(60_000);
  expect(told).toEqual([]);

  writeFileSync(files.SECOND, 'new-2\n');
  await clock.advance(60_000);

  expect(told).toEqual(['SECOND = new-2', 'SECOND is renewed']);
});

it.each([
  ['has two words', 'a b', 'what it holds is not usable'],
  ['is empty', '', 'it is empty'],
  ['is refused by whoever uses it', 'nobody', 'it names nobody'],
])('a file that %s changes nothing, which is told once, and its end too', async (_, content, why) => {
  const { clock, files, told } = watched();
  writeFileSync(files.FIRST, content);
  await clock.advance(60_000);
  expect(told).toEqual([`FIRST_FILE (${files.FIRST}) cannot be used: ${why}`]);

  writeFileSync(files.FIRST, 'old-1');
  await clock.advance(60_000);
  expect(told.slice(1)).toEqual(['FIRST is well']);
});

it('a file that is gone for a while and comes back with another secret is well again', async () => {
  const { clock, files, told } = watched();
  rmSync(files.FIRST);
  await clock.advance(20_000);
  writeFileSync(files.FIRST, 'new-1');
  await clock.advance(20_000);

  expect(told).toEqual([
    `FIRST_FILE (${files.FIRST}) cannot be used: there is no such file`,
    ...['FIRST = new-1', 'FIRST is renewed', 'FIRST is well'],
  ]);
});

it('reads nothing more when it is stopped', async () => {
  const { clock, files, told, rotation } = watched();
  rotation.stop();
  writeFileSync(files.FIRST, 'new-1');
  await clock.advance(60_000);

  expect(told).toEqual([]);
});
