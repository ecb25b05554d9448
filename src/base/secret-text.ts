/** What stands where a secret was. */
export const secretMark = '[secret]';

/**
 * Takes these secrets out of foreign text, as they are and in the forms that URLs, JSON and basic authentication
 * give them; the longest go first. Use it before a text is cut, because half a secret is not found any more.
 */
export function secretRemover(secrets: Iterable<string>): (text: string) => string {
  const forms = new Set([...secrets].flatMap(formsOf));
  if (forms.size === 0) return (text) => text;
  const longestFirst = [...forms].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(longestFirst.map((form) => RegExp.escape(form)).join('|'), 'g');
  return (text) => text.replace(pattern, secretMark);
}

function formsOf(secret: string): string[] {
  // One of one or two characters is no secret, and would blot out every text.
  if (secret.length < 3) return [];
  return [
    secret,
    encodeURIComponent(secret.toWellFormed()),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('base64'),
  ];
}
