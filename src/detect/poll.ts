import type { Source } from '../sources/source.ts';
import { decide, isHeldBack, type Rules, withSaid } from './decision.ts';
import type { Look } from './look.ts';
import type { Rotation } from './rotation.ts';
import type { Ballot } from './vote.ts';

/** What a look found. */
export interface Agreement {
  readonly address: string;
  readonly witnesses: readonly Source[];
}

export interface PollOptions extends Rules {
  readonly rotation: Rotation;
}

/** Milliseconds of silence until one more is asked. While nothing changes, a lost packet is sent again before that. */
const hedgeAfter = { vote: 1000, quiet: 2000 };

/** Asks the voters until they decide; undefined when they cannot, or when the look ends; `held` when what they say takes turns with the address held. */
export async function poll(look: Look, options: PollOptions): Promise<Agreement | 'held' | undefined> {
  let probed = false;
  while (look.end() !== 'stopped') {
    const address = decide(look, options);
    if (address !== undefined) {
      const saying = look.votes.filter((vote) => vote.address === address);
      return { address, witnesses: saying.map(({ source }) => source) };
    }
    if (isHeldBack(look, options)) return 'held';
    if (look.end() !== undefined) return undefined;
    if (mustStop(look)) return undefined;
    const isProbing = look.restraint === 'probe' && look.votes.length === 0;
    if (!isProbing) askMore(look, options);
    else if (!probed) askOne(look, options);
    probed = true;
    const isOver = !isProbing && isHopeless(look, options) && !askWitness(look, options);
    if (isOver && !askSilence(look, options)) return undefined;
    if (look.open().length === 0) return undefined;
    const spare = isProbing ? undefined : (nextOf(look, look.open(), options) ?? nextOf(look, [], options));
    const event = await look.next(spare && hedgeAfter[look.isVote() ? 'vote' : 'quiet']);
    if (event.kind === 'answered') {
      options.turns.heard(event, look.agreed);
      look.count(event);
    }
    if (event.kind === 'quiet' && spare) {
      if (!look.isVote()) look.passOver();
      ask(look, spare, options);
    }
  }
  return undefined;
}

/** A look that must not become a vote is over when it would. */
function mustStop({ restraint, agreed, votes }: Look): boolean {
  return restraint === 'quiet' && (agreed === undefined || votes.length > 0);
}

function askOne(look: Look, options: PollOptions): void {
  const one = options.rotation.nextWhileQuiet((source) => !look.hasAsked(source));
  if (one) ask(look, one, options);
}

/** Asks as many at once as could decide: one while nothing changes, a quorum in a vote, all about a held address. */
function askMore(look: Look, options: PollOptions): void {
  const { ballot, holdDown, turns } = options;
  const winner = ballot.winner(look.votes, look.agreed);
  if (winner !== undefined && holdDown.holds(winner) && !turns.suspects(winner)) {
    for (const voter of unasked(look, options)) ask(look, voter, options);
    return;
  }
  const isEnough = () =>
    look.isVote() ? ballot.canWin(look.votes, look.awaited(), look.agreed) : look.awaited().length > 0;
  while (!isEnough()) {
    const next = nextOf(look, look.awaited(), options);
    if (!next) return;
    ask(look, next, options);
  }
}

/** No answer that is still to come, or could be asked for, can make a quorum. */
function isHopeless(look: Look, options: PollOptions): boolean {
  const toCome = [...look.open(), ...unasked(look, options)];
  return look.isVote() && !options.ballot.canWin(withSaid(look), toCome, look.agreed);
}

/** Where nothing came back from anybody, the others are asked too: whether there is a network is worth to know. */
function askSilence(look: Look, options: PollOptions): boolean {
  const isSilent = look.votes.length === 0 && [...look.failures.values()].every(({ unreached }) => unreached);
  if (isSilent) for (const voter of unasked(look, options)) ask(look, voter, options);
  return isSilent;
}

/** What leads lacks nothing but a witness: somebody who said it, but was asked before it was a vote, can be one. */
function askWitness(look: Look, { ballot }: PollOptions): boolean {
  const leader = ballot.needsWitness ? ballot.leader(withSaid(look)) : undefined;
  return look.votes.some(
    ({ source, address }) => address === leader && source.witness !== undefined && look.askAgain(source),
  );
}

/** Who to ask besides those of `open`; in a vote only whose vote would count then. */
function nextOf(look: Look, open: readonly Source[], { ballot, rotation }: PollOptions): Source | undefined {
  const isUnasked = (source: Source) => !look.hasAsked(source);
  if (!look.isVote()) return rotation.nextWhileQuiet(isUnasked, look.isCheck);
  const heard = new Set(look.votes.map(({ source }) => source.operator));
  const one = (helps: Ballot['counts']) =>
    rotation.nextInVote((source) => isUnasked(source) && helps(source, look.votes, open), heard);
  return one(ballot.adds) ?? one(ballot.counts);
}

function ask(look: Look, source: Source, { rotation }: PollOptions): void {
  rotation.asked(source);
  look.ask(source);
}

function unasked(look: Look, { rotation }: PollOptions): Source[] {
  return rotation.inTurn().filter((source) => !look.hasAsked(source));
}
