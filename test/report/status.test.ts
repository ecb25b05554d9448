import { describe, expect, it } from 'vitest';
import { Failure, type FailureKind } from '../../src/base/failure.ts';
import type { Outcome } from '../../src/core/outcome.ts';
import type { SourceHealth } from '../../src/detect/source-health.ts';
import { createRedactor } from '../../src/report/redact.ts';
import type { StatusReport } from '../../src/report/status-report.ts';
import { agreedOn, keptTarget, nothingFound, type Round, stepOutcome } from '../support/outcomes.ts';
import { reported } from '../support/reported.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const healthMaxAge = 15 * minute;
const secret = 'gd_pat_geheim';

function watched({ dryRun = false, target = keptTarget } = {}) {
  const clock = new VirtualClock(Date.UTC(2026, 0, 1));
  const { add, redact } = createRedactor();
  add(secret);
  const { round, observe, report } = reported(clock, { redact, dryRun, target });
  return { clock, round, observe, report, state: () => report().status };
}

const failedRecords = stepOutcome().records.map((record) => ({ ...record, state: 'failed' as const }));
const waiting = (kind: FailureKind, until = hour): Partial<Round> => ({
  step: { records: failedRecords, waiting: { failure: new Failure(kind, 'says no'), until } },
});

describe('before the first round', () => {
  it('the status is starting, and every record is pending', () => {
    const { report } = watched();

    expect(report()).toEqual({
      status: 'starting',
      lastSuccessfulSync: null,
      lastAttempt: null,
      addresses: { ipv4: null, ipv6: null },
      addressErrors: { ipv4: null, ipv6: null },
      targets: [
        {
          ...{ provider: 'memory', title: 'Memory', domain: 'example.com', error: null, retryAt: null },
          records: ['home', 'www'].map((name) => ({
            ...{ name, fqdn: `${name}.example.com`, type: 'A', value: null, wanted: null, ttl: null },
            ...{ ttlIsAuto: false, state: 'pending', changedAt: null, error: null },
          })),
        },
      ],
      sources: [],
      notes: [],
      nat: null,
      ...{ reasons: [], planned: [], retryAt: null, lastChange: null },
      dryRun: false,
      version: '1.2.3',
    });
  });

  it('the status is failing when the time for it is over', async () => {
    const { clock, state } = watched();

    await clock.advance(healthMaxAge);
    expect(state()).toBe('starting');
    await clock.advance(1);
    expect(state()).toBe('failing');
  });
});

describe('a start without an address', () => {
  it('is starting while the machine boots, and says why', async () => {
    const { clock, round, report, state } = watched();

    round({ detections: { ipv4: nothingFound('no source answered in time') } });

    expect(report()).toMatchObject({
      ...{ status: 'starting', lastSuccessfulSync: null, lastAttempt: '2026-01-01T00:00:00.000Z' },
      ...{ addresses: { ipv4: null }, addressErrors: { ipv4: 'no source answered in time' } },
    });
    await clock.advance(minute);
    expect(state()).toBe('starting');
    await clock.advance(1);
    expect(state()).toBe('failing');
  });

  it('is failing as soon as a provider fails', () => {
    const { round, state } = watched();

    round(waiting('transient'));

    expect(state()).toBe('failing');
  });
});

describe('a successful sync', () => {
  it('makes the status ok, with what is held', () => {
    const { round, report } = watched();

    round();

    const { status, lastSuccessfulSync, addresses, targets } = report();
    expect(status).toBe('ok');
    expect(lastSuccessfulSync).toBe('2026-01-01T00:00:00.000Z');
    expect(addresses).toEqual({ ipv4: '81.2.69.1', ipv6: null });
    expect(targets[0]?.records[0]).toMatchObject({
      name: 'home',
      value: '81.2.69.1',
      ttl: 600,
      state: 'in-sync',
    });
  });

  it('counts for HEALTH_MAX_AGE while rounds fail', async () => {
    const { clock, round, state } = watched();
    round();

    round(waiting('transient'));
    await clock.advance(healthMaxAge);
    round(waiting('transient'));
    expect(state()).toBe('degraded');

    await clock.advance(1);
    expect(state()).toBe('failing');
    round();
    expect(state()).toBe('ok');
  });

  it('grows old although no round ends any more', async () => {
    const { clock, round, state } = watched();
    round();

    await clock.advance(healthMaxAge + 1);

    expect(state()).toBe('failing');
  });

  it.each([
    ['ahead', day],
    ['back', -day],
  ])('does not grow older or younger when the wall clock jumps a day %s', async (_, jump) => {
    const { clock, round, state } = watched();
    round();

    clock.jump(jump);
    expect(state()).toBe('ok');
    await clock.advance(healthMaxAge + 1);
    expect(state()).toBe('failing');
  });
});

