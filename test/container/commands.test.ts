import { expect, inject, test } from 'vitest';
import { dockerCommands } from '../support/page-commands.ts';
import { startHouse } from './house.ts';
import { startMachine, startsProgram } from './machine.ts';
import { until } from './until.ts';

const here = '81.2.69.142';
const elsewhere = '81.2.70.1';
const standard =
  'docker run -d --name ddns -p 127.0.0.1:8080:8080 -e DOMAINS=home.example.com -e PROVIDER=godaddy -e GODADDY_TOKEN=YOUR_TOKEN homemade-ddns';

test.skipIf(!inject('image'))('the commands of the pages do with Docker what they say', async () => {
  const house = await startHouse();
  const machine = await startMachine(house);
  async function follow(code: string, page: string): Promise<void> {
    await house.make({ do: 'hold', name: 'home', type: 'A', values: [elsewhere] });
    await machine.run(code);
    await until(
      `the record is right after this of ${page}:\n${code}`,
      async () => (await house.addresses('home')).join() === here,
    );
  }

  for (const { page, blocks } of dockerCommands) {
    // A page that only watches a container takes it for granted.
    const isWatched = blocks.some(({ code }) => /\bddns\b/.test(code));
    if (isWatched && !blocks.some(({ code }) => startsProgram(code))) await follow(standard, page);
    for (const { code } of blocks) await (startsProgram(code) ? follow(code, page) : machine.run(code));
  }

  expect(dockerCommands.map(({ page }) => page)).toEqual(
    expect.arrayContaining(['README.md', 'docs/platforms/compose.md', 'docs/platforms/docker-run.md']),
  );
});
