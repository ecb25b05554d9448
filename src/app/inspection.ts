import { type Clock, systemClock } from '../base/clock.ts';
import { asFailure, type Failure } from '../base/failure.ts';
import { asWritten } from '../base/spellings.ts';
import type { Config, TargetOnLine } from '../config/config.ts';
import { lineSpellings, spelledFailure } from '../core/naming.ts';
import type { StepOutcome } from '../core/outcome.ts';
import type { Target } from '../core/target.ts';
import type { RecordSet } from '../dns/records.ts';
import type { ProviderDefinition } from '../providers/provider.ts';
import { serverOf } from '../providers/settings.ts';
import type { Event } from '../report/event.ts';
import type { Redactor } from '../report/redact.ts';
import { createReports } from '../report/reporter.ts';
import type { Kept, State } from '../report/state.ts';
import type { Environment } from '../settings/secrets.ts';
import { type Asked, heard } from './asked-sources.ts';
import { type Parts, wire } from './wiring.ts';

/** What a single look and one read of each target came to. Nothing was written. */
export interface Inspection {
  readonly kept: readonly Kept[];
  readonly state: State;
  /** What the log would tell, in its order. */
  readonly events: readonly Event[];
  /** Every source, whether the vote needed it or not. */
  readonly asked: readonly Asked[];
  readonly hosts: readonly InspectedHost[];
}

export interface InspectedHost {
  readonly target: Target;
  readonly step: StepOutcome | undefined;
  /** Milliseconds that the first read took; undefined when it failed before anything was asked. */
  readonly took: number | undefined;
  /** What it holds under names for which no address was found. */
  readonly unmatched: readonly RecordSet[];
  /** Why these could not be read. */
  readonly failure?: Failure;
}

/** Looks once with its vote, asks the other sources as well, and reads what every target holds, as the run does with DRY_RUN. */
export async function inspect(
  config: Config,
  { env, redactor, signal }: { env: Environment; redactor: Redactor; signal: AbortSignal },
): Promise<Inspection> {
  const clock = systemClock;
  const reads = new Map<string, number>();
  const targets = config.targets.map((one) => ({ ...one, provider: timed(one.provider, clock, reads) }));
  await using cleanup = new AsyncDisposableStack();
  const parts = wire({ config: { ...config, targets, dryRun: true }, env, redactor, clock, trace() {} });
  cleanup.defer(parts.close);
  const { kept } = parts;
  const { lines, rest } = heard(parts.lines, clock, config.timeout);
  const events: Event[] = [];
  const tell = (event: Event) => {
    events.push(event);
  };
  const reports = createReports(kept, [{ tell }], clock);
  await parts.engine(reports.observe, lines).once();
  const asked = await rest(signal);
  const state = reports.state();
  const hosts = await Promise.all(
    kept.map(({ target }) => inspectHost(target, state.steps.get(target.id), parts, signal)),
  );
  const tookOf = targets.map((one) => reads.get(readKey(one.provider, one.values, one.zone.name)));
  return {
    ...{ kept, state, events, asked: asked.map((one) => spelledAnswer(one, kept)) },
    hosts: hosts.map((host, index) => ({ ...host, took: tookOf[index] })),
  };
}

/** What a source said, with the settings that it names as the owner wrote them. */
function spelledAnswer(asked: Asked, kept: readonly Kept[]): Asked {
  const { reason, line, family } = asked;
  const targets = kept.filter((one) => one.line === line).map(({ target }) => target);
  return reason === undefined
    ? asked
    : { ...asked, reason: asWritten(reason, lineSpellings(targets, family)) };
}

/** Reads what the step had no reason to read, since it had no address to compare it with. */
async function inspectHost(
  target: Target,
  step: StepOutcome | undefined,
  { accountOf }: Parts,
  signal: AbortSignal,
): Promise<Omit<InspectedHost, 'took'>> {
  const planned = step?.changes ?? [];
  const isPlanned = (name: string, type: string) =>
    planned.some((change) => change.name === name && change.type === type);
  const unread = step?.records.filter((one) => one.state === 'pending' && !isPlanned(one.name, one.type));
  const keys = (unread ?? target.keys).map(({ name, type }) => ({ name, type }));
  if (step?.waiting || keys.length === 0) return { target, step, unmatched: [] };
  try {
    const { provider } = accountOf(target).access;
    return { target, step, unmatched: await provider.read(target.zone, keys, signal) };
  } catch (thrown) {
    return { target, step, unmatched: [], failure: spelledFailure(asFailure(thrown), target) };
  }
}

function readKey(
  { name, settings }: ProviderDefinition,
  values: TargetOnLine['values'],
  zone: string,
): string {
  return [name, serverOf(settings, values), zone].join(' ');
}

/** The same host, whose first read of each zone is timed. */
function timed(definition: ProviderDefinition, clock: Clock, reads: Map<string, number>): ProviderDefinition {
  return {
    ...definition,
    create(values, http, context) {
      const provider = definition.create(values, http, context);
      return {
        ...provider,
        async read(zone, keys, signal) {
          const from = clock.monotonic();
          try {
            return await provider.read(zone, keys, signal);
          } finally {
            const key = readKey(definition, values, zone.name);
            if (!reads.has(key)) reads.set(key, clock.monotonic() - from);
          }
        },
      };
    },
  };
}
