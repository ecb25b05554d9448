import type { Clock } from '../../../src/base/clock.ts';
import { plan, planRemoval } from '../../../src/core/plan.ts';
import { parseZone } from '../../../src/dns/name.ts';
import type { RecordKey, RecordSet } from '../../../src/dns/records.ts';
import type { HttpRequest } from '../../../src/http/client.ts';
import type { ProviderDefinition, ProviderValues } from '../../../src/providers/provider.ts';
import { hurriedClock } from '../../support/hurried-clock.ts';
import { freshSignal } from '../contract/provided.ts';

export interface Script {
  readonly definition: ProviderDefinition;
  readonly values: ProviderValues;
  /** The bodies of the answers in their order, or whole answers. */
  readonly answers: readonly (string | { readonly status: number; readonly text: string })[];
  readonly domain?: string;
  readonly clock?: Clock;
}

/** The real adapter before a service that gives these answers, with what it sends as literals can stand in a test. */
export function scripted({
  definition,
  values,
  answers,
  domain = 'example.com',
  clock = hurriedClock(),
}: Script) {
  const requests: HttpRequest[] = [];
  const left = [...answers];
  const provider = definition.create(
    values,
    async (request) => {
      requests.push(request);
      const answer = left.shift();
      if (answer === undefined) throw new Error(`no answer is left for ${request.method} ${request.url}`);
      const { status, text } = typeof answer === 'string' ? { status: 200, text: answer } : answer;
      return { status, headers: {}, text };
    },
    { clock, timeout: 1000 },
  );
  const zone = parseZone(domain);
  return {
    provider,
    zone,
    requests,
    /** The method, the URL and, where there is one, the body of each request. */
    sent: () => requests.map(({ method, url, body }) => [method, url, body].filter(Boolean).join(' ')),
    read: (...keys: RecordKey[]) => provider.read(zone, keys, freshSignal()),
    /** Makes the set hold this address; `current` is what it was read as, right now. */
    set: (current: RecordSet, value: string, ttl: number) =>
      provider.apply(
        zone,
        plan([{ name: current.name, type: current.type, value, ttl }], [current]),
        freshSignal(),
      ),
    remove: (current: RecordSet) => provider.apply(zone, planRemoval([current]), freshSignal()),
  };
}
