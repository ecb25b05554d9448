import type { Target } from '../../src/config/targets.ts';
import type { RoundOutcome, TargetOutcome } from '../../src/core/outcome.ts';
import type { Detection } from '../../src/detect/detection.ts';
import { parseZone } from '../../src/dns/name.ts';
import { MemoryProvider } from './memory-provider.ts';

/** A target that keeps home.example.com and www.example.com over IPv4. */
export const keptTarget: Target = {
  number: 1,
  provider: new MemoryProvider().definition,
  values: { MEMORY_TOKEN: 'token' },
  files: {},
  zone: parseZone('example.com'),
  families: ['ipv4'],
  keys: [
    { name: 'home', type: 'A' },
    { name: 'www', type: 'A' },
  ],
  ttl: 600,
};

export const agreedOn = (address: string, changed = false): Detection => ({
  ...{ kind: 'agreed', address, changed, witnesses: ['ipify', 'aws'], troubles: [] },
});

export const nothingFound = (reason: string): Detection => ({
  kind: 'none',
  reason,
  split: false,
  troubles: [],
});

/** The outcome of the kept target: both records as they should be, or as the changes say. */
export const targetOutcome = (changes: Partial<TargetOutcome> = {}): TargetOutcome => ({
  records: keptTarget.keys.map((key) => ({ ...key, state: 'in-sync', value: '81.2.69.1', ttl: 600 })),
  changes: [],
  ...changes,
});

/** The outcome of a round in which nothing happened, or what the changes say. */
export const roundOutcome = (changes: Partial<RoundOutcome> = {}): RoundOutcome => ({
  detections: { ipv4: agreedOn('81.2.69.1') },
  targets: [targetOutcome()],
  sources: [],
  nat: undefined,
  inSync: true,
  wakeAt: Number.POSITIVE_INFINITY,
  took: 5,
  ...changes,
});
