import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/base/failure.ts';
import type { ChangeOutcome } from '../../src/core/outcome.ts';
import type { Target } from '../../src/core/target.ts';
import type { Detection } from '../../src/detect/detector.ts';
import { parseZone } from '../../src/dns/name.ts';
import type { RecordKey } from '../../src/dns/records.ts';
import { createTextLog } from '../../src/report/log/text-log.ts';
import { createLogger } from '../../src/report/logger.ts';
import { createWording } from '../../src/report/wording.ts';
import { agreedOn, keptTarget, nothingFound, type Round, stepOutcome } from '../support/outcomes.ts';
import { reported } from '../support/reported.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const minute = 60_000;
const time = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}/;

/** The log of a home as people read it, without the times, and what is written of each round. */
function log(
  keys: readonly RecordKey[] = keptTarget.keys,
  { once = false, dryRun = false, zone = 'example.com' } = {},
) {
  const clock = new VirtualClock();
  const target: Target = { ...keptTarget, title: 'GoDaddy', zone: parseZone(zone), keys };
  const lines: string[] = [];
  const logger = createLogger({
    ...{ level: 'info', format: 'text', redact: (text) => text },
    write: (written) => lines.push(...written.trimEnd().split('\n')),
  });
  logger.info('The first line comes with one about the time zone');
  const wording = createWording({ kept: [{ target, line: 'default' }], once, dryRun });
  const { round } = reported(clock, { target, reporters: [createTextLog(logger, wording, clock)] });
  const told = (changes: Partial<Round> = {}): string[] => {
    const before = lines.length;
    round(changes);
    const written = lines.slice(before);
    expect(written.filter((line) => !time.test(line))).toEqual([]);
    return written.map((line) => line.replace(time, ''));
  };
  return { clock, told };
}

/** The same after a first round without news. */
function quietLog(...about: Parameters<typeof log>) {
  const { clock, told } = log(...about);
  told();
  return { clock, told };
}

const home = { name: 'home', type: 'A' } as const;
const changed = (change: Partial<ChangeOutcome>): Partial<Round> => ({
  step: {
    changes: [
      {
        ...{ ...home, action: 'update', from: ['81.2.69.142'], to: '81.2.64.3', ttl: 600, ttlBefore: 600 },
        ...{ leftovers: 0, result: 'confirmed', took: 209.6, ...change },
      },
    ],
  },
});

describe('a change of a record is one line', () => {
  it.each([
    ['another address', {}, 'home.example.com  A  81.2.69.142 → 81.2.64.3  (GoDaddy, 210 ms)'],
    [
      'a new record',
      { from: [], ttlBefore: null },
      'home.example.com  A  nothing → 81.2.64.3  (GoDaddy, 210 ms)',
    ],
    [
      'another TTL',
      { from: ['81.2.64.3'], ttlBefore: 3600 },
      'home.example.com  A  81.2.64.3  TTL 3600 → 600  (GoDaddy, 210 ms)',
    ],
    [
      'something besides address and TTL',
      { from: ['81.2.64.3'] },
      'home.example.com  A  81.2.64.3, as the settings ask  (GoDaddy, 210 ms)',
    ],
    [
      'left-over records',
      { from: ['81.2.64.3', '192.0.2.1', '192.0.2.2'], leftovers: 2 },
      'home.example.com  A  81.2.64.3, 192.0.2.1, 192.0.2.2 → 81.2.64.3  (GoDaddy, 210 ms, 2 deleted)',
    ],
    [
      'foreign addresses',
      { from: ['192.0.2.1', '192.0.2.2'], leftovers: 1, foreign: ['192.0.2.1', '192.0.2.2'] },
      'WARN   home.example.com  A  192.0.2.1, 192.0.2.2 → 81.2.64.3  (GoDaddy, 210 ms, 1 deleted, what it replaced was never an address of this home)',
    ],
    [
      'one that was only planned',
      { result: 'planned' },
      'home.example.com  A  81.2.69.142 → 81.2.64.3  (DRY RUN, not written)',
    ],
  ] as const)('%s', (_, change, line) => {
    expect(quietLog([home]).told(changed(change))).toEqual([line]);
  });

  it('whose write was found done later does not say how long it took', () => {
    const { took: _, ...change } = changed({}).step?.changes?.[0] ?? {};
    const step = { changes: [{ ...(change as ChangeOutcome) }] };

    expect(quietLog([home]).told({ step })).toEqual([
      'home.example.com  A  81.2.69.142 → 81.2.64.3  (GoDaddy, found done)',
    ]);
  });
});

