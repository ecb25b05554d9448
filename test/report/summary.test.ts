import { expect, it } from 'vitest';
import type { RecordReport, TargetReport } from '../../src/report/status-report.ts';
import { summaryOf } from '../../src/report/summary.ts';
import { recordReport, statusReport, targetReport } from '../support/status-reports.ts';

const summary = (...targets: readonly Partial<TargetReport>[]) =>
  summaryOf(statusReport({ targets: targets.map((changes) => targetReport(changes)) }));
const failed = (name: string, error: string | null): RecordReport =>
  recordReport({ fqdn: `${name}.example.com`, state: 'failed', error });

it('says nothing while all is well', () => {
  expect(summary({})).toEqual({ reasons: [], planned: [], retryAt: null, lastChange: null });
});

it('says the reason of a host once, and that of some names once for all of them', () => {
  const records = ['a', 'b', 'c'].map((name) => failed(name, 'holds a CNAME'));

  expect(summary({ error: 'no credit', records: [failed('d', null)] }, { records }).reasons).toEqual([
    'example.com: no credit',
    'a.example.com, b.example.com, c.example.com: holds a CNAME',
  ]);
});

it('names both families of a name once', () => {
  const records = [failed('a', 'is refused'), { ...failed('a', 'is refused'), type: 'AAAA' as const }];

  expect(summary({ records }).reasons).toEqual(['a.example.com: is refused']);
});

it('is no more than Home Assistant stores, however many names have a long reason each', () => {
  const records = Array.from({ length: 500 }, (_, index) => ({
    ...failed(`host${index}`, `${index} ${'x'.repeat(5000)}`),
    wanted: `${'9'.repeat(1000)}.${index}`,
  }));

  const said = summary({ records });

  expect(said.reasons).toHaveLength(11);
  expect(said.reasons.at(-1)).toBe('and 490 more, which the page has');
  expect(JSON.stringify(said).length).toBeLessThan(16_384);
});

it('says what DRY_RUN leaves undone', () => {
  const records = ['a', 'b'].map((name) =>
    recordReport({ fqdn: `${name}.example.com`, state: 'would-change', wanted: '81.2.69.2' }),
  );

  expect(summary({ records }).planned).toEqual([
    'DRY_RUN is on: a.example.com A, b.example.com A would become 81.2.69.2',
  ]);
});

it('says when the first host is asked again, and when the last record was changed', () => {
  const at = (hour: number) => `2026-01-01T0${hour}:00:00.000Z`;
  const changed = [3, 5, 4].map((hour) => recordReport({ changedAt: at(hour) }));

  expect(
    summary({ retryAt: at(8), records: changed }, { retryAt: at(7) }, { records: [recordReport()] }),
  ).toMatchObject({ retryAt: at(7), lastChange: at(5) });
});

it('gives a note only where nothing else says what is the matter', () => {
  const note = { code: 'x', target: null, since: '2026-01-01T00:00:00.000Z', text: 'not in sync' };
  const error = { ipv4: 'no source answered', ipv6: null };

  expect(summaryOf(statusReport({ notes: [note] })).reasons).toEqual(['not in sync']);
  expect(summaryOf(statusReport({ notes: [note], addressErrors: error })).reasons).toEqual([
    'no source answered',
  ]);
});
