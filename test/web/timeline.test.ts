import { expect, it } from 'vitest';
import type { Event } from '../../src/report/event.ts';
import { nothingKnown } from '../../src/report/state.ts';
import { createWording } from '../../src/report/wording.ts';
import { createTimeline } from '../../src/web/timeline.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const changed = (address: string, from: string | undefined): Event => ({
  ...{ kind: 'address-changed', family: 'ipv4', address, from },
  witnesses: ['ipify', 'https://echo.example/topsecret'],
});

function timeline() {
  const clock = new VirtualClock();
  const kept = createTimeline(createWording({ kept: [], dryRun: false, once: false }), clock, (text) =>
    text.replaceAll('topsecret', '[secret]'),
  );
  return { clock, tell: (event: Event) => kept.tell(event, nothingKnown), report: () => kept.report() };
}

it('keeps the last fifty, the newest first, in words without secrets', () => {
  const { tell, report } = timeline();
  for (let count = 0; count < 120; count++) tell(changed(`81.2.69.${count}`, '81.2.68.1'));

  const { entries } = report();

  expect(entries).toHaveLength(50);
  expect(entries[0]).toMatchObject({ level: 'info', text: expect.stringContaining('81.2.69.119') });
  expect(JSON.stringify(report())).not.toContain('topsecret');
});

it('knows since when the address is the one, and whether it may be older', async () => {
  const { clock, tell, report } = timeline();
  tell(changed('81.2.69.1', undefined));
  const first = report().addresses.ipv4;
  await clock.advance(60_000);
  tell(changed('81.2.69.2', '81.2.69.1'));
  const second = report().addresses.ipv4;

  expect([first?.isFirst, second?.isFirst]).toEqual([true, false]);
  expect(Date.parse(second?.since ?? '') - Date.parse(first?.since ?? '')).toBe(60_000);
});

it('tells since when it is kept', async () => {
  const { clock, report } = timeline();
  const start = new Date(clock.now()).toISOString();
  await clock.advance(60_000);

  expect(report().since).toBe(start);
});

it('leaves out what is told for debugging', () => {
  const { tell, report } = timeline();
  tell({ kind: 'looked', line: 'default', took: 3, inSync: true });

  expect(report().entries).toEqual([]);
});
