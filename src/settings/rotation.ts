import type { Clock } from '../base/clock.ts';
import { messageOf } from '../base/failure.ts';
import { rereadSecrets, type SecretFiles } from './secrets.ts';
import type { SettingsTable, Texts } from './setting.ts';

export interface RotationOptions {
  readonly table: SettingsTable;
  /** What is in use, by the names of its rows. */
  readonly texts: Texts;
  /** Where those come from that can change. */
  readonly files: SecretFiles;
  readonly clock: Clock;
  /** Takes a new value into use; throws an Error that says why it cannot be used. */
  use(name: string, text: string): void;
  /** Told when a new value is in use. */
  onRenewed(name: string): void;
  /** Told when a file cannot be used, with the reason, and (undefined) when it can be used again. */
  onTrouble(name: string, reason: string | undefined): void;
}

export interface Rotation {
  stop(): void;
}

const every = 10_000;

/** Reads secret files again and again. What a file holds that cannot be used changes nothing. */
export function watchSecretFiles({ table, texts, files, clock, ...told }: RotationOptions): Rotation {
  const { use, onRenewed, onTrouble } = told;
  const inUse = new Map(Object.keys(files).map((name) => [name, texts[name]]));
  const troubles = new Map<string, string>();
  let cancel = () => {};

  function look(name: string, path: string): void {
    const {
      texts: fresh,
      changed,
      trouble,
    } = rereadSecrets({ [name]: inUse.get(name) }, { [name]: path }, table);
    const text = fresh[name];
    let reason = trouble;
    if (changed && text !== undefined) reason = taken(name, path, text);
    if (reason === troubles.get(name)) return;
    if (reason === undefined) troubles.delete(name);
    else troubles.set(name, reason);
    onTrouble(name, reason);
  }

  /** Undefined where it is in use now, else why it cannot be. */
  function taken(name: string, path: string, text: string): string | undefined {
    try {
      use(name, text);
    } catch (error) {
      return `${name}_FILE (${path}) cannot be used: ${messageOf(error)}`;
    }
    inUse.set(name, text);
    onRenewed(name);
    return undefined;
  }

  function lookAtAll(): void {
    for (const [name, path] of Object.entries(files)) look(name, path);
    cancel = clock.after(every, lookAtAll);
  }

  cancel = clock.after(every, lookAtAll);
  return { stop: () => cancel() };
}
