import type { Clock } from '../../src/base/clock.ts';
import { type Access, fixedAccess } from '../../src/core/access.ts';
import { type Account, createAccount } from '../../src/core/account.ts';
import { createReconciler, type Reconciler } from '../../src/core/reconciler.ts';
import type { Target } from '../../src/core/target.ts';
import { createWorker, type WorkerOptions } from '../../src/core/worker.ts';
import type { Http } from '../../src/http/client.ts';
import type { Provider } from '../../src/providers/provider.ts';
import { VirtualClock } from './virtual-clock.ts';

export interface Keeping {
  readonly target: Target;
  /** The adapter, or access with credentials that change. */
  readonly provider: Provider | Access;
  /** Default: one of its own. */
  readonly account?: Account;
  readonly clock?: Clock;
  readonly dryRun?: boolean;
  /** Milliseconds; default an hour. */
  readonly recheck?: number;
}

const noHttp: Http = () => Promise.reject(new Error('no request is expected'));

/** The account of tests whose adapter asks nobody, or has an HTTP client of its own. */
export const ownAccount = (clock: Clock, http: Http = noHttp): Account => createAccount({ http, clock });

function optionsOf({ target, provider, clock = new VirtualClock(), ...rest }: Keeping) {
  const { dryRun = false, recheck = 3_600_000, account = ownAccount(clock) } = rest;
  const access = 'refresh' in provider ? provider : fixedAccess(provider);
  return { target, access, account, clock, random: () => 0.5, recheck, dryRun };
}

export function reconcilerOf(keeping: Keeping): Reconciler {
  return createReconciler(optionsOf(keeping));
}

export function workerOf(keeping: Keeping, observe: WorkerOptions['observe'] = () => {}) {
  return createWorker({ ...optionsOf(keeping), observe, hardStop: new AbortController().signal });
}
