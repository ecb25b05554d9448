import type { Outcome } from '../core/outcome.ts';
import type { SourceHealth } from '../detect/detector.ts';
import { noNetwork } from '../detect/explanation.ts';
import type { NatVerdict } from '../detect/nat-verdict.ts';
import type { Family } from '../ip/address.ts';
import type { Event } from './event.ts';
import { familiesKept, type Kept, type LineState, type State } from './state.ts';
import type { watchTroubles } from './troubles.ts';

export type Watch = ReturnType<typeof watchTroubles>;

/** What was known before an outcome and after it; `now` on the monotonic clock. */
export interface Facts {
  readonly previous: State;
  readonly state: State;
  readonly kept: readonly Kept[];
  readonly now: number;
}

type Detected = Extract<Outcome, { kind: 'detected' }>;
type Looked = Extract<Outcome, { kind: 'looked' }>;

/** Names the line to its owner, who has several. */
const ofLine = (line: string, kept: readonly Kept[]) =>
  kept.some((one) => one.line !== line) ? { line } : {};

const addressOf = (line: string, family: Family) => `address ${line} ${family}`;

/** What is new of an address that was found; of one that was not the end of the look tells, when all is heard. */
export function ofDetection(
  { line, family, detection }: Detected,
  { previous, kept }: Facts,
  watch: Watch,
): Event[] {
  if (detection.kind === 'none') return [];
  const { address, witnesses, changed, notices = [] } = detection;
  const others = familiesKept(kept, line).filter((other) => other !== family);
  const isFirst = others.every((other) => watch.troubles.get(addressOf(line, other))?.mark === network);
  const from = previous.lines.get(line)?.addresses[family];
  const whose = ofLine(line, kept);
  return [
    ...watch.told<never, Event>({
      ...{ about: addressOf(line, family), fault: undefined, mark: () => '' },
      begins: (fault) => fault,
      ends: (seconds, mark) => ({
        ...{ kind: 'address-known-again', family, address, seconds, wasNetwork: mark === network && isFirst },
        ...whose,
      }),
    }),
    ...(changed ? [{ kind: 'address-changed', family, address, from, witnesses, ...whose } as const] : []),
    ...notices.map(({ message: reason }) => ({ kind: 'address-notice', family, reason, ...whose }) as const),
  ];
}

/** What is new when a look is over: who could not be heard, and which addresses could not be found. */
export function ofLook({ line, sources, nat }: Looked, { state, kept }: Facts, watch: Watch): Event[] {
  const known = state.lines.get(line);
  return [
    ...(known ? lost(line, known, kept, watch) : []),
    ...sources.flatMap((health) => ofSource(line, health, known, kept, watch)),
    ...watch.told<NatVerdict, Event>({
      ...{ about: `nat ${line}`, fault: nat, mark: ({ kind }) => kind },
      begins: (verdict) => ({ kind: 'unreachable', nat: verdict, ...ofLine(line, kept) }),
      ends: () => ({ kind: 'reachable', ...ofLine(line, kept) }),
    }),
  ];
}

const network = 'network';

/** The families without an address: all together where there is no network, else each for itself. */
function lost(
  line: string,
  { detections, foundAt }: LineState,
  kept: readonly Kept[],
  watch: Watch,
): Event[] {
  const families = familiesKept(kept, line);
  const whose = ofLine(line, kept);
  const missing = families.flatMap((family) => {
    const detection = detections[family];
    return detection?.kind === 'none' ? [{ family, detection }] : [];
  });
  const silent = new Set(missing.flatMap(({ detection }) => detection.unreached ?? []));
  const isNetwork =
    missing.length === families.length && missing.every(({ detection }) => detection.unreached !== undefined);
  const begun = missing.flatMap(({ family, detection }) =>
    watch.told<string, (typeof missing)[number]>({
      ...{
        about: addressOf(line, family),
        fault: detection.reason,
        mark: () => (isNetwork ? network : 'none'),
      },
      since: foundAt[family]?.monotonic,
      begins: () => ({ family, detection }),
    }),
  );
  // One family alone may have a better reason, such as that the container has no IPv6.
  const reason = missing.length === 1 ? missing[0]?.detection.reason : noNetwork(silent.size);
  if (isNetwork && begun.length > 0 && reason !== undefined)
    return [
      { kind: 'address-unknown', families: begun.map(({ family }) => family), reason, isNetwork, ...whose },
    ];
  return begun.map(({ family, detection }) => ({
    ...{ kind: 'address-unknown', families: [family], reason: detection.reason, isNetwork: false },
    ...whose,
  }));
}

/** Of a source that fails beside others that are heard; where none is, the missing address has its reason. */
function ofSource(
  line: string,
  health: SourceHealth,
  known: LineState | undefined,
  kept: readonly Kept[],
  watch: Watch,
): Event[] {
  const { name: source, family, reason, state } = health;
  const fault = state === 'resting' ? reason : undefined;
  if (fault !== undefined && known?.detections[family]?.kind !== 'agreed') return [];
  return watch.told<string, Event>({
    ...{ about: `source ${line} ${family} ${source}`, fault, mark: () => '' },
    begins: (why) => ({ kind: 'source-failing', source, family, reason: why, ...ofLine(line, kept) }),
    ends: () => ({ kind: 'source-recovered', source, family, ...ofLine(line, kept) }),
  });
}
