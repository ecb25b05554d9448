import type { FailureKind } from '../../../src/base/failure.ts';
import type { Addresses, Target } from '../../../src/core/target.ts';
import type { RecordKey } from '../../../src/dns/records.ts';
import { reconcilerOf } from '../../support/reconciling.ts';
import type { VirtualClock } from '../../support/virtual-clock.ts';
import type { Fault } from '../../world/faults.ts';

/** A DNS host in the middle of a test, whatever its way to be told. */
export interface Host {
  readonly keep: Pick<Parameters<typeof reconcilerOf>[0], 'provider'> & { readonly target: Target };
  readonly clock: VirtualClock;
  /** The values that it holds for the kept names, in their order. */
  held(): readonly (readonly string[])[];
  /** What must stay as it is, as one text. */
  foreign(): string;
  /** The `nth` request of its life meets this; the first is 1. */
  breakAt(nth: number, fault: Fault): void;
  /** How many requests it has had. */
  requests(): number;
  /** Whether the `nth` request was one that changes something. */
  isWrite(nth: number): boolean;
  stop(): Promise<void>;
}

/** A moment of a life at which something can go wrong. */
export interface Stage {
  readonly title: string;
  /** Which request it is, from 1. */
  readonly nth: number;
}

export interface Recovery {
  /** The classes of the failures that were told, in their order; none where it was mended within the step. */
  readonly kinds: readonly FailureKind[];
  /** Milliseconds of virtual time from the fault until all was in sync; Infinity: it waits for another credential. */
  readonly back: number;
  /** The answer was believed, and what it said was not so: mended when the records are read again, at RECHECK. */
  readonly believed: boolean;
}

export const keys: readonly RecordKey[] = [
  { name: 'home', type: 'A' },
  { name: 'two', type: 'A' },
];
const start: Addresses = { ipv4: '192.0.2.10' };
const moved: Addresses = { ipv4: '192.0.2.20' };
const recheck = 3_600_000;
const mostRounds = 20;

/** The stages of a life without a fault: of each phase the first and the last request that reads, and that writes. */
export async function stagesOf(setup: () => Promise<Host>): Promise<readonly Stage[]> {
  const host = await setup();
  const stages: Stage[] = [];
  await live(host, (phase, from) => {
    const all = Array.from({ length: host.requests() - from }, (_, index) => from + index + 1);
    const reads = all.filter((nth) => !host.isWrite(nth));
    const writes = all.filter((nth) => host.isWrite(nth));
    const add = (title: string, nth?: number) => {
      if (nth !== undefined && stages.every((one) => one.nth !== nth)) stages.push({ title, nth });
    };
    add(`${phase}, first read`, reads[0]);
    add(`${phase}, last read`, reads.at(-1));
    add(`${phase}, first write`, writes[0]);
    add(`${phase}, last write`, writes.at(-1));
  });
  await host.stop();
  return stages;
}

/**
 * A life in which one request meets a fault. Throws where another name than the kept ones is touched, where it does not
 * end as a life without the fault, and where a host that said no for good is asked again.
 */
export async function lifeWith(
  setup: () => Promise<Host>,
  { nth, title }: Stage,
  fault: Fault,
): Promise<Recovery> {
  const host = await setup();
  const foreign = host.foreign();
  host.breakAt(nth, fault);
  let believed = false;
  const recovery = await live(host, (phase) => {
    const wanted = keys.map(() => [phase === phases.start ? start.ipv4 : moved.ipv4]);
    const isRight = JSON.stringify(host.held()) === JSON.stringify(wanted);
    if (host.foreign() !== foreign) throw new Error(`${title}: ${phase} other names were touched`);
    if (isRight) return;
    believed = true;
    if (phase === phases.recheck) throw new Error(`${title}: it ends with ${JSON.stringify(host.held())}`);
  });
  await host.stop();
  return { ...recovery, believed };
}

const phases = { start: 'at the start', change: 'after a change', recheck: 'at RECHECK' } as const;

/** Records that are wrong, a new address, and a read of what is known: `over` is told at the end of each phase. */
async function live(
  host: Host,
  over: (phase: string, from: number) => void,
): Promise<Omit<Recovery, 'believed'>> {
  const { clock } = host;
  const reconciler = reconcilerOf({ ...host.keep, clock, recheck });
  const kinds: FailureKind[] = [];
  const step = (addresses: Addresses) => reconciler.step(addresses, new AbortController().signal);

  /** Milliseconds that it took. */
  async function untilInSync(addresses: Addresses): Promise<number> {
    const began = clock.monotonic();
    for (let round = 1; round <= mostRounds; round++) {
      const { records, waiting } = await step(addresses);
      const failure = waiting?.failure ?? records.find((one) => one.failure)?.failure;
      if (!failure && records.every(({ state }) => state === 'in-sync')) return clock.monotonic() - began;
      if (failure) kinds.push(failure.kind);
      if (failure?.kind === 'halt') return Number.POSITIVE_INFINITY;
      await clock.advance(Math.max(0, reconciler.wakeAt() - clock.monotonic()));
    }
    throw new Error(`not in sync after ${mostRounds} rounds: ${kinds.join()}`);
  }

  let back = 0;
  for (const [phase, addresses] of [
    [phases.start, start],
    [phases.change, moved],
    [phases.recheck, moved],
  ] as const) {
    const from = host.requests();
    if (phase === phases.recheck) await clock.advance(recheck);
    back = Math.max(back, await untilInSync(addresses));
    if (back === Number.POSITIVE_INFINITY) {
      const asked = host.requests();
      await clock.advance(24 * recheck);
      await step(addresses);
      if (host.requests() > asked) throw new Error('it asks again, though it was told to stop');
      break;
    }
    over(phase, from);
  }
  return { kinds, back };
}