describe('names', () => {
  it.each([
    ['@', 'example.com', 'example.com'],
    ['*', 'example.com', '*.example.com'],
    ['*.lab', 'example.com', '*.lab.example.com'],
    ['xn--bcher-kva', 'xn--mller-kva.example', 'bücher.müller.example'],
  ])('%s in %s is written %s', (name, zone, full) => {
    const { told } = quietLog([{ name, type: 'A' }], { zone });

    expect(told(changed({ name }))[0]).toMatch(new RegExp(`^${full.replaceAll(/[*.]/g, '\\$&')}  A  81`));
  });

  it('of several records stand in columns', () => {
    const { told } = quietLog([home, { name: 'a', type: 'AAAA' }]);
    const [change] = changed({}).step?.changes ?? [];
    if (!change) throw new Error('there is one change');
    const changes = [change, { ...change, name: 'a', type: 'AAAA' as const }];

    expect(told({ step: { changes } })).toEqual([
      'home.example.com  A     81.2.69.142 → 81.2.64.3  (GoDaddy, 210 ms)',
      'a.example.com     AAAA  81.2.69.142 → 81.2.64.3  (GoDaddy, 210 ms)',
    ]);
  });
});

describe('what fails', () => {
  const failing = (failure: Failure, until = 90_000): Partial<Round> => ({
    step: {
      records: stepOutcome().records.map((record) => ({ ...record, state: 'failed' as const })),
      waiting: { failure, until },
    },
  });

  it('begins and ends with one line each, the name of host and zone once', async () => {
    const { told, clock } = quietLog();
    const refused = new Failure('permanent', 'GoDaddy does not accept the credentials: check GODADDY_TOKEN', {
      said: '401 NO, request 7',
    });

    expect(told(failing(refused))).toEqual([
      'ERROR  GoDaddy does not accept the credentials: check GODADDY_TOKEN (for example.com); next try in 1 min 30 s (401 NO, request 7)',
    ]);
    await clock.advance(2 * minute);
    expect(told(failing(refused))).toEqual([]);
    expect(told()).toEqual([
      'GoDaddy can be used again for example.com, after 2 min',
      'All 2 records are in sync',
    ]);
  });

  it('is not said to be tried again with ONCE', () => {
    const { told } = quietLog([home], { once: true });

    expect(told(failing(new Failure('permanent', 'GoDaddy has no zone example.com')))).toEqual([
      'ERROR  GoDaddy has no zone example.com',
    ]);
  });

  it('of the address is told with the reason first', () => {
    const { told } = quietLog();

    expect(told({ detections: { ipv4: nothingFound('no source answered in time') } })).toEqual([
      'WARN   No source answered in time; the IPv4 records stay as they are',
    ]);
  });
});

it('tells a new address with the one before and who said it', () => {
  expect(quietLog().told({ detections: { ipv4: agreedOn('81.2.69.2', true) } })).toEqual([
    'Public IPv4 address 81.2.69.1 → 81.2.69.2  (ipify, aws)',
  ]);
});

