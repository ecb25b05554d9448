import { expect, it, test } from 'vitest';
import type { RecordReport, StatusReport } from '../../src/report/status-report.ts';
import { headlineOf } from '../../src/web/page/headline.ts';
import { viewOf } from '../browser/view.ts';

const [target] = viewOf().report.targets;
const [record] = target?.records ?? [];
if (!target || !record) throw new Error('the view has no record');
const [oneTarget, oneRecord] = [target, record];

function headline(records: readonly Partial<RecordReport>[], changes: Partial<StatusReport> = {}) {
  const targets = [{ ...oneTarget, records: records.map((one) => ({ ...oneRecord, ...one })) }];
  return headlineOf(viewOf({ targets, ...changes }).report);
}

const named = (name: string, more: Partial<RecordReport>) => ({ fqdn: `${name}.example.com`, ...more });
const change = { state: 'would-change', wanted: '81.2.64.3' } as const;

test.each([
  [[{}], {}, 'home.example.com points at home'],
  [[{}, named('vpn', {})], {}, 'All 2 names point at home'],
  [[change], { dryRun: true }, 'home.example.com would change'],
  [[change, named('vpn', {})], { dryRun: true }, '1 of 2 names would change'],
  [
    [{ state: 'unknown' as const }],
    { status: 'degraded' as const },
    'home.example.com is not confirmed to point at home yet',
  ],
  [
    [{ state: 'failed' as const, value: '81.2.64.9' }],
    { status: 'failing' as const },
    'home.example.com still points at 81.2.64.9',
  ],
  [
    [{ state: 'failed' as const }, named('vpn', { state: 'failed' })],
    { status: 'degraded' as const },
    '2 of 2 names are not up to date yet',
  ],
])('%o and %o are told as %s', (records, changes, said) => {
  expect(headline(records, changes).text).toBe(said);
});

it('tells a reason that many names share once, with the first of them', () => {
  const records = Array.from({ length: 100 }, (_, n) =>
    named(`n${n}`, { state: 'failed', error: 'A CNAME is in the way' }),
  );

  expect(headline(records, { status: 'failing' }).reasons).toEqual([
    'n0.example.com, n1.example.com, n2.example.com, n3.example.com, n4.example.com and 95 more: A CNAME is in the way',
  ]);
});

it('tells the first reasons where there are many, and where the others stand', () => {
  const records = Array.from({ length: 100 }, (_, n) =>
    named(`n${n}`, { state: 'failed', error: `Reason ${n}` }),
  );

  const { reasons } = headline(records, { status: 'failing' });

  expect(reasons).toHaveLength(6);
  expect(reasons.at(-1)).toBe('There are 95 more reasons; the names have theirs.');
});
