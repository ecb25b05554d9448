import { describe, expect, it } from 'vitest';
import { localTime } from '../../src/base/local-time.ts';
import type { RecordReport } from '../../src/report/status-report.ts';
import { textPage } from '../../src/web/text-page.ts';
import { recordReport, statusReport, targetReport } from '../support/status-reports.ts';

const now = Date.UTC(2026, 0, 1, 0, 1);
const local = (time: string) => localTime(Date.parse(`2026-01-01T${time}Z`));

const page = (changes: Parameters<typeof statusReport>[0] = {}) => textPage(statusReport(changes), now);
/** The lines of the records of one target. */
const shown = (...records: readonly RecordReport[]) =>
  page({ targets: [targetReport({ records })] })
    .split('\n')
    .filter((line) => line.includes('.example.com'));

it('has one line for each thing it says, whatever stands in it', () => {
  const failing = (error: string) => page({ addressErrors: { ipv4: error, ipv6: null } });

  expect(failing('no\nlast look: just now\u202e\x1b[2J').split('\n')).toHaveLength(
    failing('no').split('\n').length,
  );
  expect(failing('no\u202e\x1b[2J')).not.toMatch(/[^\P{C}\n]/u);
  expect(failing('no')).toContain('\n  IPv4: no\n');
});

it('tells times of the local clock, and once how far that is from UTC', () => {
  const said = page({ targets: [targetReport({ retryAt: '2026-01-01T00:02:00.000Z', error: 'no answer' })] });

  expect(said).toContain(`time: ${localTime(now)} `);
  expect(said).toContain(`last look: ${local('00:00:30')}`);
  expect(said).toContain(`  no answer (next try ${local('00:02:00')})`);
  expect(said).not.toMatch(/\dT\d|Z\b/);
});

describe('a record', () => {
  it('is shown by its full name, in columns with its neighbours', () => {
    const six = recordReport({ name: '@', fqdn: 'example.com', type: 'AAAA', value: '2001:db8::1' });

    expect(page({ targets: [targetReport({ records: [recordReport(), six] })] })).toContain(
      '  home.example.com  A     81.2.69.1  TTL 600  in sync\n' +
        '  example.com       AAAA  2001:db8::1  TTL 600  in sync\n',
    );
  });

  it('whose TTL the host chooses has it in words', () => {
    expect(shown(recordReport({ ttl: 1, ttlIsAuto: true }))).toEqual([
      '  home.example.com  A  81.2.69.1  TTL auto  in sync',
    ]);
  });

  it('that fails says when it was last changed without a contradiction', () => {
    const changedAt = '2026-01-01T00:00:00.000Z';

    expect(shown(recordReport({ state: 'failed', changedAt }))).toEqual([
      `  home.example.com  A  last known 81.2.69.1  TTL 600  cannot be kept now  (last change ${local('00:00:00')})`,
    ]);
  });

  it('in doubt still shows the value that was last known', () => {
    expect(shown(recordReport({ state: 'unknown' }))).toEqual([
      '  home.example.com  A  last known 81.2.69.1  TTL 600  not confirmed',
    ]);
  });
});

describe('a dry run', () => {
  it('is told first, with the changes it would make and how to make them', () => {
    const changing = recordReport({ state: 'would-change', value: '81.2.69.142', wanted: '81.2.64.3' });
    const missing = recordReport({ state: 'would-change', value: null, ttl: null, wanted: '81.2.64.3' });
    const said = page({
      dryRun: true,
      targets: [targetReport({ records: [recordReport(), changing, missing] })],
    });

    expect(said.split('\n').slice(0, 2)).toEqual([
      'homemade-ddns 1.2.3: ok',
      'DRY RUN: nothing is written; 2 of 3 records would change, remove DRY_RUN to do it',
    ]);
    expect(said).toContain('81.2.69.142 → 81.2.64.3  would change\n');
    expect(said).toContain('nothing → 81.2.64.3  would change\n');
  });

  it('that would change nothing says no more than that it is one', () => {
    expect(page({ dryRun: true })).toContain('\nDRY RUN: nothing is written\n');
  });
});

describe('the records in sync', () => {
  const one = recordReport({ state: 'failed' });

  it('are counted, though not all of them ever were', () => {
    const targets = [targetReport({ records: [recordReport(), one] })];

    expect(page({ targets, lastSuccessfulSync: null })).toContain(
      'records in sync: 1 of 2, never all of them since the start\n',
    );
  });

  it('come with the time when all of them last were', () => {
    expect(page()).toContain(`records in sync: 1 of 1, all of them last at ${local('00:00:00')}\n`);
  });
});

it('names a source in trouble only where the missing address has not named it', () => {
  const source = { name: 'aws', family: 'ipv4', state: 'resting', reason: 'no answer' } as const;
  const sources = [{ ...source, failures: 1, lies: 0, alwaysWrong: false }];

  expect(page({ sources })).toContain('sources without a usable answer\n  aws (IPv4): no answer\n');
  expect(page({ sources, addressErrors: { ipv4: 'none of 7 could be reached', ipv6: null } })).not.toContain(
    'aws',
  );
});
