import type { Config } from '../../config/config.ts';
import type { Environment } from '../../settings/secrets.ts';

/** What a platform that starts the program in a way of its own adds to it. */
export interface Platform {
  /** Reads the settings. Throws a ConfigError, in the words of the platform, when they cannot be used. */
  load(env: Environment): Promise<Config>;
  /** The address of the proxy that alone shows the page, under any name. */
  readonly ingress?: string;
  /** What the owner is told at the start, each a sentence. */
  readonly notes?: readonly string[];
}
