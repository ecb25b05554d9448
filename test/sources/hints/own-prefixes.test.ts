import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { networkInterfaces } from 'node:os';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Machine, machine, ownPrefixes } from '../../../src/sources/hints/own-prefixes.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const second = 1_000;
let folder: string;
let tables: string[];
let own: string;
let listings: number;
let here: Machine;
let clock: VirtualClock;
let shown: () => string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tables-'));
  tables = ['if_inet6', 'fib_trie'].map((name) => join(folder, name));
  for (const table of tables) writeFileSync(table, 'as at first\n');
  [own, listings] = ['81.2.69.1', 0];
  clock = new VirtualClock();
  open();
});
afterEach(() => {
  here.close();
  rmSync(folder, { recursive: true });
});

function open(): void {
  here = machine(interfaces, tables);
  shown = ownPrefixes(clock, here);
}

function interfaces(): ReturnType<typeof networkInterfaces> {
  listings += 1;
  const common = { netmask: '', mac: '', internal: false, cidr: null };
  return { eth0: [{ address: own, family: 'IPv4', ...common }] };
}

function changeTable(at: number, text: string): void {
  writeFileSync(tables[at] ?? '', text);
}

it('lists the interfaces once while the tables of addresses stay as they are', async () => {
  for (let n = 0; n < 10; n++) {
    expect(shown()).toBe('81.2.69.1');
    await clock.advance(5 * second);
  }
  expect(listings).toBe(1);
});

describe('lists them again', () => {
  it.each([
    [0, 'another text\n'],
    [1, 'as at last\n'],
    [1, ''],
    [0, 'as at first\nand more\n'],
    // Longer than one page, in which the kernel hands such a file out.
    [1, 'x'.repeat(20_000)],
  ])('when table %s is another one: %j', (at, text) => {
    shown();
    own = '81.2.69.2';
    changeTable(at, text);
    expect(shown()).toBe('81.2.69.2');
    shown();
    expect(listings).toBe(2);
  });

  it('when the tables change back', () => {
    shown();
    changeTable(0, 'another text');
    shown();
    own = '81.2.69.2';
    changeTable(0, 'as at first\n');
    expect(shown()).toBe('81.2.69.2');
  });

  it('each minute, as a line that is down keeps its address there', async () => {
    shown();
    own = '81.2.69.2';
    await clock.advance(60 * second);
    expect(shown()).toBe('81.2.69.2');
  });
});

describe('lists them each time', () => {
  it.each([
    ['there are no tables', () => tables.splice(0)],
    ['no table can be read', () => tables.splice(0, 2, folder)],
    ['they are too long to be kept', () => changeTable(1, 'x'.repeat(40_000))],
  ])('when %s', (_, begin) => {
    begin();
    here.close();
    open();
    shown();
    own = '81.2.69.2';
    expect(shown()).toBe('81.2.69.2');
  });
});

it('watches the one table where there is no other, as without IPv6', () => {
  tables.splice(0, 1, join(folder, 'nowhere'));
  here.close();
  open();
  shown();
  shown();
  expect(listings).toBe(1);
  own = '81.2.69.2';
  changeTable(1, 'another');
  expect(shown()).toBe('81.2.69.2');
});

it.runIf(process.platform === 'linux')("this machine's tables are read, and the same twice", () => {
  here.close();
  here = machine(undefined);
  here.hasChanged();
  // Containers of other tests come and go, and their interfaces are in the tables.
  const answers = Array.from({ length: 20 }, () => here.hasChanged());
  expect(answers).toContain(false);
});

it('once closed says no more of the tables', () => {
  shown();
  here.close();
  expect(here.hasChanged()).toBeUndefined();
});
