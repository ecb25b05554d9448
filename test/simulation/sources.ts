import type { Http } from '../../src/http/client.ts';
import type { Family } from '../../src/ip/address.ts';
import { parseSources } from '../../src/sources/registry.ts';
import type { Source } from '../../src/sources/source.ts';
import type { Network } from './network.ts';
import type { ProcessClock } from './simulated-clock.ts';
import type { Heard } from './witness-rule.ts';

const entries: Readonly<Record<Family, readonly string[]>> = {
  ipv4: ['dns:cloudflare', 'stun:stun.l.google.com:19302', 'ipify', 'aws', 'dns:opendns', 'cloudflare'],
  ipv6: ['dns:cloudflare', 'stun:stun.l.google.com:19302', 'ipify', 'cloudflare', 'dns:opendns'],
};

// Reading the entries is the same for every life, so it is done once.
const specs = { ipv4: parseSources(entries.ipv4, 'ipv4'), ipv6: parseSources(entries.ipv6, 'ipv6') };

/**
 * The built-in sources. Those on the web are the real ones above the in-memory HTTP; of those over UDP the facts are
 * real and the question is asked of the in-memory network. Each answer is told to `hear` as the program gets it.
 */
export function openHomeSources(
  family: Family,
  network: Network,
  clock: ProcessClock,
  timeout: number,
  hear: (heard: Heard) => void,
): Source[] {
  const http: Http = network.sourceHttp;
  return specs[family].map((spec, index) => {
    const opened = spec.open({ http, clock, timeout, safeLookup });
    const { witness } = opened;
    const tell = (asked: Family, address: string, isIndependent: boolean) =>
      hear({ source: spec, family: asked, address: address.trim(), at: clock.monotonic(), isIndependent });
    const isUdp = spec.transport === 'dns' || spec.transport === 'stun';
    return {
      ...opened,
      async ask(asked, signal) {
        const address = await (isUdp
          ? network.ask(spec.name, index, asked, signal)
          : opened.ask(asked, signal));
        tell(asked, address, false);
        return address;
      },
      ...(witness && {
        async witness(asked: Family, signal: AbortSignal) {
          const testimony = await witness(asked, signal);
          tell(asked, testimony.address, testimony.independent);
          return testimony;
        },
      }),
    };
  });
}

const safeLookup = { find: async () => ['192.0.2.1'], isOutOfReach: () => false };
