const placeholder = '[secret]';

export interface Redactor {
  /** From now on this value, and its URL, base64 and JSON forms, never leaves through `redact`. */
  add(secret: string): void;
  /** Takes up what a URL gives away: its credentials and its query. */
  addUrl(url: string): void;
  redact(text: string): string;
}

/** The last gate before anything is shown: whatever carries a secret loses it here. */
export function createRedactor(): Redactor {
  const secrets = new Set<string>();
  let pattern: RegExp | undefined;

  const add = (secret: string) => {
    // A secret of one or two characters would blot out every text and is none.
    if (secret.length < 3) return;
    const forms = [
      secret,
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
      Buffer.from(secret).toString('base64'),
    ];
    for (const form of forms) secrets.add(form);
    const longestFirst = [...secrets].sort((a, b) => b.length - a.length);
    pattern = new RegExp(longestFirst.map((text) => RegExp.escape(text)).join('|'), 'g');
  };

  return {
    add,
    addUrl(text) {
      if (!URL.canParse(text)) return;
      const url = new URL(text);
      for (const part of [url.password, url.username, url.search.slice(1)]) {
        add(part);
        add(decoded(part));
      }
      for (const value of url.searchParams.values()) if (value.length >= 8) add(value);
      if (url.username || url.password) add(`${decoded(url.username)}:${decoded(url.password)}`);
    },
    redact: (text) => (pattern ? text.replace(pattern, placeholder) : text),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