describe('no network', () => {
  const silent = (family: string, ...unreached: readonly string[]): Detection => ({
    ...{ kind: 'none', reason: `no ${family}`, split: false, troubles: [], unreached },
  });
  const keys = [home, { name: 'home', type: 'AAAA' }] as const;
  const found = { ipv4: agreedOn('81.2.69.1'), ipv6: agreedOn('2001:db8::1') };
  const away = { ipv4: silent('IPv4', 'a', 'b', 'c'), ipv6: silent('IPv6', 'b', 'c', 'd') };
  const resting = ['a', 'b', 'c'].map((name) => ({
    ...({ name, operator: name, family: 'ipv4', state: 'resting', reason: 'no route' } as const),
    ...{ failures: 1, lies: 0, alwaysWrong: false },
  }));

  it('is one line, whatever was asked, and so is its end', async () => {
    const { told, clock } = log(keys);
    told({ detections: found });

    expect(told({ detections: away, sources: resting })).toEqual([
      'WARN   No network: none of 4 sources could be reached; check the router and the network of this machine or container; all records stay as they are',
    ]);
    await clock.advance(65_000);
    expect(told({ detections: away, sources: resting })).toEqual([]);
    expect(told({ detections: found })).toEqual([
      'The network is back after 1 min 5 s: 81.2.69.1',
      'The IPv6 address is found again after 1 min 5 s: 2001:db8::1',
      'All 2 records are in sync',
    ]);
  });

  it('is not blamed where one family is found', () => {
    const { told } = log(keys);
    told({ detections: found });

    expect(told({ detections: { ...found, ipv6: silent('IPv6', 'b', 'c') } })).toEqual([
      'WARN   No IPv6; the IPv6 records stay as they are',
    ]);
  });

  it('that turns into something else is told again', () => {
    const { told } = log(keys);
    told({ detections: away });

    expect(told({ detections: { ...found, ipv6: nothingFound('this container has no IPv6') } })).toEqual([
      'The network is back after 0 ms: 81.2.69.1',
      'WARN   This container has no IPv6; the IPv6 records stay as they are',
    ]);
  });
});

describe('once a day', () => {
  const day = 24 * 60 * minute;

  it('it says that it is alive and what it keeps', async () => {
    const { told, clock } = quietLog();
    await clock.advance(day);

    expect(told()).toEqual([
      'Still at work, 2 records in sync: home.example.com A 81.2.69.1, www.example.com A 81.2.69.1',
    ]);
  });

  it('it says what is not as it should be', async () => {
    const { told, clock } = quietLog();
    const [one, www] = stepOutcome().records;
    if (!one || !www) throw new Error('the kept target has two records');
    const doubt = { step: { records: [one, { ...www, state: 'unknown' as const }] } };
    told(doubt);
    await clock.advance(day);

    expect(told(doubt)).toEqual([
      'Still at work, 1 of 2 records in sync: home.example.com A 81.2.69.1, www.example.com A 81.2.69.1 (unknown)',
    ]);
  });
});

describe('a dry run', () => {
  const looked = (...wanted: readonly (string | undefined)[]): Partial<Round> => ({
    step: {
      records: stepOutcome().records.map((record, index) =>
        wanted[index] === undefined ? record : { ...record, state: 'would-change', wanted: wanted[index] },
      ),
    },
  });

  it('ends with how many records would change, again when that is another number', () => {
    const { told } = log(keptTarget.keys, { dryRun: true });

    expect(told(looked('81.2.69.2'))).toEqual([
      'DRY RUN: 1 of 2 records would change; remove DRY_RUN to do it',
    ]);
    expect(told(looked('81.2.69.2'))).toEqual([]);
    expect(told(looked('81.2.69.2', '81.2.69.2'))).toEqual([
      'DRY RUN: 2 of 2 records would change; remove DRY_RUN to do it',
    ]);
  });

  it('says so where nothing would change', () => {
    const { told } = log(keptTarget.keys, { dryRun: true });

    expect(told()).toEqual(['DRY RUN: all 2 records are in sync, there is nothing to change']);
  });

  it('does not count before every record was looked at', () => {
    const { told } = log(keptTarget.keys, { dryRun: true });
    const [home, www] = stepOutcome().records;
    if (!home || !www) throw new Error('the kept target has two records');
    const pending = { ...www, state: 'pending' as const, value: null };

    expect(
      told({ step: { records: [{ ...home, state: 'would-change', wanted: '81.2.69.2' }, pending] } }),
    ).toEqual([]);
  });
});

describe('a secret file', () => {
  it('that cannot be used is told with what that means, and its end', () => {
    const { told } = quietLog();
    const secretTrouble = 'GODADDY_TOKEN_FILE (/run/secrets/token) cannot be used: it is empty';

    expect(told({ step: { secretTrouble } })).toEqual([
      `WARN   ${secretTrouble}; its last value stays in use, but a restart would fail`,
    ]);
    expect(told()).toEqual(['The secret file for example.com can be used again']);
  });

  it('that brings another secret is told', () => {
    expect(quietLog().told({ step: { isSecretNew: true } })).toEqual([
      'A new secret for example.com was read and is used from now on',
    ]);
  });
});
