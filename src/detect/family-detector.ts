import type { Clock, Random } from '../base/clock.ts';
import type { Family } from '../ip/address.ts';
import type { Source } from '../sources/source.ts';
import type { Detection } from './detection.ts';
import { explain } from './explanation.ts';
import { createHealthTable } from './health-table.ts';
import { createHoldDown } from './hold-down.ts';
import { askLocal } from './local-answer.ts';
import { type Look, openLook } from './look.ts';
import { type Agreement, poll } from './poll.ts';
import { createRotation } from './rotation.ts';
import type { SourceHealth } from './source-health.ts';
import { validate } from './validate.ts';
import { createBallot } from './vote.ts';

export interface FamilyDetectorOptions {
  readonly family: Family;
  readonly sources: readonly Source[];
  readonly quorum: number;
  readonly allowPrivate: boolean;
  readonly timeout: number;
  readonly clock: Clock;
  readonly random: Random;
}

export interface FamilyDetector {
  detect(signal: AbortSignal): Promise<Detection>;
  sources(): readonly SourceHealth[];
}

/**
 * Follows the address of one family. While nothing changes it asks one source a look, in rotation; another
 * answer than the last agreed one, or having none yet, starts a vote among sources of different operators.
 */
export function createFamilyDetector(options: FamilyDetectorOptions): FamilyDetector {
  const { family, sources, quorum, allowPrivate, timeout, clock, random } = options;
  const local = sources.filter(({ transport }) => transport === 'local');
  const voters = sources.filter(({ transport }) => transport !== 'local');
  const ballot = createBallot(voters, quorum);
  const health = createHealthTable(sources, family, clock);
  const rotation = createRotation({ voters, start: random(), isResting: health.isResting });
  const holdDown = createHoldDown(clock);
  let agreed: string | undefined;

  async function find(look: Look): Promise<Agreement | undefined> {
    const rested = local.filter((source) => !health.isResting(source));
    return (
      (await askLocal(look, rested)) ??
      (await poll(look, { voters, ballot, rotation, holdDown })) ??
      (await askLocal(look, local))
    );
  }

  function agree({ address, witnesses }: Agreement, look: Look): Detection {
    const { agreed: before, votes } = look;
    const settled = health.settled({ address, before, witnesses, votes, silent: look.overdue() });
    const heard = votes.map((vote) => vote.address);
    holdDown.agreed(address, before, heard);
    agreed = address;
    return {
      kind: 'agreed',
      address,
      changed: address !== before,
      witnesses: witnesses.map(({ name }) => name),
      troubles: [...look.troubles, ...settled],
    };
  }

  function disagree(look: Look): Detection {
    const { votes, failures, troubles } = look;
    holdDown.undecided(ballot.winner(votes));
    const stopped = look.end() === 'stopped';
    const reason = stopped
      ? 'stopped'
      : explain({ family, sources: sources.length, quorum, votes, failures });
    return { kind: 'none', reason, split: votes.length > 0, troubles };
  }

  return {
    async detect(signal) {
      const look = openLook({
        ...{ family, budget: 2 * timeout, clock, signal, agreed, health },
        validate: (source, answer) => validate(source, answer, family, allowPrivate),
      });
      try {
        const agreement = await find(look);
        return agreement ? agree(agreement, look) : disagree(look);
      } finally {
        look.close();
      }
    },
    sources: health.report,
  };
}
