/** What is known of a connection when some have to go. */
export interface Seat {
  /** All connections of one home count together. */
  readonly home: string;
  /** When it came; milliseconds of the monotonic clock. */
  readonly since: number;
  isAnswered: boolean;
  /** The caller has shown who it is, and its answer takes its time. */
  isKnown: boolean;
  /** The answer takes its time, and the caller has shown nothing. */
  isHeld: boolean;
}

export interface Crowd<S extends Seat> {
  /** The oldest first. */
  readonly open: readonly S[];
  /** How many have to go. */
  readonly excess: number;
  /** What came after this is left alone: it may not have been read yet. */
  readonly since: number;
  /** Given where there is no room even for that: anybody but this one may have to go. */
  readonly newcomer?: S;
}

/**
 * Those that yield, mostly as many as have to: always one of the home that holds the most, so that nobody can crowd out
 * the others. Many come in at one stroke, each with its request right behind it; until that is read, nobody knows who is idle.
 */
export function yielding<S extends Seat>({ open, excess, since, newcomer }: Crowd<S>): S[] {
  const isFull = newcomer !== undefined;
  const homes = [...Map.groupBy(open, ({ home }) => home).values()].map((all) => ({
    left: all.length,
    next: inOrder(all.filter((seat) => seat !== newcomer)),
  }));
  const chosen: S[] = [];
  while (chosen.length < excess) {
    const most = homes.reduce((a, b) => (b.left > a.left ? b : a));
    const seat = most.next.shift();
    if (!seat) break;
    most.left -= 1;
    chosen.push(seat);
  }
  return chosen;

  /** Who guesses first, then the oldest idle one. */
  function inOrder(all: readonly S[]): S[] {
    const kinds = Object.groupBy(all, (seat) => {
      if (seat.isKnown) return 'known';
      if (seat.isHeld) return 'held';
      if (seat.since > since && !isFull) return 'new';
      return seat.isAnswered ? 'answered' : 'idle';
    });
    const { held = [], idle = [], answered = [], known = [] } = kinds;
    return [...held, ...idle, ...answered, ...(isFull ? known : [])];
  }
}
