import { describe, expect, it } from 'vitest';
import { Failure, type FailureKind } from '../../src/base/failure.ts';
import type { ChangeOutcome } from '../../src/core/outcome.ts';
import type { Target } from '../../src/core/target.ts';
import type { SourceHealth } from '../../src/detect/source-health.ts';
import { createEventLog } from '../../src/report/log/event-log.ts';
import { createLogger } from '../../src/report/logger.ts';
import { agreedOn, keptTarget, nothingFound, type Round, stepOutcome } from '../support/outcomes.ts';
import { reported } from '../support/reported.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const minute = 60_000;
const hour = 60 * minute;

type Line = Readonly<Record<string, unknown>>;

/** The log of a home on a clock that stands still, and what is written of each round. */
async function journal(target: Target = keptTarget) {
  const clock = new VirtualClock();
  const lines: Line[] = [];
  const write = (line: string) => lines.push(JSON.parse(line));
  const log = createLogger({ level: 'info', format: 'json', redact: (text) => text, write });
  const { round } = reported(clock, { target, reporters: [createEventLog(log, clock)] });
  /** What is written of one more round. */
  const told = (changes: Partial<Round> = {}): Line[] => {
    const before = lines.length;
    round(changes);
    return lines.slice(before);
  };
  return { clock, told };
}

const texts = (lines: readonly Line[]) => lines.map(({ msg }) => msg);
const failedRecords = stepOutcome().records.map((record) => ({ ...record, state: 'failed' as const }));
const failing = (kind: FailureKind, unconfirmed = false, reason = 'says no'): Partial<Round> => ({
  step: {
    records: failedRecords,
    waiting: { failure: new Failure(kind, reason, { unconfirmed }), until: 90_000 },
  },
});
/** One of the two records has failed. */
function refusedRecord(reason: string, kind: FailureKind = 'record'): Partial<Round> {
  const failure = new Failure(kind, reason);
  const records = stepOutcome().records.map((record) =>
    record.name === 'www' ? { ...record, state: 'failed' as const, failure } : record,
  );
  return { step: { records } };
}

const wrongSource: SourceHealth = {
  ...{ name: 'https://echo.example', operator: 'echo.example', family: 'ipv4', state: 'resting' },
  ...{ reason: 'says 81.2.95.66, but ipify says 81.2.69.1', failures: 0, lies: 7, alwaysWrong: true },
};

const agreedOnBoth = { ipv4: agreedOn('81.2.69.1'), ipv6: agreedOn('2001:db8::1') };
const both: Target = { ...keptTarget, keys: [...keptTarget.keys, { name: 'home', type: 'AAAA' }] };

describe('a quiet day', () => {
  it('says that all is in sync once, and then nothing', async () => {
    const { told, clock } = await journal();

    expect(texts(told())).toEqual(['All records are in sync']);
    for (let tick = 0; tick < 100; tick++) {
      await clock.advance(30_000);
      expect(told()).toEqual([]);
    }
  });

  it('ends with one line that it is alive, and how its records stand', async () => {
    const { told, clock } = await journal();
    told();
    await clock.advance(24 * hour - 1);
    expect(told()).toEqual([]);
    await clock.advance(1);

    const home = { provider: 'memory', zone: 'example.com', type: 'A', value: '81.2.69.1', state: 'in-sync' };
    expect(told()).toMatchObject([
      {
        ...{ level: 'info', msg: 'Still keeping the records of this home' },
        records: [
          { ...home, name: 'home' },
          { ...home, name: 'www' },
        ],
      },
    ]);
    expect(told()).toEqual([]);
    await clock.advance(24 * hour);
    expect(told()).toHaveLength(1);
  });
});

