/** How one setting of a target is spelled. */
export interface Spelling {
  /** The variable that it was read from, such as `GODADDY_TOKEN_2_FILE`; where it is not set, the one that it would be. */
  readonly written: string;
  /** The variable that says it for this target alone, such as `TTL_2`. */
  readonly own: string;
  /** Neither is set, so that a default holds. */
  readonly isUnset?: true;
}

/** The settings of a target that are not spelled as everywhere, by their plain names. */
export type Spellings = ReadonlyMap<string, Spelling>;

// A path or a longer word that has the name in it is none. The name of one word alone could be a vendor's, but for one
// that people are told to look at, alone or after others.
const variable =
  /(?<![\w/-])(?:[A-Z][A-Z\d]*_[A-Z\d_]+|(?<=\b(?:check|set|of|give|in|into|are) (?:[A-Z][A-Z\d_]+,? (?:(?:and|or|with) )?)*)[A-Z]+|[A-Z]+(?==))(?![\w/-])(=?)/g;

/** A sentence whose settings are named as the owner wrote them; one with a value behind it as he has to write it. */
export function asWritten(sentence: string, spellings: Spellings | undefined): string {
  if (!spellings) return sentence;
  return sentence.replace(variable, (found, sign: string) => {
    const name = sign === '' ? found : found.slice(0, -1);
    const spelling = spellings.get(name);
    if (spelling) return sign === '' ? spelling.written : `${spelling.own}=`;
    const ofFile = spellings.get(name.replace(/_FILE$/, ''));
    return ofFile ? `${ofFile.written.replace(/_FILE$/, '')}_FILE${sign}` : found;
  });
}

/** The setting as several targets that share something wrote it; undefined: by its plain name. The first target is the one that would write it anew. */
export function sharedSpelling(
  setting: string,
  targets: readonly (Spellings | undefined)[],
): Spelling | undefined {
  const all = targets.map((spellings) => spellings?.get(setting) ?? { written: setting, own: setting });
  const [first] = all;
  if (!first) return undefined;
  // What is set without a number holds for those who set none of their own.
  const isPlain = all.some(({ written }) => written === setting);
  const told = all.filter(({ isUnset, written }) => !isPlain || !isUnset || written === setting);
  const written = [...new Set(told.map((one) => one.written))].join(' and ');
  return written === setting && first.own === setting ? undefined : { written, own: first.own };
}
