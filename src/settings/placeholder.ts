/** Whether a text stands in an example in the place of what the owner has. */
export function isPlaceholder(text: string): boolean {
  return certain.some((pattern) => pattern.test(text));
}

/** Whether it is most likely one, though it could be a credential. */
export function mayBePlaceholder(text: string): boolean {
  return likely.some((pattern) => pattern.test(text));
}

/**
 * Why a URL cannot be meant as it is: a part of it still stands there as in an example. `form`: how such a URL is
 * shown, with capitals for what is the owner's. Undefined where it can be; nothing is repeated but a word of the form.
 */
export function placeholderIn(url: string, form: string): string | undefined {
  const words = new Set<string>(form.match(/\b[A-Z]{3,}\b/g));
  const parts = url
    .replace(/^[a-z][a-z\d.+-]*:\/\//i, '')
    .split(/[/:@?&=,#]+/)
    .map((part) => part.replace(/%(3c|3e|7b|7d)/gi, decodeURIComponent));
  const word = parts.find((part) => words.has(part));
  if (word !== undefined) return `still has the word ${word} of an example in it; put yours in its place`;
  const isOne = parts.some((part) => inUrls.some((pattern) => pattern.test(part)));
  return isOne ? 'still has a placeholder in it; put yours in its place' : undefined;
}

// Less than below: a part of a URL may be any short word.
const inUrls = [/…/, /^<[^<>]*>$/, /^\$?\{+[^{}]*\}+$/, /^your[-_. ]/i];

const certain = [
  // gd_pat_…, pk1_...
  /…|^\.{3}|^[\w-]{0,12}[_-]\.{3}$/,
  /^<[^<>]*>$/,
  /^\[[^[\]]*\]$/,
  // What a shell, Compose or a template should have filled in.
  /^\$\{[^}]*\}$|^\$[A-Z]+(_[A-Z\d]+)+$|^\$\([^)]*\)$|\{\{.*\}\}|^%[A-Z_]+%$/,
  /^(x{3,}|\*{3,}|\.+|_+|-+)$/i,
  // A dashboard shows dots in the place of a credential.
  /[•●∙]{2,}/,
  /^(your|my|the|insert|enter|paste|put)\s.*(token|key|secret|password|here)\b/i,
  // As in our own documents.
  /^(your|new|my)[-_](api[-_])?(token|key|secret|password)$/i,
];

const likely = [
  /^(your|insert|enter|paste|put|add)[-_ .].*(token|key|secret|password|pass|credentials?|id|here)$/i,
  /^(change|replace|fill)[-_ .]?(me|this|it|in)$/i,
  /[-_ .](here|goes-here)$/i,
  /^(todo|fixme|placeholder|dummy)$/i,
  /x{8,}$/i,
];
