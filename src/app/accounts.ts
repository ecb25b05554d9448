import type { Clock } from '../base/clock.ts';
import type { Target as ConfiguredTarget } from '../config/targets.ts';
import type { Access } from '../core/access.ts';
import { type Account, createAccount } from '../core/account.ts';
import type { Target } from '../core/target.ts';
import type { Http } from '../http/client.ts';
import type { Provider, ProviderContext } from '../providers/provider.ts';
import { serverOf } from '../providers/settings.ts';
import { rereadSecrets, secretsIn } from '../settings/secrets.ts';

export interface AccountOptions {
  readonly http: Http;
  readonly clock: Clock;
  readonly context: ProviderContext;
  /** Told of every secret that a file brings, before it is used. */
  onSecret(value: string): void;
}

/** What tells the account of a target. */
export type Credentials = Pick<ConfiguredTarget, 'provider' | 'values' | 'files'>;

/** The account of a target, and its way to it. */
export interface AccountAccess {
  readonly account: Account;
  readonly access: Access;
}

/**
 * Finds the account of each target: the same DNS host and server with the same credentials is the same account. Targets whose
 * other settings are the same too share the adapter with its tokens, sessions and zone ids.
 */
export function createAccounts(
  options: AccountOptions,
  configured: ReadonlyMap<Target, Credentials>,
): (target: Target) => AccountAccess {
  const { http, clock } = options;
  const accounts = new Map<string, Account>();
  const accesses = new Map<string, Access>();

  return (kept) => {
    const target = configured.get(kept);
    if (!target) throw new Error(`${kept.id} is not among the settings`);
    const { provider, values, files } = target;
    const { name, rate, methodRates, zoneRate, settings } = provider;
    const owner = JSON.stringify([name, serverOf(settings, values), secretsIn(values, settings)]);
    const account = accounts.get(owner) ?? createAccount({ http, clock, rate, methodRates, zoneRate });
    accounts.set(owner, account);
    const key = JSON.stringify([owner, values, files]);
    const access = accesses.get(key) ?? createAccess(target, account.http, options);
    accesses.set(key, access);
    return { account, access };
  };
}

/** An adapter that is made anew when a file brings another secret. */
function createAccess(
  { provider: definition, values: given, files }: Credentials,
  http: Http,
  { context, onSecret }: AccountOptions,
): Access {
  let values = given;
  let provider: Provider = definition.create(values, http, context);
  let version = 1;

  return {
    get provider() {
      return provider;
    },
    refresh() {
      const fresh = rereadSecrets(values, files, definition.settings);
      if (fresh.changed) {
        for (const name of Object.keys(files)) onSecret(fresh.texts[name] ?? '');
        values = fresh.texts;
        provider = definition.create(values, http, { ...context, before: provider });
        version += 1;
      }
      return { version, trouble: fresh.trouble };
    },
  };
}
