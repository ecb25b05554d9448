import { secretRemover } from '../base/secret-text.ts';
import { secretsInUrl } from '../base/url-text.ts';

// Sessions last minutes. Without an end to them the pattern would grow for as long as the program runs.
const mostSessions = 100;

export interface Redactor {
  /** From now on this value, and each longer run of it in whatever spelling, never leaves through `redact`. */
  add(secret: string): void;
  /** The same for the id of a session that a service began; only the last ones are remembered. */
  addSession(id: string): void;
  /** Takes up what a URL gives away: its credentials, its query and the long segments of its path. */
  addUrl(url: string): void;
  redact(text: string): string;
}

/** The last gate before anything is shown: whatever carries a secret loses it here, but for what `isKept` calls public. */
export function createRedactor(isKept?: (run: string) => boolean): Redactor {
  const secrets = new Set<string>();
  const sessions: string[] = [];
  let remove: ((text: string) => string) | undefined;

  return {
    add(secret) {
      secrets.add(secret);
      remove = undefined;
    },
    addUrl(url) {
      for (const secret of secretsInUrl(url)) secrets.add(secret);
      remove = undefined;
    },
    addSession(id) {
      sessions.push(id);
      if (sessions.length > mostSessions) sessions.shift();
      remove = undefined;
    },
    redact(text) {
      remove ??= secretRemover([...secrets, ...sessions], isKept);
      return remove(text);
    },
  };
}
