import { expect, it } from 'vitest';
import type { RecordReport, StatusReport, TargetReport } from '../../src/report/status-report.ts';
import { verdict } from '../../src/report/verdict.ts';
import { recordReport, statusReport, targetReport } from '../support/status-reports.ts';

const record = recordReport();
const target = targetReport();
const well = statusReport({
  targets: [target, targetReport({ records: [record, recordReport({ name: '@' })] })],
});
const failing = (more: Partial<TargetReport>): StatusReport => ({
  ...well,
  status: 'failing',
  targets: [{ ...target, records: [{ ...record, state: 'failed' }], ...more }],
});

it('says how many records are in sync', () => {
  expect(verdict(well)).toBe('healthy, ok, 3 records in sync');
  expect(verdict({ ...well, targets: [target] })).toBe('healthy, ok, 1 record in sync');
});

it('says that nothing is written in a dry run, and how much would change', () => {
  const changing: RecordReport = { ...record, state: 'would-change', wanted: '81.2.69.2' };
  const status = { ...well, dryRun: true, targets: [{ ...target, records: [record, changing, changing] }] };

  expect(verdict(status)).toBe('healthy, ok, DRY RUN, 1 of 3 records in sync, 2 would change');
});

it('gives the reason of a host once, and says that there are more', () => {
  const error = 'the host does not accept the credentials';
  const refused: RecordReport = { ...record, state: 'failed', error };
  const other = { ...refused, name: 'vpn', error: 'the name holds a CNAME to a.b: delete that first' };

  expect(verdict(failing({ error, records: [refused, other] }))).toBe(
    `unhealthy, failing, 0 of 2 records in sync: example.com: ${error} (and 1 more, see the page or the log)`,
  );
});

it('names the record whose reason it gives', () => {
  const of = (...names: readonly string[]) => {
    const refused = names.map((fqdn) => recordReport({ fqdn, state: 'failed', error: 'refused' }));
    return verdict(failing({ records: refused }));
  };

  expect(of('home.example.com')).toBe('unhealthy, failing, 0 of 1 record in sync: home.example.com: refused');
  expect(of('example.com', '*.example.com')).toContain(': example.com, *.example.com: refused');
});

it('says why there is no address', () => {
  const status = { ...well, addressErrors: { ipv4: 'no source answered', ipv6: null } };

  expect(verdict(status)).toBe('healthy, ok, 3 records in sync: no source answered');
});

it('says what is being mended, where it is degraded by nothing else', () => {
  const note = { code: 'x', target: null, since: '2026-01-01T00:00:00.000Z', text: 'the zone is disabled' };

  expect(verdict({ ...well, status: 'degraded', notes: [note] })).toBe(
    'healthy, degraded, 3 records in sync: the zone is disabled',
  );
});

it('stays one line of visible characters, and no long one', () => {
  const said = verdict(failing({ error: `first\nsecond\u001b[31m ${'x'.repeat(2000)}` }));

  expect(said).toMatch(/^[^\p{C}]*$/u);
  expect(said.length).toBeLessThan(300);
});
