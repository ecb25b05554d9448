import type { Clock } from '../../base/clock.ts';
import type { Outcome } from '../../core/outcome.ts';
import { type Family, families } from '../../ip/address.ts';
import type { State } from '../../report/state.ts';
import type { Call } from './call.ts';
import type { Place } from './kept-names.ts';
import type { Claim } from './looks.ts';

/** What the program itself holds to be true, beside what a router says. */
export interface Opinion {
  observe(outcome: Outcome): void;
  /** What is agreed now of these places. */
  now(places: readonly Place[]): ReadonlyMap<Place, Claim>;
  /** Whether what was said is agreed; where nothing is said that the place keeps, whether a look since then has agreed. */
  has(place: Place, said: Claim, since: number): boolean;
  /** A line for each name; undefined while a vote is still to come. */
  lines(
    asked: readonly (readonly Place[] | string)[],
    call: Call,
    before: ReadonlyMap<Place, Claim>,
    calledAt: number,
  ): string | undefined;
}

export function createOpinion(clock: Clock, state: () => State): Opinion {
  /** When the last look of each line that is over began. */
  const begun = new Map<string, number>();

  function agreedOn(line: string, family: Family): string | undefined {
    const detection = state().lines.get(line)?.detections[family];
    return detection?.kind === 'agreed' ? detection.address : undefined;
  }

  // A sum of two differences is not exact.
  const hasLooked = (line: string, since: number) =>
    (begun.get(line) ?? Number.NEGATIVE_INFINITY) >= since - 0.5;

  const agreedAt = (place: Place): Claim =>
    Object.fromEntries(
      place.families.flatMap((family) => {
        const address = agreedOn(place.line, family);
        return address === undefined ? [] : [[family, address]];
      }),
    );

  /** The addresses to answer with; undefined while they are not decided. */
  function answerOf(place: Place, { said }: Call, calledAt: number): Answered | undefined {
    const agreed = agreedAt(place);
    const wanted = families.filter((family) => said[family] && place.families.includes(family));
    const isFresh = hasLooked(place.line, calledAt);
    if (wanted.length === 0) {
      const first = agreed.ipv4 ?? agreed.ipv6;
      return isFresh && first !== undefined ? { text: first, isAsSaid: true } : undefined;
    }
    const isAsSaid = wanted.every((family) => agreed[family] === said[family]?.address);
    const isDecided = isAsSaid || (isFresh && wanted.every((family) => agreed[family] !== undefined));
    if (!isDecided) return undefined;
    const texts = wanted.map((family) => {
      const one = said[family];
      return one?.address === agreed[family] ? one?.text : agreed[family];
    });
    return { text: texts.join(','), isAsSaid };
  }

  return {
    observe(outcome) {
      if (outcome.kind === 'looked') begun.set(outcome.line, clock.monotonic() - outcome.took);
    },
    now: (places) => new Map(places.map((place) => [place, agreedAt(place)])),
    has(place, said, since) {
      const wanted = families.filter(
        (family) => said[family] !== undefined && place.families.includes(family),
      );
      if (wanted.length > 0) return wanted.every((family) => agreedOn(place.line, family) === said[family]);
      const isFound = place.families.some((family) => agreedOn(place.line, family) !== undefined);
      return isFound && hasLooked(place.line, since);
    },
    lines(asked, call, before, calledAt) {
      const words = asked.map((places) => {
        if (typeof places === 'string') return places;
        const answers = places.map((place) => answerOf(place, call, calledAt));
        const [first] = answers;
        if (!first || answers.includes(undefined)) return undefined;
        const isSame = places.every((place) => isEqual(before.get(place), agreedAt(place)));
        return `${isSame && first.isAsSaid ? 'nochg' : 'good'} ${first.text}`;
      });
      return words.includes(undefined) ? undefined : words.join('\n');
    },
  };
}

interface Answered {
  readonly text: string;
  readonly isAsSaid: boolean;
}

function isEqual(a: Claim | undefined, b: Claim): boolean {
  return a?.ipv4 === b.ipv4 && a?.ipv6 === b.ipv6;
}
