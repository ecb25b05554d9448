import { createDetector, type Detection, type DetectorOptions } from '../../src/detect/detector.ts';
import { type Script, type ScriptedSource, scriptedSource } from '../support/scripted-source.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

export const before = '81.2.69.1';
export const after = '81.2.69.2';
export const lie = '81.2.70.66';
export const timeout = 10_000;
export const minute = 60_000;

type Cast<Name extends string> = Record<Name, ScriptedSource>;

/** A detector of IPv4 over the given sources, in this order, on a clock that stands still while nobody waits. */
export function stage<const Name extends string>(
  scripts: Record<Name, Omit<Script, 'name'>>,
  options: Partial<DetectorOptions> & { readonly votes?: number } = {},
) {
  const clock = new VirtualClock();
  const cast = Object.fromEntries(
    Object.entries<Omit<Script, 'name'>>(scripts).map(([name, script]) => [
      name,
      scriptedSource({ clock, ...script, name }),
    ]),
  ) as Cast<Name>;
  const everybody = Object.values<ScriptedSource>(cast);
  const detector = createDetector({
    sources: { ipv4: everybody, ipv6: [] },
    quorum: { ipv4: options.votes ?? 2, ipv6: 2 },
    allowPrivate: false,
    timeout,
    clock,
    random: () => 0,
    ...options,
  });
  const asked = () => everybody.reduce((sum, source) => sum + source.asked, 0);
  const all = (line: string) => {
    for (const source of everybody) source.line = line;
  };
  /** One look, the clock going on until it ends. */
  async function look(
    signal = new AbortController().signal,
    isAskedFor = false,
  ): Promise<Detection & { readonly took: number }> {
    const started = clock.monotonic();
    let result: Detection | undefined;
    void detector.detect('ipv4', signal, isAskedFor).then((detection) => {
      result = detection;
    });
    while (result === undefined) {
      await clock.advance(0);
      if (result === undefined) await clock.advance(100);
      if (clock.monotonic() - started > 100_000) throw new Error('the look does not end');
    }
    return { ...(result as Detection), took: clock.monotonic() - started };
  }
  const healthOf = (name: Name) => detector.sources().find((health) => health.name === name);
  return { clock, cast, detector, look, asked, all, healthOf };
}

export const three = { ipify: { line: before }, amazon: { line: before }, cloudflare: { line: before } };
