/**
 * The name for a server's filter of names, or undefined for the whole list. A filter may take an asterisk for anything,
 * or find nothing for it, and a record that was not found would be made again and again; only where the vendor says
 * that its filter is exact, wildcards are asked for by name.
 */
export function filterableName(name: string | undefined): string | undefined {
  return name === undefined || isWildcard(name) ? undefined : name;
}

export function isWildcard(name: string): boolean {
  return name.startsWith('*');
}
