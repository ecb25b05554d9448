/** Whether a text stands in an example in the place of what the owner has. */
export function isPlaceholder(text: string): boolean {
  return certain.some((pattern) => pattern.test(text));
}

/** Whether it is most likely one, though it could be a credential. */
export function mayBePlaceholder(text: string): boolean {
  return likely.some((pattern) => pattern.test(text));
}

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
