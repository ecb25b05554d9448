import { expect, it } from 'vitest';
import type { Outcome } from '../../src/core/outcome.ts';
import type { Target } from '../../src/core/target.ts';
import type { Detection, SourceHealth } from '../../src/detect/detector.ts';
import { createEventLog } from '../../src/report/log/event-log.ts';
import { createTextLog } from '../../src/report/log/text-log.ts';
import { createLogger } from '../../src/report/logger.ts';
import { createReports } from '../../src/report/reporter.ts';
import { createWording } from '../../src/report/wording.ts';
import { createTimeline } from '../../src/web/timeline.ts';
import { agreedOn, keptTarget, nothingFound } from '../support/outcomes.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const second: Target = { ...keptTarget, id: 'second', keys: [{ name: 'vpn', type: 'A' }] };

/** A home whose targets are on these lines, and what is told of it. */
function home(lines: readonly string[]) {
  const clock = new VirtualClock();
  const kept = [keptTarget, second].map((target, index) => ({ target, line: lines[index] ?? '' }));
  const wording = createWording({ kept });
  const texts: string[] = [];
  const data: Record<string, unknown>[] = [];
  const log = { level: 'info', redact: (text: string) => text } as const;
  const forPeople = createLogger({ ...log, format: 'text', write: (line) => texts.push(line) });
  const forPrograms = createLogger({ ...log, format: 'json', write: (line) => data.push(JSON.parse(line)) });
  const timeline = createTimeline(wording, clock, (text) => text, lines[0]);
  const reporters = [
    ...[createTextLog(forPeople, wording, clock), createEventLog(forPrograms, clock), timeline],
  ];
  const reports = createReports(kept, reporters, clock);
  const look = (line: string, detection: Detection, more: Partial<Outcome & { kind: 'looked' }> = {}) => {
    reports.observe({ kind: 'detected', line, family: 'ipv4', detection });
    reports.observe({ kind: 'looked', line, sources: [], nat: undefined, took: 5, ...more });
  };
  return { look, timeline, text: () => texts.join(''), data };
}

const resting: SourceHealth = {
  ...{ name: 'ipify', operator: 'ipify', family: 'ipv4', state: 'resting', reason: 'is silent' },
  ...{ failures: 3, lies: 0, alwaysWrong: false },
};
const wall = { kind: 'double-nat', message: 'the router is behind another one' } as const;

it('says of which of several lines it speaks: people by its names, programs by its id', () => {
  const { look, text, data } = home(['default', 'target-2']);

  look('default', agreedOn('81.2.69.1', true));
  look('target-2', agreedOn('81.2.70.1', true), { sources: [resting], nat: wall });
  look('target-2', nothingFound('no source answers'));
  look('target-2', agreedOn('81.2.70.1'));

  expect(text()).toContain('Public IPv4 address of home.example.com, www.example.com is 81.2.69.1');
  expect(text()).toContain('Public IPv4 address of vpn.example.com is 81.2.70.1');
  expect(text()).toContain('ipify gives no usable IPv4 answer for vpn.example.com: is silent');
  expect(text()).toContain('The router is behind another one (asked for vpn.example.com)');
  expect(text()).toContain('Nothing stands between the router and the internet any more (asked for vpn.');
  expect(text()).toContain('; the IPv4 records of vpn.example.com stay as they are');
  expect(text()).toContain('The IPv4 address of vpn.example.com is found again');
  const ofLooks = data.filter(({ msg }) => msg !== 'Round ended');
  expect(ofLooks.map(({ line }) => line)).toEqual(['default', ...ofLooks.slice(1).map(() => 'target-2')]);
});

it('names no line where there is one alone', () => {
  const { look, text, data } = home(['default', 'default']);

  look('default', agreedOn('81.2.69.1', true), { sources: [resting], nat: wall });
  look('default', nothingFound('no source answers'));
  look('default', agreedOn('81.2.69.1'));

  expect(text()).toContain('Public IPv4 address is 81.2.69.1');
  expect(text()).not.toContain('vpn.example.com');
  expect(data.filter(({ msg }) => msg !== 'Round ended').map(({ line }) => line)).not.toContain('default');
});

it('shows since when the first line has its address, whatever the others find', () => {
  const { look, timeline } = home(['default', 'target-2']);
  const found = { kind: 'agreed', changed: true, troubles: [] } as const;
  look('default', { ...found, address: '81.2.69.1', witnesses: ['ipify'] });

  look('target-2', { ...found, address: '81.2.70.1', witnesses: ['aws'] });

  expect(timeline.report().addresses.ipv4?.witnesses).toEqual(['ipify']);
});
