import { ownWords } from './own-words.ts';
import { shortestRun, standsAlone } from './secret-text.ts';
import { folded } from './spelling.ts';

/** Whether a run of text stands in one of these texts, or is made of the words of our own messages. */
export function keptText(texts: Iterable<string>): (run: string) => boolean {
  const kept = [...new Set(texts)].map(folded);
  return (run) => kept.some((text) => holds(text, run)) || isOwn(run);
}

function holds(text: string, run: string): boolean {
  const at = text.indexOf(run);
  return at >= 0 && (run.length >= shortestRun || standsAlone(text, at, at + run.length));
}

const words = ` ${ownWords.trim().replace(/\s+/g, ' ')} `;

// A run may begin and end within a word. Longer than a word, it has to be one phrase of whole ones.
function isOwn(run: string): boolean {
  if (!/^[\x20-\x7e]*$/.test(run)) return false;
  const pieces = run.split(/[^a-z\d]+/);
  if (pieces.length === 1) return words.includes(run.length < shortestRun ? ` ${run} ` : run);
  const isKnown = pieces.every((piece, index) => {
    const [before, behind] = [index > 0, index < pieces.length - 1];
    return piece === '' || words.includes(`${before ? ' ' : ''}${piece}${behind ? ' ' : ''}`);
  });
  return isKnown && pieces.join('').length > 5;
}
