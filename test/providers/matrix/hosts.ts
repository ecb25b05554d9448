import { Failure } from '../../../src/base/failure.ts';
import type { Target } from '../../../src/core/target.ts';
import { noZone, parseName, parseZone } from '../../../src/dns/name.ts';
import type { HttpAnswer } from '../../../src/http/client.ts';
import { noAnswerWithin } from '../../../src/net/errors.ts';
import { loadProviders } from '../../../src/providers/registry.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';
import type { Fault } from '../../world/faults.ts';
import type { World } from '../contract/worlds.ts';
import { type Host, keys } from './life.ts';

const zone = parseZone('example.com');

export const target: Target = { id: 'matrix', host: 'matrix', title: 'Matrix', zone, keys, ttl: 3600 };

/** A host with a pretend service that holds a zone. */
export const hostOf =
  ({ setup }: Pick<World, 'setup'>) =>
  async (): Promise<Host> => {
    const records = ['192.0.2.1', '192.0.2.3'].map((data) => ({ name: 'home', type: 'A', data, ttl: 3600 }));
    const { provider, server, held, stop } = await setup({ zone: zone.name, records, timeout: 5000 });
    const writes: boolean[] = [];
    const brokenAt = { nth: 0 };
    // Counts each request and breaks none.
    server.faults.inject({ kind: 'headers', headers: {} }, { when: (request) => counted(request) && false });
    function counted(request: Parameters<typeof server.isWrite>[0]): boolean {
      writes.push(server.isWrite(request));
      return true;
    }
    return {
      keep: { target, provider },
      clock: new VirtualClock(),
      held: () => keys.map(({ name, type }) => held.values(name, type)),
      foreign: () => held.snapshot(keys),
      breakAt(nth, fault) {
        brokenAt.nth = nth;
        server.faults.inject(fault, { when: () => writes.length === brokenAt.nth });
      },
      requests: () => writes.length,
      isWrite: (nth) => writes[nth - 1] === true,
      stop,
    };
  };

const lost = (reason: string) =>
  new Failure('transient', `dynupdate.no-ip.com: ${reason}`, { unanswered: true, unconfirmed: true });

/** No-IP, for the services that only take updates; what it was told stands in its zone at once. */
export async function updateOnlyHost(): Promise<Host> {
  const [definition] = await loadProviders(['noip']);
  if (!definition) throw new Error('there is no noip');
  const clock = new VirtualClock();
  const held = new Map(keys.map(({ name }) => [`${name}.example.com`, ['192.0.2.1']]));
  let requests = 0;
  let broken: { readonly nth: number; readonly fault: Fault } | undefined;

  function carriedOut(url: URL): string {
    const [addresses, names] = ['myip', 'hostname'].map(
      (field) => url.searchParams.get(field)?.split(',') ?? [],
    );
    for (const name of names ?? []) held.set(name, [...(addresses ?? [])]);
    return (names ?? []).map(() => `good ${addresses?.join()}`).join('\n');
  }

  function answered(url: URL, fault: Fault | undefined): HttpAnswer {
    if (fault?.kind === 'answer') {
      const { status, headers = {}, body = '' } = fault;
      return { status, headers: Object.fromEntries(Object.entries(headers)), text: body };
    }
    if ((fault?.kind === 'drop' || fault?.kind === 'hang') && !fault.carriedOut)
      throw lost(fault.kind === 'drop' ? 'closed the connection' : noAnswerWithin(5000));
    const text = carriedOut(url);
    if (fault?.kind === 'drop' || fault?.kind === 'cut') throw lost('closed the connection');
    if (fault?.kind === 'hang') throw lost(noAnswerWithin(5000));
    return { status: 200, headers: {}, text: fault?.kind === 'altered' ? fault.alter(text) : text };
  }

  const provider = definition.create(
    { NOIP_USERNAME: 'user', NOIP_PASSWORD: '9fQ2xT7bL0', NOIP_CONTACT: 'me@example.org' },
    async ({ url }) => {
      requests += 1;
      return answered(new URL(url), broken?.nth === requests ? broken.fault : undefined);
    },
    {
      ...{ clock, timeout: 5000 },
      authoritative: { lookUp: async (name) => ({ addresses: held.get(name) ?? [] }) },
    },
  );
  const names = keys.map(({ name, type }) => ({ name: parseName(`${name}.example.com`), type }));
  return {
    keep: { target: { ...target, zone: noZone, keys: names }, provider },
    clock,
    held: () => [...held.values()],
    foreign: () => '',
    breakAt(nth, fault) {
      broken = { nth, fault };
    },
    requests: () => requests,
    isWrite: () => true,
    stop: async () => {},
  };
}