describe('a source that is always wrong', () => {
  it('is named once a day with its lies, in every day', async () => {
    const { told, clock } = await journal();
    told({ sources: [{ ...wrongSource, alwaysWrong: false }] });
    const sources = [wrongSource];

    const [line, ...more] = told({ sources });
    expect(more).toEqual([]);
    expect(line).toMatchObject({
      ...{ level: 'warn', msg: 'A source is always wrong; take it out of the list' },
      ...{ source: 'https://echo.example', family: 'ipv4', lies: 7, reason: wrongSource.reason },
    });

    for (let hours = 1; hours < 24; hours++) {
      await clock.advance(hour);
      expect(told({ sources })).toEqual([]);
    }
    await clock.advance(hour);
    expect(texts(told({ sources }))).toContain('A source is always wrong; take it out of the list');
  });

  it('is named for each family, and not before it is always wrong', async () => {
    const { told } = await journal();
    told();
    const inBoth = (alwaysWrong: boolean) =>
      (['ipv4', 'ipv6'] as const).map((family) => ({ ...wrongSource, family, alwaysWrong }));
    told({ sources: inBoth(false), detections: agreedOnBoth });

    expect(told({ sources: inBoth(false), detections: agreedOnBoth })).toEqual([]);
    expect(told({ sources: inBoth(true), detections: agreedOnBoth })).toHaveLength(2);
  });
});

describe('the public address', () => {
  it('is told when it is new, with those who said it', async () => {
    const { told } = await journal();
    told();

    expect(told({ detections: { ipv4: agreedOn('81.2.69.2', true) } })).toMatchObject([
      { level: 'info', family: 'ipv4', address: '81.2.69.2', witnesses: ['ipify', 'aws'] },
    ]);
  });

  it('that cannot be found is told once with the reason, and its return with how long it took', async () => {
    const { told, clock } = await journal();
    told();
    const away = { detections: { ipv4: nothingFound('no source answered in time') } };

    expect(told(away)).toMatchObject([{ level: 'warn', reason: 'no source answered in time' }]);
    await clock.advance(3 * minute);
    expect(told(away)).toEqual([]);
    expect(told()).toMatchObject([
      { msg: 'The public address can be found again', family: 'ipv4', address: '81.2.69.1', seconds: 180 },
      { msg: 'All records are in sync' },
    ]);
  });

  it('was away since it was last found, not since that was noticed', async () => {
    const { told, clock } = await journal();
    told();
    await clock.advance(30_000);
    told({ detections: { ipv4: nothingFound('no source answered in time') } });
    await clock.advance(35_000);

    expect(told()).toMatchObject([{ msg: 'The public address can be found again', seconds: 65 }, {}]);
  });

  it('of one family that is missing is told apart from the other', async () => {
    const { told } = await journal(both);
    told({ detections: agreedOnBoth });

    const detections = { ipv4: agreedOn('81.2.69.1'), ipv6: nothingFound('there is no IPv6 at all') };
    expect(told({ detections })).toMatchObject([{ family: 'ipv6', reason: 'there is no IPv6 at all' }]);
    expect(told({ detections })).toEqual([]);
  });

  it('comes with the troubles of single sources, and their ends', async () => {
    const { told } = await journal();
    told();
    const aws: SourceHealth = {
      ...{ name: 'aws', operator: 'amazon', family: 'ipv4', state: 'resting', reason: 'is broken' },
      ...{ failures: 1, lies: 0, alwaysWrong: false },
    };

    expect(told({ sources: [aws] })).toMatchObject([
      { level: 'warn', msg: 'A source gives no usable answer', source: 'aws', reason: 'is broken' },
    ]);
    expect(told({ sources: [{ ...aws, reason: 'is broken in another way' }] })).toEqual([]);
    expect(told({ sources: [{ ...aws, state: 'ok' }] })).toMatchObject([
      { level: 'info', source: 'aws', msg: 'A source gives usable answers again' },
    ]);
  });

  it('that cannot be found names the sources itself, so they are not told one by one', async () => {
    const { told } = await journal();
    const aws: SourceHealth = {
      ...{ name: 'aws', operator: 'amazon', family: 'ipv4', state: 'resting', reason: 'is broken' },
      ...{ failures: 1, lies: 0, alwaysWrong: false },
    };
    const away = { detections: { ipv4: nothingFound('no source gave an address (aws: is broken)') } };

    expect(told({ ...away, sources: [aws] })).toHaveLength(1);
    expect(texts(told({ ...away, sources: [{ ...aws, state: 'ok' }] }))).toEqual([]);
  });
});

