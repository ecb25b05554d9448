/** How one setting of a target is spelled. */
export interface Spelling {
  /** The variable that it was read from, such as `GODADDY_TOKEN_2_FILE`; where it is not set, the one that it would be. */
  readonly written: string;
  /** The variable that says it for this target alone, such as `TTL_2`. */
  readonly own: string;
}

/** The settings of a target that are not spelled as everywhere, by their plain names. */
export type Spellings = ReadonlyMap<string, Spelling>;

// A path or a longer word that has the name in it is none. The name of one word alone could be a vendor's.
const variable =
  /(?<![\w/-])(?:[A-Z][A-Z\d]*_[A-Z\d_]+|(?<=\b(?:check|set|of|give|in) )[A-Z]+|[A-Z]+(?==))(?![\w/-])(=?)/g;

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
