import type { Clock } from '../base/clock.ts';
import { userAgent } from '../base/version.ts';
import type { Config } from '../config/config.ts';
import type { Observer } from '../core/outcome.ts';
import type { Target } from '../core/target.ts';
import { createHttp, type Http, type HttpClient, type HttpOptions } from '../http/client.ts';
import { type Trace, traced } from '../http/trace.ts';
import type { Redactor } from '../report/redact.ts';
import type { Kept } from '../report/state.ts';
import type { Environment } from '../settings/secrets.ts';
import { withoutEmpty } from '../settings/values.ts';
import { openSources } from '../sources/registry.ts';
import { openVia } from '../sources/via.ts';
import { type AccountAccess, createAccounts } from './accounts.ts';
import { createEngine, type Engine, type EngineLine } from './engine.ts';
import { proxyOf } from './proxy.ts';
import { homePrefixOf, targetOf } from './targets.ts';

export interface WiringOptions {
  readonly config: Config;
  /** For the proxies that it names. */
  readonly env: Environment;
  readonly redactor: Redactor;
  readonly clock: Clock;
  /** Told of every request. */
  trace(trace: Trace): void;
}

/** What the settings are about: targets, sources that can be asked, and the way to both. Nothing is asked yet. */
export interface Parts {
  readonly kept: readonly Kept[];
  readonly lines: readonly EngineLine[];
  readonly clients: readonly HttpClient[];
  /** For messages to the owner; by the proxy, where there is one. */
  readonly messageHttp: Http;
  /** For the router at home: direct, and never told. */
  readonly homeHttp: Http;
  accountOf(target: Target): AccountAccess;
  /** What keeps the records; `lines` may be other ones. */
  engine(observe: Observer, lines?: readonly EngineLine[]): Engine;
  close(): Promise<void>;
}

/** Puts together what asks sources and hosts, the same for whoever runs, checks or sets up. The caller must close it. */
export function wire({ config, env, redactor, clock, trace }: WiringOptions): Parts {
  const { timeout, dryRun } = config;
  const times = { clock, random: Math.random };
  const clients: HttpClient[] = [];
  const client = (options: Pick<HttpOptions, 'proxy' | 'from'>) => {
    const made = createHttp({ userAgent, timeout, ...options });
    clients.push(made);
    return made;
  };
  const tracing = { clock, redact: redactor.redact, tell: trace };
  const proxy = proxyOf(withoutEmpty(env));
  const http = client(proxy ? { proxy } : {});
  const ofSources = { ...tracing, to: 'source' } as const;
  const homeHttp = client({});
  const direct = { http: traced(homeHttp, ofSources), clock, timeout };
  const lines = config.lines.map((line) => {
    const homePrefix = homePrefixOf(config.targets.filter((target) => target.line === line.id));
    const way = line.via && openVia(line.via);
    const needs = way ? { ...direct, ...way, http: traced(client({ from: way.from }), ofSources) } : direct;
    const ipv4 = openSources(line.sources.ipv4, needs);
    const sources = { ipv4, ipv6: openSources(line.sources.ipv6, { ...needs, homePrefix }) };
    return { ...line, sources, ...(way && { way }) };
  });
  const configured = new Map(config.targets.map((target) => [targetOf(target), target]));
  const kept = [...configured].map(([target, { line }]) => ({ target, line }));
  const { add: onSecret, addSession: onSession } = redactor;
  const context = { clock, timeout, dryRun, onSession };
  const accountOf = createAccounts(
    { http: traced(http, { ...tracing, to: 'host' }), clock, context, onSecret },
    configured,
  );
  return {
    kept,
    lines,
    clients,
    messageHttp: traced(http, { ...tracing, to: 'message' }),
    homeHttp,
    accountOf,
    engine: (observe, used = lines) =>
      createEngine({ config, lines: used, kept, accountOf, ...times, observe }),
    close: () => Promise.all(clients.map((one) => one.close())).then(() => {}),
  };
}
