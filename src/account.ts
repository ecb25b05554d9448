import type { Clock } from './clock.ts';
import type { Target } from './config/targets.ts';
import type { Failure } from './failure.ts';
import type { Http } from './http/client.ts';
import { throttled } from './http/throttle.ts';

/** Why a provider is left alone, and until when on the monotonic clock. */
export interface Wait {
  readonly failure: Failure;
  readonly until: number;
  /** Failures in a row so far. */
  readonly attempts: number;
}

/** What the targets of one account at a provider share: the rate of its requests, and its rate limit. */
export interface Account {
  readonly http: Http;
  /** The wait that the provider demanded of the account, if it ever did. */
  readonly limit: Wait | undefined;
  limited(wait: Wait): void;
}

export function createAccount(http: Http): Account {
  let limit: Wait | undefined;
  return {
    http,
    get limit() {
      return limit;
    },
    limited(wait) {
      limit = wait;
    },
  };
}

/** Finds the account of a target: the same provider with the same credentials is the same account. */
export function createAccounts(http: Http, clock: Clock): (target: Target) => Account {
  const accounts = new Map<string, Account>();
  return ({ provider, values }) => {
    const secrets = provider.settings.filter(({ secret }) => secret).map(({ name }) => values[name] ?? null);
    const key = JSON.stringify([provider.name, ...secrets]);
    const rates = [provider.rate ?? []].flat();
    const slowed = () => rates.reduce((inner, rate) => throttled(inner, rate, clock), http);
    const account = accounts.get(key) ?? createAccount(slowed());
    accounts.set(key, account);
    return account;
  };
}