describe('a provider', () => {
  it.each([
    ['permanent', false, 'error', 'The provider refuses; this needs your attention'],
    [
      'halt',
      false,
      'error',
      'The provider said stop; it is left alone until its credentials change or the program restarts',
    ],
    ['limited', false, 'warn', 'The provider asks to wait'],
    [
      'transient',
      true,
      'warn',
      'A change could not be confirmed; the zone is read again before the next one',
    ],
    ['transient', false, 'warn', 'The provider failed to answer as it should'],
  ] as const)(
    'that fails as %s (unconfirmed: %s) is told once, and when it is over',
    async (kind, unconfirmed, level, msg) => {
      const { told, clock } = await journal();
      told();

      expect(told(failing(kind, unconfirmed))).toMatchObject([
        { level, msg, reason: 'says no', retryInSeconds: 90 },
      ]);
      await clock.advance(minute);
      expect(told(failing(kind, unconfirmed))).toEqual([]);
      expect(told()).toMatchObject([
        { msg: 'The provider can be used again', zone: 'example.com', seconds: 60 },
        { msg: 'All records are in sync' },
      ]);
    },
  );

  it('that fails in another way than before is told again', async () => {
    const { told } = await journal();
    told();

    expect(told(failing('transient'))).toHaveLength(1);
    expect(texts(told(failing('permanent')))).toEqual(['The provider refuses; this needs your attention']);
  });

  it('that cannot take one record is told of that record alone', async () => {
    const { told } = await journal();
    told();
    const refused = refusedRecord('www holds a CNAME');

    expect(told(refused)).toMatchObject([
      { level: 'error', name: 'www', type: 'A', reason: 'www holds a CNAME' },
    ]);
    expect(told(refused)).toEqual([]);
    expect(texts(told())).toEqual(['The record can be kept again', 'All records are in sync']);
  });

  it('that refuses a record for another reason is told again', async () => {
    const { told } = await journal();
    told();
    told(refusedRecord('www holds a CNAME to example.net'));

    expect(told(refusedRecord('GoDaddy refused the record: TTL is too low'))).toMatchObject([
      { level: 'error', name: 'www', reason: 'GoDaddy refused the record: TTL is too low' },
    ]);
  });

  it('that refuses all for another reason is told again', async () => {
    const { told } = await journal();
    told();
    told(failing('permanent', false, 'deSEC does not accept the credentials (401 Invalid token)'));

    const reason = 'deSEC has no zone example.com in this account (404 Not found)';
    expect(told(failing('permanent', false, reason))).toMatchObject([{ level: 'error', reason }]);
  });

  it.each([
    ['a number', 'refused: 17 of 20 records', 'refused: 18 of 20 records'],
    ['a time', 'refused until 2026-01-01T10:00:00Z', 'refused until 2026-01-01T11:00:00Z'],
    ['a date', 'refused since Thu, 01 Jan 2026 10:00 GMT', 'refused since Fri, 06 Feb 2026 10:00 GMT'],
    ['the id of the request', 'no (400 bad, request fe3-a)', 'no (400 bad, request abcdef)'],
  ])('is told once of a refusal in which only %s is another', async (_, before, after) => {
    const { told } = await journal();
    told();

    expect(told(refusedRecord(before))).toHaveLength(1);
    expect(told(refusedRecord(after))).toEqual([]);
    told();
    expect(told(failing('permanent', false, before))).toHaveLength(1);
    expect(told(failing('permanent', false, after))).toEqual([]);
  });

  it('that is down is told once, whatever the fault of the moment is', async () => {
    const { told } = await journal();
    told();

    expect(told(failing('transient', false, 'the connection was refused'))).toHaveLength(1);
    expect(told(failing('transient', false, 'no answer within 10 s'))).toEqual([]);
  });

  it('that fails to answer does not make a refused record one that can be kept', async () => {
    const { told } = await journal();
    told();
    told(refusedRecord('www holds a CNAME'));

    const down = refusedRecord('no answer', 'transient');
    expect(told(down)).toEqual([]);
    expect(told(refusedRecord('www holds a CNAME'))).toEqual([]);
    expect(texts(told())).toEqual(['The record can be kept again', 'All records are in sync']);
  });

  it('that notes something is told so once each time, and nothing else', async () => {
    const { told } = await journal();
    told();
    const off = { code: 'not-served', text: 'example.com is disabled' };
    const rounded = { code: 'ttl-rounded', text: 'home/A has another TTL' };

    expect(told({ step: { notes: [off] } })).toMatchObject([
      {
        ...{ level: 'warn', msg: 'Something at the provider deserves a look' },
        ...{ provider: 'memory', zone: 'example.com', code: 'not-served', reason: off.text },
      },
    ]);
    expect(told({ step: { notes: [off] } })).toEqual([]);
    expect(told({ step: { notes: [off, rounded] } })).toMatchObject([{ code: 'ttl-rounded' }]);
    expect(told({ step: { notes: [] } })).toMatchObject([
      {
        level: 'info',
        msg: 'What deserved a look at the provider is over',
        code: 'not-served',
        reason: off.text,
      },
      { level: 'info', code: 'ttl-rounded', reason: rounded.text },
    ]);
    expect(told({ step: { notes: [off] } })).toMatchObject([{ code: 'not-served' }]);
  });

  it('whose secret file is away for a while is told at the start and the end', async () => {
    const { told } = await journal();
    told();
    const away = { step: { secretTrouble: 'there is no such file' } };

    expect(told(away)).toMatchObject([{ level: 'warn', reason: 'there is no such file' }]);
    expect(told(away)).toEqual([]);
    expect(texts(told())).toEqual(['The secret file can be used again']);
  });
});

