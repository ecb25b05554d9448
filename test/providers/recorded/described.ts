import { plan, planRemoval } from '../../../src/core/plan.ts';
import type { DesiredSet } from '../../../src/dns/records.ts';
import { example, freshSignal, heldIn, provided } from '../contract/provided.ts';
import type { ProviderContract } from '../contract/provider.ts';
import type { Description } from './openapi.ts';

/** What went over the wire in the life of a name, and what does not fit the vendor's description of it. */
export interface DescribedLife {
  /** Each request that is no mere read as "METHOD /path", in order. */
  readonly writes: readonly string[];
  readonly problems: readonly string[];
}

/**
 * Creates, changes and removes a name at the pretend service, and holds each request of the adapter and each answer
 * of the service against the vendor's own description, so that neither is made to fit the other alone.
 */
export async function describedLife(
  contract: Pick<ProviderContract, 'setup' | 'ttls'>,
  description: Description,
): Promise<DescribedLife> {
  const { provider, read, server } = await provided(contract);
  const [ttl = 600, other = 3600] = contract.ttls ?? [];
  const problems: string[] = [];
  const home = (value: string, seconds: number): DesiredSet => ({
    name: 'home',
    type: 'A',
    value,
    ttl: seconds,
  });
  const wishes = [home('192.0.2.1', ttl), home('192.0.2.2', ttl), home('192.0.2.2', other)];
  for (const wish of wishes) {
    const changes = plan([wish], await read([wish]));
    const held = heldIn(await provider.apply(example, changes, freshSignal()));
    if (held.length !== 1) problems.push(`${wish.value} with ${wish.ttl} was not confirmed`);
  }
  await provider.apply(example, planRemoval(await read(wishes.slice(0, 1))), freshSignal());

  for (const request of server.log) {
    problems.push(...description.problems(request));
    problems.push(...description.answerProblems(request, request.status ?? 0, request.answered ?? ''));
  }
  return { writes: server.writes().map(({ method, path }) => `${method} ${path}`), problems };
}
