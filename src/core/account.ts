import type { Clock } from '../base/clock.ts';
import type { Failure } from '../base/failure.ts';
import type { Target } from '../config/targets.ts';
import type { Http } from '../http/client.ts';
import { type Rate, throttled } from '../http/throttle.ts';
import { secretsIn } from '../settings/secrets.ts';

/** Why a provider is left alone, and until when on the monotonic clock. */
export interface Wait {
  readonly failure: Failure;
  readonly until: number;
  /** Failures in a row so far. */
  readonly attempts: number;
}

/**
 * What the targets of one account at a provider share: the rate of its requests, and its rate limit. Where the
 * provider limits each zone for itself, the limit is shared by the targets of one zone alone.
 */
export interface Account {
  readonly http: Http;
  /** The wait that the provider demanded of the account (or zone), if it ever did. */
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
  const slowed = (inner: Http, rate: Rate | readonly Rate[] = []) =>
    [rate].flat().reduce((slower, one) => throttled(slower, one, clock), inner);
  const clients = new Map<string, Http>();
  const accounts = new Map<string, Account>();

  return ({ provider, values, zone }) => {
    const { rate, zoneRate } = provider;
    const owner = JSON.stringify([provider.name, secretsIn(values, provider.settings)]);
    const client = clients.get(owner) ?? slowed(http, rate);
    clients.set(owner, client);
    const key = zoneRate ? `${owner} ${zone.name}` : owner;
    const account =
      accounts.get(key) ?? createAccount(zoneRate ? writesOver(slowed(client, zoneRate), client) : client);
    accounts.set(key, account);
    return account;
  };
}

function writesOver(writing: Http, reading: Http): Http {
  return (request) => (/^(GET|HEAD)$/.test(request.method ?? 'GET') ? reading : writing)(request);
}
