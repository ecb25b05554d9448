import type { Clock } from '../base/clock.ts';
import { version } from '../base/version.ts';
import type { Config } from '../config/config.ts';
import type { Trace } from '../http/trace.ts';
import type { Metrics, MetricsOptions } from '../web/metrics/metrics.ts';
import { listening } from './asked-sources.ts';
import type { EngineLine } from './engine.ts';

/** Metrics where the settings switch them on; what they need is read then alone. */
export async function openMetrics(
  { endpoint }: Pick<Config, 'endpoint'>,
  about: Pick<MetricsOptions, 'kept' | 'clock' | 'world'>,
): Promise<Metrics | undefined> {
  if (!endpoint?.metrics) return undefined;
  const { createMetrics } = await import('../web/metrics/metrics.ts');
  return createMetrics({ ...about, version });
}

/** The same lines, whose answers are counted where there are metrics. */
export function counted(
  lines: readonly EngineLine[],
  metrics: Metrics | undefined,
  clock: Clock,
): readonly EngineLine[] {
  if (!metrics) return lines;
  return listening(lines, clock, ({ source, family, address }) =>
    metrics.answer({ source, family, isUsable: address !== undefined }),
  );
}

export function countRequest(metrics: Metrics | undefined, { to, status, ms }: Trace): void {
  metrics?.request({ to, status, ms });
}
