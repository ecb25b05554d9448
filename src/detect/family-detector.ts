import type { Clock, Random } from '../base/clock.ts';
import { Failure } from '../base/failure.ts';
import type { Family } from '../ip/address.ts';
import type { Source } from '../sources/source.ts';
import type { Detection, Notice } from './detection.ts';
import { explain } from './explanation.ts';
import { createHealthTable } from './health-table.ts';
import { createHoldDown } from './hold-down.ts';
import { askLocal } from './local-answer.ts';
import { type Look, openLook } from './look.ts';
import { type Agreement, poll } from './poll.ts';
import { createRotation } from './rotation.ts';
import { createByName } from './safeguards/by-name.ts';
import { createTurns } from './safeguards/turns.ts';
import { createVotePace } from './safeguards/vote-pace.ts';
import type { SourceHealth } from './source-health.ts';
import { validate } from './validate.ts';
import { createBallot } from './vote.ts';

export interface FamilyDetectorOptions {
  readonly family: Family;
  readonly sources: readonly Source[];
  readonly quorum: number;
  readonly needsWitness: boolean;
  readonly recheck?: number;
  /** What the router said without being asked, for the look that begins now because of it. */
  said?(): string | undefined;
  readonly allowPrivate: boolean;
  readonly timeout: number;
  readonly clock: Clock;
  readonly random: Random;
}

export interface FamilyDetector {
  detect(signal: AbortSignal, isAskedFor?: boolean): Promise<Detection>;
  sources(): readonly SourceHealth[];
}

/**
 * Follows the address of one family. While nothing changes it asks one source a look, in rotation; another
 * answer than the last agreed one, or having none yet, starts a vote among sources of different operators.
 */
