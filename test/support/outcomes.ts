import type { Outcome, StepOutcome } from '../../src/core/outcome.ts';
import type { Target } from '../../src/core/target.ts';
import type { Detection, SourceHealth } from '../../src/detect/detector.ts';
import type { NatVerdict } from '../../src/detect/nat-verdict.ts';
import { parseZone } from '../../src/dns/name.ts';
import type { Family } from '../../src/ip/address.ts';

/** A target that keeps home.example.com and www.example.com over IPv4. */
export const keptTarget: Target = {
  id: 'memory example.com',
  host: 'memory',
  title: 'Memory',
  zone: parseZone('example.com'),
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
export const stepOutcome = (changes: Partial<StepOutcome> = {}): StepOutcome => ({
  addresses: { ipv4: '81.2.69.1' },
  records: keptTarget.keys.map((key) => ({ ...key, state: 'in-sync', value: '81.2.69.1', ttl: 600 })),
  changes: [],
  ...changes,
});

/** What a look finds and what becomes of the step after it. */
export interface Round {
  readonly detections: Readonly<Partial<Record<Family, Detection>>>;
  readonly sources: readonly SourceHealth[];
  readonly nat: NatVerdict | undefined;
  readonly step: Partial<StepOutcome>;
}

/** The outcomes of a look in which nothing happened, or what the changes say, and of the step that follows it. */
export function roundOf(changes: Partial<Round> = {}, target: Target = keptTarget): Outcome[] {
  const { detections = { ipv4: agreedOn('81.2.69.1') }, sources = [], nat, step = {} } = changes;
  const line = 'default';
  const families = ['ipv4', 'ipv6'] as const;
  const addresses = Object.fromEntries(
    families.flatMap((family) => {
      const detection = detections[family];
      return detection?.kind === 'agreed' ? [[family, detection.address]] : [];
    }),
  );
  return [
    ...families.flatMap((family): Outcome[] => {
      const detection = detections[family];
      return detection ? [{ kind: 'detected', line, family, detection }] : [];
    }),
    { kind: 'looked', line, sources, nat, took: 5 },
    { kind: 'stepped', target, step: stepOutcome({ addresses, ...step }) },
  ];
}
