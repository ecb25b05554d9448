import { secretForms } from './secret-forms.ts';
import { secretMark } from './secret-mark.ts';
import { type Spelling, spellingsOf } from './spelling.ts';

export { secretMark } from './secret-mark.ts';

/** From so many characters on a part of a secret is looked for; what is shorter stands in any text by chance. */
export const shortestRun = 8;

/**
 * Takes these secrets out of foreign text, however it escapes them, and every run of 8 or more characters of one.
 * A shorter secret goes where it stands alone. A run that `isKept` knows (it is given without regard to case) is
 * public, and stays.
 */
export function secretRemover(
  secrets: Iterable<string>,
  isKept: (run: string) => boolean = () => false,
): (text: string) => string {
  const runs = new Set<string>();
  const shorts = new Set<string>();
  for (const form of new Set([...secrets].flatMap(secretForms))) {
    if (form.length < shortestRun) shorts.add(form);
    for (let at = 0; at + shortestRun <= form.length; at++) runs.add(form.slice(at, at + shortestRun));
  }
  if (runs.size + shorts.size === 0) return (text) => text;

  return (text) => {
    const found = spellingsOf(text).flatMap((spelling) =>
      [...longRuns(spelling.text, runs), ...shortSecrets(spelling.text, shorts)]
        .filter(([from, to]) => !isKept(spelling.text.slice(from, to)))
        .map((stretch) => inOriginal(stretch, spelling)),
    );
    return blotted(text, found);
  };
}

/** From the first unit to behind the last. */
type Stretch = readonly [from: number, to: number];

function* longRuns(text: string, runs: ReadonlySet<string>): Generator<Stretch> {
  const isHit = (at: number) => runs.has(text.slice(at, at + shortestRun));
  for (let at = 0; at + shortestRun <= text.length; at++) {
    if (!isHit(at)) continue;
    const from = at;
    while (isHit(at + 1)) at++;
    yield [from, at + shortestRun];
  }
}

function* shortSecrets(text: string, secrets: ReadonlySet<string>): Generator<Stretch> {
  for (const secret of secrets) {
    for (let at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1)) {
      if (standsAlone(text, at, at + secret.length)) yield [at, at + secret.length];
    }
  }
}

/** Whether no letter and no digit goes on before or behind a stretch of text. */
export function standsAlone(text: string, from: number, to: number): boolean {
  const goesOn = /[\p{L}\p{N}]/u;
  return !goesOn.test(text.charAt(from - 1)) && !goesOn.test(text.charAt(to));
}

function inOriginal([from, to]: Stretch, { start, end }: Spelling): Stretch {
  return [start(from), end(to - 1)];
}

function blotted(text: string, stretches: readonly Stretch[]): string {
  if (stretches.length === 0) return text;
  let shown = '';
  let end = 0;
  let marked = false;
  for (const [from, to] of stretches.toSorted(([a], [b]) => a - b)) {
    if (!marked || from > end) shown += text.slice(end, from) + secretMark;
    marked = true;
    end = Math.max(end, to);
  }
  return shown + text.slice(end);
}