export function createFamilyDetector(options: FamilyDetectorOptions): FamilyDetector {
  const { family, sources, quorum, allowPrivate, timeout, clock, random, recheck = hour } = options;
  const local = sources.filter(({ transport }) => transport === 'local');
  const voters = sources.filter(({ transport }) => transport !== 'local');
  const ballot = createBallot(voters, quorum, options.needsWitness);
  const health = createHealthTable(sources, family, clock);
  const rotation = createRotation({ voters, start: random(), isResting: health.isResting });
  const holdDown = createHoldDown(clock);
  const byName = createByName(voters, clock);
  const canCheck = voters.some(({ witness }) => witness !== undefined);
  const turns = createTurns(clock);
  const pace = createVotePace(clock);
  const rules = { voters, ballot, rotation, holdDown, byName, turns };
  let agreed: string | undefined;
  let checkedAt = Number.NEGATIVE_INFINITY;
  let toldOfNoWitness = false;
  let lastReason = '';
  let wasAway = false;

  async function find(look: Look): Promise<Agreement | 'held' | undefined> {
    const rested = local.filter((source) => !health.isResting(source));
    return (await askLocal(look, rested)) ?? (await poll(look, rules)) ?? (await askLocal(look, local));
  }

  function agree({ address, witnesses }: Agreement, look: Look): Detection {
    const { agreed: before, votes } = look;
    const settled = health.settled({
      address,
      before,
      witnesses,
      votes,
      silent: look.overdue(),
      networkIsBack: wasAway,
    });
    wasAway = false;
    const heard = votes.map((vote) => vote.address);
    holdDown.agreed(address, before, heard);
    byName.agreed();
    turns.agreed(address, before);
    pace.agreed();
    agreed = address;
    const isChecked = before === undefined || votes.some(({ independent }) => independent !== undefined);
    if (isChecked) checkedAt = clock.monotonic();
    const notices = address === before ? [] : noticesOf(address, look);
    return {
      kind: 'agreed',
      address,
      changed: address !== before,
      witnesses: witnesses.map(({ name }) => name),
      troubles: [...look.troubles, ...settled],
      ...(notices.length > 0 && { notices }),
      ...(turns.isContested() && { again: soon }),
    };
  }

  /** That a new address had to be taken from sources found by name alone, once while it goes on. */
  function noticesOf(address: string, { votes }: Look): Notice[] {
    const isBare = ballot.needsWitness && votes.length > 0 && !votes.some((vote) => vote.independent);
    const isNew = isBare && !toldOfNoWitness;
    toldOfNoWitness = isBare;
    return isNew ? [{ kind: 'no-witness', message: noWitness(address) }] : [];
  }

  /** Two addresses take turns, and the one that is held stays. */
  function hold({ agreed: held, votes, troubles }: Look): Detection {
    const other = votes.find(({ address }) => address !== held)?.address;
    if (held === undefined || other === undefined) throw new Error('nothing is held back');
    const notices: Notice[] = turns.tell()
      ? [{ kind: 'two-lines', message: takeTurns(family, held, other) }]
      : [];
    const witnesses = votes.filter(({ address }) => address === held).map(({ source }) => source.name);
    const found = { address: held, changed: false, witnesses, troubles, heard: [other] };
    return { kind: 'agreed', ...found, again: soon, notices };
  }

  function disagree(look: Look): Detection {
    const { votes, troubles } = look;
    const split = votes.length > 0;
    if (look.end() === 'stopped') return { kind: 'none', reason: 'stopped', split, troubles };
    // Nothing was found out, and nothing has changed.
    const unreached = unreachedIn(look);
    wasAway = unreached.length > 0;
    const heard = [...new Set(votes.map(({ address }) => address))];
    const found = { split, troubles, ...(split && { heard }), ...(wasAway && { unreached }) };
    if (look.restraint === 'quiet') return { kind: 'none', reason: lastReason, ...found };
    const winner = ballot.winner(votes, agreed);
    const leader = ballot.leader(votes);
    holdDown.undecided(winner);
    const again = byName.undecided(leader, look);
    const isOfTwo = votes.every(({ address }) => address === agreed || holdDown.holds(address));
    if (again === undefined && !(split && isOfTwo)) pace.failed(split);
    const lacks = leader !== undefined && winner === undefined && (again === undefined ? 'witness' : 'time');
    lastReason = explain({
      ...{ family, sources: sources.length, quorum, votes },
      failures: failuresOf(look),
      ...(lacks && { lacks }),
      unreached: unreached.length,
    });
    const wait = again === undefined ? {} : { again };
    return { kind: 'none', reason: lastReason, ...found, ...wait };
  }

  /** All who could be asked, where nothing came back from any of them. */
  function unreachedIn({ votes, failures }: Look): string[] {
    const silent = voters.filter(health.isUnreached);
    const isOfAll = votes.length === 0 && voters.every((one) => !failures.has(one) || silent.includes(one));
    const isSure = silent.length > 1 || silent.length === voters.length;
    return isOfAll && isSure ? silent.map(({ name }) => name) : [];
  }

  /** Why nothing was heard of whom, be it because it must not be asked. */
  function failuresOf({ failures }: Look): ReadonlyMap<Source, Failure> {
    const barred = voters.filter((source) => health.isBarred(source) && !failures.has(source));
    return new Map([...failures, ...barred.map((source) => [source, leftAlone] as const)]);
  }

  return {
    async detect(signal, isAskedFor) {
      const look = openLook({
        ...{ family, budget: 2 * timeout, clock, signal, agreed, health },
        ...{ needsWitness: ballot.needsWitness, said: isAskedFor ? options.said?.() : undefined },
        restraint: isAskedFor ? 'free' : pace.now(),
        isCheck: agreed !== undefined && canCheck && clock.monotonic() - checkedAt >= recheck,
        validate: (source, answer) => validate(source, answer, family, allowPrivate),
      });
      try {
        const agreement = await find(look);
        if (agreement === 'held') return hold(look);
        return agreement ? agree(agreement, look) : disagree(look);
      } finally {
        look.close();
      }
    },
    sources: health.report,
  };
}

const hour = 3_600_000;
const soon = 5_000;
const leftAlone = new Failure('limited', 'asked to be left alone for now');

function takeTurns(family: Family, held: string, other: string): string {
  const setting = family === 'ipv4' ? 'IPV4_SOURCES' : 'IPV6_SOURCES';
  return (
    `${held} and ${other} take turns, as in a home with two lines; ${held} stays for now. To publish one of them, send ` +
    `this program out by that line alone, or ask the router of that line: ${setting}=gateway:ADDRESS`
  );
}

function noWitness(address: string): string {
  return (
    `${address} was taken from sources found by name alone, because none could be asked past the name server of this ` +
    'network, so who controls that server could have forged it: let this program reach 1.1.1.1, 8.8.8.8 or 9.9.9.9 on ' +
    'port 443'
  );
}
