import { faults } from './fault-list.ts';
import { type Figure, figures, ratio, shown } from './figures.ts';
import type { Outcome, Results, Stop } from './results.ts';

/** All that was found, as tables for the pages. */
export function report(results: Results): string {
  const names = results.programs.map(({ name }) => name);
  const [ours = ''] = names;
  const rivals = names.slice(1);
  const titled = ({ what, unit }: Figure) => (unit === '' ? what : `${what}, ${unit}`);
  const kept = figures.filter((figure) => names.some((name) => figure.of(results, name) !== undefined));
  const of = (round: string, name: string) => results.changes[round]?.[name] ?? [];
  const missed = (round: string) =>
    names.map(
      (name) => `${of(round, name).filter((one) => one !== null).length} of ${of(round, name).length}`,
    );
  const helped = Object.keys(results.changes).filter((round) => round !== 'usual' && round !== 'shortest');
  const sections: [title: string, lines: string[]][] = [
    [
      'Each rival as a multiple of ours (more than 1: ours needs less)',
      markdown(
        ['', ...rivals],
        kept.map((figure) => [
          figure.what,
          ...rivals.map((name) => ratio(figure.of(results, name), figure.of(results, ours))),
        ]),
      ),
    ],
    [
      'The figures',
      markdown(
        ['', ...names],
        [
          ['version', ...results.programs.map(({ version }) => version || '–')],
          [
            'default and shortest period, s',
            ...results.programs.map(({ period, shortest }) => `${period}, ${shortest}`),
          ],
          ['changes confirmed before the next, default', ...missed('usual')],
          ['… shortest period', ...missed('shortest')],
          ...kept.map((figure) => [titled(figure), ...names.map((name) => shown(figure.of(results, name)))]),
        ],
      ),
    ],
    [
      'Ours with a router that helps: change → confirmed, s',
      markdown(
        ['', 'changes', 'middle', 'longest'],
        helped.map((round) => {
          const all = of(round, ours)
            .map((one) => one ?? Number.NaN)
            .sort((a, b) => a - b);
          return [round, String(all.length), shown(all[Math.floor(all.length / 2)]), shown(all.at(-1))];
        }),
      ),
    ],
    [
      'Faults',
      markdown(
        ['', ...names],
        [
          ...faults
            .filter(({ what }) => results.faults[what])
            .map((fault) => [
              fault.what,
              ...names.map((name) => outcomeText(results.faults[fault.what]?.[name], fault.shows)),
            ]),
          ...Object.entries(results.stops).map(([what, stops]) => [
            `SIGTERM ${what}: ms, exit`,
            ...names.map((name) => stopText(stops[name])),
          ]),
        ],
      ),
    ],
  ];
  const load =
    results.load.length > 0
      ? `Load of the machine: ${shown(inMiddle(results.load))} in the middle, ${shown(Math.max(...results.load))} at most.`
      : '';
  return [
    `A race of ${results.minutes} minutes, ${results.when}, Node.js ${process.version} on ${process.arch}. ${load}`,
    ...sections
      .filter(([, lines]) => lines.length > 2)
      .flatMap(([title, lines]) => ['', `## ${title}`, '', ...lines]),
  ].join('\n');
}

const inMiddle = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

export function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const under = head.map((_, column) => (column === 0 ? '---' : '---:'));
  return [line(head), line(under), ...rows.map(line)];
}

export function outcomeText(
  outcome: Outcome | undefined,
  shows: readonly ('wrong' | 'calls' | 'after' | 'records')[],
): string {
  if (!outcome) return '–';
  const texts = shows.map((what) => {
    if (what === 'calls') return `${outcome.calls} calls`;
    if (what === 'records') return outcome.records.join(' + ');
    if (what === 'wrong')
      return outcome.wrongs === 0
        ? 'kept'
        : `**WRONG** ${shown(outcome.wrong)} s${outcome.wrongs > 1 ? ` (${outcome.wrongs} times)` : ''}`;
    return afterText(outcome);
  });
  return [...texts, ...(outcome.ended === undefined ? [] : [`**ended** (${outcome.ended})`])].join('; ');
}

function afterText({ after, lasted, watched }: Outcome): string {
  if (after === null) return `not within ${watched} s`;
  if (after < 0) return `${shown(lasted + after)} s after its begin`;
  return `${shown(after)} s after`;
}

const stopText = (stop: Stop | undefined) =>
  stop ? (stop.ms === null ? stop.how : `${stop.ms.toFixed(0)}, ${stop.how}`) : '–';
