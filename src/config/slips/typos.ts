/** A variable that is not ours but differs from one of ours by one typing slip: `RECORD` for `RECORDS`. */
export function suspectedTypos(found: readonly string[], ours: readonly string[]): Map<string, string> {
  const known = new Set(ours);
  const typos = new Map<string, string>();
  for (const name of found) {
    if (known.has(name) || name.length < 4) continue;
    // Short names (TTL, ONCE) have too many innocent neighbours (TTY, …) for a hint by one slip.
    const meant = ours.find(
      (candidate) => candidate.length > 4 && isOneSlipAway(name.toUpperCase(), candidate),
    );
    if (meant !== undefined) typos.set(name, meant);
  }
  return typos;
}

/** One character too many, too few or wrong, or two neighbours swapped. Case alone counts as a slip. */
function isOneSlipAway(a: string, b: string): boolean {
  if (a === b) return true;
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const restA = a.slice(start, a.length - end);
  const restB = b.slice(start, b.length - end);
  if (restA.length <= 1 && restB.length <= 1) return true;
  return restA.length === 2 && restB.length === 2 && restA[0] === restB[1] && restA[1] === restB[0];
}
