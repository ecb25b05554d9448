import type { RecordReport, StatusReport, TargetReport } from '../../src/report/status-report.ts';
import { summaryOf } from '../../src/report/summary.ts';

/** A record that is held as it should be, but for the changes. */
export const recordReport = (changes: Partial<RecordReport> = {}): RecordReport => ({
  ...{ name: 'home', fqdn: 'home.example.com', type: 'A', value: '81.2.69.1', wanted: null },
  ...{ ttl: 600, ttlIsAuto: false, state: 'in-sync', changedAt: null, error: null },
  ...changes,
});

export const targetReport = (changes: Partial<TargetReport> = {}): TargetReport => ({
  ...{ provider: 'memory', title: 'Memory', domain: 'example.com' },
  ...{ error: null, retryAt: null, records: [recordReport()] },
  ...changes,
});

/** A home where all is well, but for the changes. */
export const statusReport = (changes: Partial<StatusReport> = {}): StatusReport => {
  const facts = {
    ...{
      status: 'ok' as const,
      lastSuccessfulSync: '2026-01-01T00:00:00.000Z',
      lastAttempt: '2026-01-01T00:00:30.000Z',
    },
    addresses: { ipv4: '81.2.69.1', ipv6: null },
    addressErrors: { ipv4: null, ipv6: null },
    ...{ targets: [targetReport()], sources: [], nat: null, notes: [], dryRun: false, version: '1.2.3' },
    ...changes,
  };
  return { ...facts, ...summaryOf(facts) };
};
