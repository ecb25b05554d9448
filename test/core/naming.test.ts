import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/base/failure.ts';
import type { Spellings } from '../../src/base/spellings.ts';
import {
  lineSpellings,
  sourcesSetting,
  spelled,
  spelledDetection,
  spelledFailure,
  spelledHealth,
} from '../../src/core/naming.ts';
import type { StepOutcome } from '../../src/core/outcome.ts';
import type { Target } from '../../src/core/target.ts';
import type { Detection, SourceHealth } from '../../src/detect/detector.ts';
import { keptTarget } from '../support/outcomes.ts';

const spelling = (written: string, own = written) => ({ written, own });
const spellings: Spellings = new Map([['MEMORY_TOKEN', spelling('MEMORY_TOKEN_2')]]);
const sentence = 'check MEMORY_TOKEN';
const named = 'check MEMORY_TOKEN_2';
const target = (own?: Spellings, types: readonly ('A' | 'AAAA')[] = ['A']): Target => ({
  ...keptTarget,
  keys: types.map((type) => ({ name: 'home', type })),
  ...(own && { spellings: own }),
});
const failure = new Failure('permanent', sentence);

test('a failure names the settings as its owner wrote them', () => {
  expect(spelledFailure(failure, target(spellings)).reason).toBe(named);
  expect(spelledFailure(failure, target()).reason).toBe(sentence);
});

describe('a step', () => {
  const step: StepOutcome = {
    addresses: {},
    records: [
      { name: 'home', type: 'A', state: 'failed', value: null, ttl: null, failure },
      { name: 'www', type: 'A', state: 'in-sync', value: '81.2.69.1', ttl: 60 },
    ],
    changes: (['confirmed', failure] as const).map((result) => ({
      ...{ name: 'home', type: 'A', action: 'create', from: [], to: null, ttl: null, ttlBefore: null },
      ...{ leftovers: 0, result },
    })),
    waiting: { failure, until: 7 },
    secretTrouble: sentence,
    notes: [{ code: 'ttl-rounded', text: sentence }],
  };

  test('names the settings so in all that it says, and is the same else', () => {
    const own = spelled(step, target(spellings));

    expect(own.records[0]).toMatchObject({ name: 'home', state: 'failed', failure: { reason: named } });
    expect(own.records[1]).toEqual(step.records[1]);
    expect(own.changes).toMatchObject([
      { result: 'confirmed' },
      { action: 'create', result: { reason: named } },
    ]);
    expect(own.waiting).toMatchObject({ until: 7, failure: { reason: named } });
    expect(own.secretTrouble).toBe(named);
    expect(own.notes).toEqual([{ code: 'ttl-rounded', text: named }]);
  });

  test('says no more than it said before', () => {
    const bare: StepOutcome = { addresses: {}, records: [], changes: [] };

    expect(spelled(bare, target(spellings))).toEqual(bare);
    expect(spelled(step, target())).toBe(step);
  });
});

describe('a line names its settings', () => {
  const first: Spellings = new Map([
    ['IPV4_SOURCES', spelling('IPV4_SOURCES_1')],
    ['IPV6_SOURCES', spelling('IPV6_SOURCES_1')],
    ['IP_QUORUM', spelling('IP_QUORUM_1')],
    ['IPV6_SUFFIX', spelling('IPV6_SUFFIX_1')],
    ['TTL', spelling('TTL_1')],
  ]);

  test('as the targets of that family wrote them, and no setting of anything else', () => {
    const found = lineSpellings([target(first, ['A']), target(undefined, ['AAAA'])], 'ipv4');

    expect([...(found ?? [])].map(([setting, { written }]) => [setting, written])).toEqual([
      ['IPV4_SOURCES', 'IPV4_SOURCES_1'],
      ['IPV6_SOURCES', 'IPV6_SOURCES_1'],
      ['IP_QUORUM', 'IP_QUORUM_1'],
    ]);
  });

  test('with the suffix where a target has one', () => {
    const suffixed: Target = {
      ...target(first, ['AAAA']),
      ipv6Suffix: '::1234',
    };

    expect(lineSpellings([suffixed], 'ipv6')?.get('IPV6_SUFFIX')?.written).toBe('IPV6_SUFFIX_1');
  });

  test('plainly where nobody wrote another name', () => {
    expect(lineSpellings([target()], 'ipv4')).toBeUndefined();
    expect(lineSpellings([target(first, ['A'])], 'ipv6')).toBeUndefined();
    expect(sourcesSetting([target()], 'ipv4')).toBe('IPV4_SOURCES');
    expect(sourcesSetting([target()], 'ipv6')).toBe('IPV6_SOURCES');
    expect(sourcesSetting([target(first)], 'ipv4')).toBe('IPV4_SOURCES_1');
  });
});

describe('what a look found', () => {
  const troubles = [{ source: 'ipify', state: 'began', reason: sentence }] as const;
  const none: Detection = { kind: 'none', reason: sentence, split: true, troubles };
  const agreed: Detection = {
    ...{ kind: 'agreed', address: '81.2.69.1', changed: true, witnesses: ['ipify'], troubles },
    notices: [{ kind: 'no-witness', message: sentence }],
  };
  const named1 = [{ source: 'ipify', state: 'began', reason: named }];

  test('is told with the settings as they were written', () => {
    expect(spelledDetection(none, spellings)).toEqual({ ...none, reason: named, troubles: named1 });
    expect(spelledDetection(agreed, spellings)).toEqual({
      ...agreed,
      troubles: named1,
      notices: [{ kind: 'no-witness', message: named }],
    });
    const { notices: _, ...quiet } = agreed;
    expect(spelledDetection(quiet, spellings)).toEqual({ ...quiet, troubles: named1 });
    expect(spelledDetection(none, undefined)).toBe(none);
  });

  test('and the health of a source, where it has a reason', () => {
    const health: SourceHealth = {
      name: 'ipify',
      operator: 'ipify',
      family: 'ipv4',
      state: 'ok',
      failures: 0,
      lies: 0,
      alwaysWrong: false,
    };

    expect(spelledHealth(health, spellings)).toBe(health);
    expect(spelledHealth({ ...health, reason: sentence }, spellings)).toEqual({ ...health, reason: named });
  });
});