describe('what only the owner can mend', () => {
  it.each(['permanent', 'halt'] as const)('fails at once when the provider says no for good (%s)', (kind) => {
    const { round, state } = watched();
    round();

    round(waiting(kind));

    expect(state()).toBe('failing');
  });

  it('fails at once when one record cannot be kept, and names it', () => {
    const { round, report } = watched();
    round();
    const failure = new Failure('record', 'www holds a CNAME');
    const [home, www] = stepOutcome().records;
    if (!home || !www) throw new Error('the kept target has two records');

    round({
      step: { records: [home, { ...www, state: 'failed', failure }] },
    });

    expect(report()).toMatchObject({
      status: 'failing',
      targets: [{ records: [{ error: null }, { name: 'www', state: 'failed', error: 'www holds a CNAME' }] }],
    });
  });

  it.each(['limited', 'transient'] as const)('is not what the provider will mend (%s)', (kind) => {
    const { round, state } = watched();
    round();

    round(waiting(kind));

    expect(state()).toBe('degraded');
  });
});

describe('what is wrong and being mended', () => {
  const troubles = (report: StatusReport) =>
    report.notes.map(({ code, target, since }) => [code, target, since.slice(11, 16)]);

  it.each([
    {
      what: 'a new address that is not written yet',
      wrong: { kind: 'detected', line: 'default', family: 'ipv4', detection: agreedOn('81.2.69.9', true) },
      note: ['not-in-sync', 'example.com'],
    },
    {
      what: 'an address that cannot be found',
      wrong: { kind: 'detected', line: 'default', family: 'ipv4', detection: nothingFound('no network') },
      note: ['address-unknown', null],
    },
    {
      what: 'a secret file that cannot be used',
      wrong: { kind: 'stepped', target: keptTarget, step: stepOutcome({ secretTrouble: 'it is empty' }) },
      note: ['secret-unusable', 'example.com'],
    },
    {
      what: 'a record in doubt',
      wrong: {
        ...{ kind: 'stepped', target: keptTarget },
        step: stepOutcome({
          records: failedRecords.map((one) => ({ ...one, state: 'unknown', value: null })),
        }),
      },
      note: ['not-in-sync', 'example.com'],
    },
  ] satisfies readonly { what: string; wrong: Outcome; note: unknown }[])(
    'is degraded, with what and since when: $what',
    async ({ wrong, note }) => {
      const { clock, round, observe, report } = watched();
      round();
      await clock.advance(minute);

      observe(wrong);
      await clock.advance(minute);
      observe(wrong);

      expect(report().status).toBe('degraded');
      expect(troubles(report())).toEqual([[...note, '00:01']]);
      round();
      expect(report()).toMatchObject({ status: 'ok', notes: [] });
    },
  );

  it('names some of many records, with what they hold', () => {
    const { round, report } = watched();
    round();

    round(waiting('transient'));

    expect(report().notes[0]?.text).toBe(
      'not confirmed to hold the newest address: home.example.com A (81.2.69.1), www.example.com A (81.2.69.1)',
    );
  });

  it('is not what is merely so', () => {
    const { round, report } = watched();
    const nat = { kind: 'double-nat', message: 'the router has 192.168.0.2' } as const;

    round({ nat, step: { notes: [{ code: 'not-served', text: 'home is switched off at the host' }] } });

    expect(report()).toMatchObject({
      status: 'ok',
      notes: [
        { code: 'double-nat', target: null, text: nat.message },
        { code: 'not-served', target: 'example.com', text: 'home is switched off at the host' },
      ],
    });
  });
});

describe('a dry run', () => {
  const changing = (wanted: string): Partial<Round> => ({
    step: {
      records: stepOutcome().records.map((record) => ({ ...record, state: 'would-change', wanted })),
    },
  });

  it('is as well as it reads, tells from what to what, and never calls that a sync', async () => {
    const { clock, round, report, state } = watched({ dryRun: true });

    round(changing('81.2.64.3'));

    expect(report()).toMatchObject({
      ...{ dryRun: true, status: 'ok', lastSuccessfulSync: null, notes: [] },
      targets: [
        { records: [{ value: '81.2.69.1', wanted: '81.2.64.3', state: 'would-change', error: null }, {}] },
      ],
    });
    await clock.advance(healthMaxAge);
    expect(state()).toBe('ok');
    await clock.advance(1);
    expect(state()).toBe('failing');
  });

  it('that cannot read is failing as ever', () => {
    const { round, state } = watched({ dryRun: true });

    round(waiting('permanent'));

    expect(state()).toBe('failing');
  });
});