describe('a change of a record', () => {
  const change: ChangeOutcome = {
    ...{
      name: 'home',
      type: 'A',
      action: 'update',
      from: ['81.2.69.9'],
      to: '81.2.69.1',
      ttl: 600,
      ttlBefore: 600,
    },
    ...{ leftovers: 0, result: 'confirmed' },
  };

  it('is told when it is confirmed, and not when it failed', async () => {
    const { told } = await journal();
    told();

    expect(told({ step: { changes: [change] } })).toMatchObject([
      { level: 'info', msg: 'Record changed', name: 'home', from: ['81.2.69.9'], to: '81.2.69.1', ttl: 600 },
    ]);
    const result = new Failure('transient', 'no answer');
    expect(told({ step: { changes: [{ ...change, result }] } })).toEqual([]);
  });

  it('warns of several addresses that were never this home’s, with all of them', async () => {
    const { told } = await journal();
    told();
    const foreign = ['185.199.108.153', '185.199.109.153'];

    expect(told({ step: { changes: [{ ...change, from: foreign, foreign }] } })).toMatchObject([
      { level: 'info', msg: 'Record changed', from: foreign },
      {
        level: 'warn',
        msg: 'Several addresses that this home never had were replaced',
        name: 'home',
        replaced: foreign,
      },
    ]);
  });

  it('that is only planned is told once, and again when it becomes another', async () => {
    const { told } = await journal();
    told();
    const planned = (to: string) => ({
      step: { changes: [{ ...change, to, result: 'planned' as const }] },
    });

    expect(texts(told(planned('81.2.69.1')))).toEqual(['Record would be changed (DRY_RUN)']);
    expect(told(planned('81.2.69.1'))).toEqual([]);
    expect(told(planned('81.2.69.2'))).toMatchObject([{ to: '81.2.69.2' }]);
  });
});

describe('a home that nobody can reach', () => {
  it('is told so once, and when that is over', async () => {
    const { told } = await journal();
    told();
    const nat = { kind: 'carrier-grade-nat', message: 'the router has 100.64.1.1' } as const;

    expect(told({ nat })).toMatchObject([
      {
        ...{ level: 'warn', kind: 'carrier-grade-nat', reason: 'the router has 100.64.1.1' },
        msg: 'Connections from outside cannot reach this home over IPv4',
      },
    ]);
    expect(told({ nat })).toEqual([]);
    expect(texts(told())).toEqual(['Nothing stands between the router and the internet any more']);
  });
});
