/** A text in the form in which texts are compared, and which part of the original each of its units came from. */
export interface Spelling {
  readonly text: string;
  start(unit: number): number;
  /** Behind the last unit of the original. */
  end(unit: number): number;
}

// Nobody escapes more often; each round costs time with a hostile text.
const mostRounds = 5;

const percent =
  '%(?:[0-7][\\da-f]|[cd][\\da-f]%[89ab][\\da-f]|e[\\da-f](?:%[89ab][\\da-f]){2}|f[0-7](?:%[89ab][\\da-f]){3})';
const escapes = new RegExp(
  `${percent}|\\\\(?:u[\\da-f]{4}|x[\\da-f]{2}|["'\\\\/bfnrt])|&(?:#\\d{1,7}|#x[\\da-f]{1,6}|[a-z]{2,8});`,
  'g',
);

const controls: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

// Of HTML's names those of ASCII characters: a credential has no others.
const references = new Map(
  (
    'amp& lt< gt> quot" apos\' nbsp\u00a0 tab\t newline\n excl! num# dollar$ percnt% lpar( rpar) ast* midast* ' +
    'plus+ comma, period. sol/ colon: semi; equals= quest? commat@ lsqb[ lbrack[ bsol\\ rsqb] rbrack] hat^ ' +
    'lowbar_ underbar_ grave` lcub{ lbrace{ verbar| vert| rcub} rbrace}'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, -1), entry.slice(-1)]),
);

/** A text without regard to the case of ASCII letters; all other units stay where they are. */
export function folded(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/**
 * A text as it is written, and then with the escapes of URLs, JSON and HTML undone, again and again until none is
 * left. Never throws.
 */
export function spellingsOf(text: string): Spelling[] {
  let last: Spelling | undefined = { text: folded(text), start: (unit) => unit, end: (unit) => unit + 1 };
  const all: Spelling[] = [];
  for (let round = 0; last && round <= mostRounds; round++) {
    all.push(last);
    last = unescaped(last);
  }
  return all;
}

function unescaped(before: Spelling): Spelling | undefined {
  const found = [...before.text.matchAll(escapes)].flatMap((match) => {
    const meant = meaningOf(match[0]);
    return meant === undefined ? [] : [{ at: match.index, length: match[0].length, meant: folded(meant) }];
  });
  if (found.length === 0) return undefined;
  const starts: number[] = [];
  const ends: number[] = [];
  let text = '';
  let position = 0;
  const copyUntil = (end: number) => {
    text += before.text.slice(position, end);
    for (; position < end; position++) {
      starts.push(before.start(position));
      ends.push(before.end(position));
    }
  };
  for (const { at, length, meant } of found) {
    copyUntil(at);
    position = at + length;
    text += meant;
    for (let unit = 0; unit < meant.length; unit++) {
      starts.push(before.start(at));
      ends.push(before.end(position - 1));
    }
  }
  copyUntil(before.text.length);
  return { text, start: (unit) => starts[unit] ?? 0, end: (unit) => ends[unit] ?? 0 };
}

function meaningOf(written: string): string | undefined {
  if (written.startsWith('%')) return decodedPercent(written);
  if (written.startsWith('\\')) {
    const [, kind = '', ...rest] = written;
    if (rest.length > 0) return String.fromCharCode(Number.parseInt(rest.join(''), 16));
    return controls[kind] ?? kind;
  }
  const name = written.slice(1, -1);
  if (!name.startsWith('#')) return references.get(name);
  const code = name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

function decodedPercent(written: string): string | undefined {
  try {
    return decodeURIComponent(written);
  } catch {
    return undefined;
  }
}
