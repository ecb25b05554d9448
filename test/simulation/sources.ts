import type { Http } from '../../src/http/client.ts';
import type { Family } from '../../src/ip/address.ts';
import { interfaceSource } from '../../src/sources/interface.ts';
import { parseSources } from '../../src/sources/registry.ts';
import type { Source } from '../../src/sources/source.ts';
import type { HomeLine, LineKind } from './lines.ts';
import type { Network } from './network.ts';
import { interfacesOf } from './router.ts';
import type { ProcessClock } from './simulated-clock.ts';
import type { Heard } from './witness-rule.ts';

/** The built-in sources, and what an owner may have written for a second line. */
const entries: Readonly<Record<Family, readonly string[]>> = {
  ipv4: ['dns:cloudflare', 'stun:stun.l.google.com:19302', 'ipify', 'aws', 'dns:opendns', 'cloudflare'],
  ipv6: ['dns:cloudflare', 'stun:stun.l.google.com:19302', 'ipify', 'cloudflare', 'dns:opendns'],
};
const others: typeof entries = {
  ipv4: ['aws', 'ipify', 'dns:google', 'cloudflare'],
  ipv6: ['ipify', 'dns:google', 'cloudflare', 'dns:cloudflare'],
};

// Reading the entries is the same for every life, so it is done once.
const specsOf = ({ ipv4, ipv6 }: typeof entries) => ({
  ipv4: parseSources(ipv4, 'ipv4'),
  ipv6: parseSources(ipv6, 'ipv6'),
});
const usual = specsOf(entries);
const specs: Readonly<Record<Exclude<LineKind, 'lan'>, typeof usual>> = {
  ...{ default: usual, sources: specsOf(others), isp: usual },
};

/**
 * The sources of a line. Those on the web are the real ones above the in-memory HTTP; of those over UDP the facts are
 * real and the question is asked of the in-memory network. Each answer is told to `hear` as the program gets it.
 */
export function openHomeSources(
  line: HomeLine,
  family: Family,
  network: Network,
  clock: ProcessClock,
  timeout: number,
  hear: (heard: Heard) => void,
): Source[] {
  const { kind } = line;
  if (kind === 'lan') return [ownInterface(line, hear, clock)];
  const http: Http = network.sourceHttp(line.leavesBy);
  return specs[kind][family].map((spec, index) => {
    const opened = spec.open({ http, clock, timeout, safeLookup });
    const { witness } = opened;
    const tell = (asked: Family, address: string, isIndependent: boolean) =>
      hear({
        line: line.id,
        source: spec,
        family: asked,
        address: address.trim(),
        at: clock.monotonic(),
        isIndependent,
      });
    const isUdp = spec.transport === 'dns' || spec.transport === 'stun';
    return {
      ...opened,
      async ask(asked, signal) {
        const address = await (isUdp
          ? network.ask(line.leavesBy, spec.name, index, asked, signal)
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

/** The real source of an interface, over interfaces that show what the home of the line has. */
function ownInterface({ id, home }: HomeLine, hear: (heard: Heard) => void, clock: ProcessClock): Source {
  const source = interfaceSource('interface:eth0', {
    interfaces: interfacesOf((family) => home.addresses(family)[0]),
    flags: async () => '',
  });
  return {
    ...source,
    async ask(family, signal) {
      const address = await source.ask(family, signal);
      hear({ line: id, source, family, address, at: clock.monotonic(), isIndependent: false });
      return address;
    },
  };
}

const safeLookup = { find: async () => ['192.0.2.1'], isOutOfReach: () => false };
