import type { Clock } from '../base/clock.ts';
import { Failure } from '../base/failure.ts';
import type { Family } from '../ip/address.ts';
import type { Source } from '../sources/source.ts';
import { createHealthRecord, type HealthRecord, type SourceHealth, type Trouble } from './source-health.ts';
import type { Vote } from './vote.ts';

/** How a look that agreed went for those who were asked. */
export interface Settlement {
  readonly address: string;
  /** The address that was agreed before the look. */
  readonly before: string | undefined;
  readonly witnesses: readonly Source[];
  readonly votes: readonly Vote[];
  /** Who was waited for in vain. */
  readonly silent: readonly Source[];
  /** There was no network in the look before. */
  readonly networkIsBack: boolean;
}

/** The health of all sources of one family. What is handed back are the troubles that began or ended by it. */
export interface HealthTable {
  isResting(source: Source): boolean;
  /** It asked to be left alone, so it must not be asked at all. */
  isBarred(source: Source): boolean;
  /** Nothing came back when it was asked last. */
  isUnreached(source: Source): boolean;
  answered(source: Source): void;
  failed(source: Source, failure: Failure): Trouble[];
  /** A look agreed on an address: shows who was right, and who was not. */
  settled(settlement: Settlement): Trouble[];
  report(): SourceHealth[];
}

/** Why a source that was waited for counts as failed. */
export const silence = new Failure('transient', 'did not answer in time', { unreached: true });

export function createHealthTable(sources: readonly Source[], family: Family, clock: Clock): HealthTable {
  const records = new Map(sources.map((source) => [source, createHealthRecord(source, family, clock)]));
  /** Who failed since an address was last agreed. */
  const failedSince = new Set<Source>();

  function recordOf(source: Source): HealthRecord {
    const found = records.get(source);
    if (!found) throw new Error(`${source.name} is none of the sources`);
    return found;
  }

  function failed(source: Source, failure: Failure): Trouble[] {
    failedSince.add(source);
    return recordOf(source).failed(failure);
  }

  /** When every single source had failed, or nothing came back, the network was away: the fault was none of theirs. */
  function forgiveIfNetworkFailed(networkIsBack: boolean): void {
    if (networkIsBack || failedSince.size === sources.length)
      for (const record of records.values()) record.forgive();
    failedSince.clear();
  }

  return {
    isResting: (source) => recordOf(source).isResting(),
    isBarred: (source) => recordOf(source).isBarred(),
    isUnreached: (source) => recordOf(source).isUnreached(),
    answered: (source) => recordOf(source).answered(),
    failed,
    settled({ address, before, witnesses, votes, silent, networkIsBack }) {
      const names = witnesses.map(({ name }) => name);
      const lost = ({ source, address: said }: Vote) => {
        const late = said === before;
        const reason = late
          ? `still says ${said}, the address before`
          : `says ${said}, but ${names.join(', ')} ${names.length === 1 ? 'says' : 'say'} ${address}`;
        return recordOf(source).wrong(reason, late);
      };
      const troubles = [
        ...witnesses.flatMap((source) => recordOf(source).right()),
        ...silent.flatMap((source) => failed(source, silence)),
        ...votes.filter((vote) => vote.address !== address).flatMap(lost),
      ];
      forgiveIfNetworkFailed(networkIsBack);
      return troubles;
    },
    report: () => [...records.values()].map((record) => record.health()),
  };
}