describe('what is reported', () => {
  it('of the address is the last agreed one, and why there is none now', () => {
    const { round, report } = watched();
    round();

    round({ detections: { ipv4: nothingFound('the sources disagree') } });
    expect(report()).toMatchObject({
      addresses: { ipv4: '81.2.69.1' },
      addressErrors: { ipv4: 'the sources disagree', ipv6: null },
    });

    round({ detections: { ipv4: agreedOn('81.2.69.2') } });
    expect(report()).toMatchObject({ addresses: { ipv4: '81.2.69.2' }, addressErrors: { ipv4: null } });
  });

  it('of a wait is its end in wall-clock time, whatever the wall clock did since', async () => {
    const { clock, round, report } = watched();
    round(waiting('limited', 10 * minute));
    expect(report().targets[0]).toMatchObject({
      error: 'Memory failed: says no',
      retryAt: '2026-01-01T00:10:00.000Z',
    });

    clock.jump(day);
    await clock.advance(minute);
    expect(report().targets[0]?.retryAt).toBe('2026-01-02T00:10:00.000Z');

    await clock.advance(hour);
    expect(report().targets[0]?.retryAt).toBe('2026-01-02T01:01:00.000Z');
  });

  it('of a wait is the same second at every look, though the clocks drift', async () => {
    const { clock, round, report } = watched();
    round(waiting('limited', 10 * minute));

    clock.jump(-3);
    const early = report().targets[0]?.retryAt;
    clock.jump(5);
    await clock.advance(minute);

    expect([early, report().targets[0]?.retryAt]).toEqual([
      '2026-01-01T00:10:00.000Z',
      '2026-01-01T00:10:00.000Z',
    ]);
  });

  it('of a wait for ever is no time', () => {
    const { round, report } = watched();

    round(waiting('halt', Number.POSITIVE_INFINITY));

    expect(report().targets[0]).toMatchObject({ error: 'Memory failed: says no', retryAt: null });
  });

  it('of a change is when it was confirmed, not when it was only planned or failed', async () => {
    const { clock, round, report } = watched();
    const change = {
      action: 'update',
      from: [],
      to: '81.2.69.1',
      ttl: 600,
      ttlBefore: 600,
      leftovers: 0,
      type: 'A',
    } as const;
    const result = new Failure('transient', 'no answer');
    const changedAt = () => report().targets[0]?.records.map((record) => record.changedAt);

    round({ step: { changes: [{ ...change, name: 'home', result: 'planned' }] } });
    round({ step: { changes: [{ ...change, name: 'home', result }] } });
    expect(changedAt()).toEqual([null, null]);

    await clock.advance(minute);
    round({ step: { changes: [{ ...change, name: 'home', result: 'confirmed' }] } });
    await clock.advance(minute);
    round();
    expect(changedAt()).toEqual(['2026-01-01T00:01:00.000Z', null]);
  });

  it('of sources names those who are always wrong', () => {
    const { round, report } = watched();
    const source: SourceHealth = {
      ...{ name: 'aws', operator: 'amazon', family: 'ipv4', state: 'resting', reason: 'says 81.2.95.66' },
      ...{ failures: 2, lies: 9, alwaysWrong: true, lastAnswerAt: 0 },
    };

    round({ sources: [source] });

    expect(report().sources).toEqual([
      {
        ...{ name: 'aws', family: 'ipv4', state: 'resting', reason: 'says 81.2.95.66' },
        ...{ failures: 2, lies: 9, alwaysWrong: true },
      },
    ]);
  });

  it('of a home that nobody can reach is why', () => {
    const { round, report } = watched();
    const nat = { kind: 'double-nat', message: 'the router has 192.168.0.2' } as const;

    round({ nat });
    expect(report().nat).toEqual(nat);
    round();
    expect(report().nat).toBeNull();
  });

  it('of a TTL is whether the host chooses it', () => {
    const { round, report } = watched({ target: { ...keptTarget, autoTtl: 600 } });
    const [home, www] = stepOutcome().records;
    if (!home || !www) throw new Error('the kept target has two records');

    round({ step: { records: [home, { ...www, ttl: 300 }] } });

    expect(report().targets[0]?.records.map(({ ttlIsAuto }) => ttlIsAuto)).toEqual([true, false]);
  });

  it('shows what a DNS host holds as one line of visible characters', () => {
    const { round, report } = watched();
    round();
    const [home, www] = stepOutcome().records;
    if (!home || !www) throw new Error('the kept target has two records');
    const value = '81.2.69.7\n  www A: in-sync\u202e';

    round({
      step: {
        records: [{ ...home, state: 'pending', value }, www],
        notes: [{ code: 'not-served', text: 'switched off\nby whom?' }],
      },
    });

    const shown = '81.2.69.7 www A: in-sync';
    expect(report().targets[0]?.records[0]?.value).toBe(shown);
    expect(report().notes.map(({ text }) => text)).toEqual([
      `not confirmed to hold the newest address: home.example.com A (${shown})`,
      'switched off by whom?',
    ]);
  });

  it('holds no secret, wherever one may have come from', () => {
    const { round, report } = watched();
    const leak = `refused ${secret}`;
    const failure = new Failure('permanent', leak);
    const records = stepOutcome().records.map((record) => ({
      ...record,
      state: 'failed' as const,
      failure,
    }));
    const source: SourceHealth = {
      ...{ name: 'aws', operator: 'amazon', family: 'ipv4', state: 'resting', reason: leak },
      ...{ failures: 1, lies: 0, alwaysWrong: false },
    };

    round({
      ...{ detections: { ipv4: nothingFound(leak) }, sources: [source] },
      step: { records, waiting: { failure, until: hour } },
    });

    const body = JSON.stringify(report());
    expect(body.match(/refused \[secret\]/g)).toHaveLength(5);
    expect(body).not.toContain(secret);
  });
});
