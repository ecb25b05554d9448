import { describe, expect, test } from 'vitest';
import { createHealthTable } from '../../src/detect/health-table.ts';
import { broken, scriptedSource } from '../support/scripted-source.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { after, before, lie } from './stage.ts';

function table() {
  const source = (name: string) => scriptedSource({ name, line: '' });
  const [right, wrong, silent] = [source('ipify'), source('amazon'), source('cloudflare')];
  const health = createHealthTable([right, wrong, silent], 'ipv4', new VirtualClock());
  const settled = (said: string, address = after) =>
    health.settled({
      ...{ address, before, witnesses: [right], silent: [], networkIsBack: false },
      votes: [
        { source: right, address },
        { source: wrong, address: said },
      ],
    });
  return { health, right, wrong, silent, settled };
}

describe('a look that agreed', () => {
  test('tells first whose trouble ended, then who was silent, then who lost', () => {
    const { health, right, wrong, silent } = table();
    health.failed(right, broken());

    const troubles = health.settled({
      ...{ address: after, before, witnesses: [right], silent: [silent], networkIsBack: false },
      votes: [
        { source: wrong, address: lie },
        { source: right, address: after },
      ],
    });

    expect(troubles).toEqual([
      { source: 'ipify', state: 'ended', reason: 'it gives the agreed address again' },
      { source: 'cloudflare', state: 'began', reason: 'did not answer in time' },
      { source: 'amazon', state: 'began', reason: 'says 81.2.70.66, but ipify says 81.2.69.2' },
    ]);
  });

  test('counts the address before as late, and not as a lie', () => {
    const { health, settled } = table();

    const troubles = settled(before);

    expect(troubles).toMatchObject([
      { source: 'amazon', reason: 'still says 81.2.69.1, the address before' },
    ]);
    expect(health.report()).toMatchObject([{}, { name: 'amazon', state: 'resting', lies: 0 }, {}]);
  });

  test('forgives everybody when every single one had failed', () => {
    const { health, right, wrong, silent, settled } = table();
    for (const source of [right, wrong, silent]) health.failed(source, broken());

    settled(after);

    expect([right, wrong, silent].map(health.isResting)).toEqual([false, false, false]);
  });

  test('forgives nobody when one had not failed since the last agreement', () => {
    const { health, right, wrong, silent, settled } = table();
    health.failed(right, broken());
    settled(after);
    for (const source of [wrong, silent]) health.failed(source, broken());

    settled(after);

    expect([wrong, silent].map(health.isResting)).toEqual([true, true]);
  });
});

test('a source of another table is a fault of the program', () => {
  const stranger = scriptedSource({ name: 'stranger', line: '' });

  expect(() => table().health.isResting(stranger)).toThrow('stranger is none of the sources');
});
