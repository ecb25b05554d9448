const placeholder = '[secret]';
// Sessions last minutes. Without an end to them the pattern would grow for as long as the program runs.
const mostSessions = 100;

export interface Redactor {
  /** From now on this value, and its URL, base64 and JSON forms, never leaves through `redact`. */
  add(secret: string): void;
  /** The same for the id of a session that a service began; only the last ones are remembered. */
  addSession(id: string): void;
  /** Takes up what a URL gives away: its credentials and its query. */
  addUrl(url: string): void;
  redact(text: string): string;
}

/** The last gate before anything is shown: whatever carries a secret loses it here. */
export function createRedactor(): Redactor {
  const secrets = new Set<string>();
  const sessions: string[] = [];
  let pattern: RegExp | undefined;

  function renew(): void {
    const texts = [...secrets, ...sessions.flatMap(formsOf)];
    const longestFirst = texts.sort((a, b) => b.length - a.length).map((text) => RegExp.escape(text));
    pattern = longestFirst.length > 0 ? new RegExp(longestFirst.join('|'), 'g') : undefined;
  }

  const add = (secret: string) => {
    for (const form of formsOf(secret)) secrets.add(form);
    renew();
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
    addSession(id) {
      sessions.push(id);
      if (sessions.length > mostSessions) sessions.shift();
      renew();
    },
    redact: (text) => (pattern ? text.replace(pattern, placeholder) : text),
  };
}

function formsOf(secret: string): string[] {
  // A secret of one or two characters would blot out every text and is none.
  if (secret.length < 3) return [];
  return [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('base64'),
  ];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
