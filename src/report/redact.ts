import { secretRemover } from '../base/secret-text.ts';
import { secretsInUrl } from '../base/url-text.ts';

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
  let remove = secretRemover([]);

  function renew(): void {
    remove = secretRemover([...secrets, ...sessions]);
  }

  return {
    add(secret) {
      secrets.add(secret);
      renew();
    },
    addUrl(url) {
      for (const secret of secretsInUrl(url)) secrets.add(secret);
      renew();
    },
    addSession(id) {
      sessions.push(id);
      if (sessions.length > mostSessions) sessions.shift();
      renew();
    },
    redact: (text) => remove(text),
  };
}
