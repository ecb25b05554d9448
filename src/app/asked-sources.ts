import type { Clock } from '../base/clock.ts';
import { messageOf } from '../base/failure.ts';
import { validate } from '../detect/validate.ts';
import { type Family, families } from '../ip/address.ts';
import type { Source } from '../sources/source.ts';
import type { EngineLine } from './engine.ts';

/** What one source said when it was asked. */
export interface Asked {
  readonly line: string;
  readonly source: string;
  readonly family: Family;
  /** Its answer, where it can be used. */
  readonly address?: string;
  /** Why not. */
  readonly reason?: string;
  /** Milliseconds it took. */
  readonly took: number;
}

/** Lines whose sources are heard while they are asked. */
export interface HeardLines {
  readonly lines: readonly EngineLine[];
  /** Asks those that nobody has asked; resolves to what each said, in the order of the settings. */
  rest(signal: AbortSignal): Promise<Asked[]>;
}

/** The same lines, whose sources tell each answer. What a look has had enough of is not told. */
export function listening(
  lines: readonly EngineLine[],
  clock: Clock,
  tell: (asked: Asked, source: Source) => void,
): EngineLine[] {
  function heardSource(source: Source, family: Family, { id: line, allowPrivate }: EngineLine): Source {
    async function note<T>(
      asking: Promise<T>,
      textOf: (answer: T) => string,
      signal: AbortSignal,
    ): Promise<T> {
      const from = clock.monotonic();
      const about = { line, source: source.name, family };
      const keep = (what: { address: string } | { reason: string }) =>
        tell({ ...about, ...what, took: clock.monotonic() - from }, own);
      try {
        const answer = await asking;
        try {
          keep({ address: validate(source, textOf(answer), family, allowPrivate) });
        } catch (refused) {
          keep({ reason: messageOf(refused) });
        }
        return answer;
      } catch (failed) {
        // A look that had enough does not wait for the others.
        if (!signal.aborted) keep({ reason: messageOf(failed) });
        throw failed;
      }
    }
    const { witness } = source;
    const own: Source = {
      ...source,
      ask: (asked, signal) => note(source.ask(asked, signal), (answer) => answer, signal),
      ...(witness && {
        witness: (asked, signal) => note(witness(asked, signal), ({ address }) => address, signal),
      }),
    };
    return own;
  }

  return lines.map((line) => {
    const of = (family: Family) => line.sources[family].map((source) => heardSource(source, family, line));
    return { ...line, sources: { ipv4: of('ipv4'), ipv6: of('ipv6') } };
  });
}

/** Listens to the sources of these lines; `timeout` in milliseconds for one of them. */
export function heard(lines: readonly EngineLine[], clock: Clock, timeout: number): HeardLines {
  const said = new Map<Source, Asked>();
  const heardLines = listening(lines, clock, (asked, source) => said.set(source, asked));

  return {
    lines: heardLines,
    async rest(signal) {
      const all = heardLines.flatMap(({ id: line, sources }) =>
        families.flatMap((family) => sources[family].map((source) => ({ line, source, family }))),
      );
      const unasked = all.filter(({ source }) => !said.has(source));
      const inTime = AbortSignal.any([signal, AbortSignal.timeout(2 * timeout)]);
      // What it throws is noted.
      await Promise.all(unasked.map(({ source, family }) => source.ask(family, inTime).catch(() => {})));
      return all.map(
        ({ line, source, family }) =>
          said.get(source) ?? {
            ...{ line, source: source.name, family },
            ...{ reason: 'no answer in time', took: 2 * timeout },
          },
      );
    },
  };
}
