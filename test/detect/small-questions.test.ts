import { describe, expect, it } from 'vitest';
import { createDetector } from '../../src/detect/detector.ts';
import type { Source, Transport } from '../../src/sources/source.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const address = '81.2.69.160';
const never = new AbortController().signal;

function asked(transports: readonly Transport[]) {
  const clock = new VirtualClock();
  const counts = new Map<string, number>();
  const sources = transports.map((transport, index): Source => {
    const name = `${transport}${index}`;
    const ask = async () => {
      counts.set(transport, (counts.get(transport) ?? 0) + 1);
      return address;
    };
    return { name, operator: name, transport, ask };
  });
  const detector = createDetector({
    sources: { ipv4: sources, ipv6: [] },
    quorum: { ipv4: 2, ipv6: 1 },
    allowPrivate: false,
    timeout: 1_000,
    clock,
    random: () => 0,
  });
  return {
    async ticks(n: number) {
      await detector.detect('ipv4', never);
      counts.clear();
      for (let tick = 0; tick < n; tick++) await detector.detect('ipv4', never);
      return Object.fromEntries(counts);
    },
  };
}

describe('while nothing changes', () => {
  it('DNS and STUN are asked by turns, and nobody over HTTPS', async () => {
    expect(await asked(['dns', 'https', 'stun', 'https']).ticks(10)).toEqual({ dns: 5, stun: 5 });
  });

  it('everybody is asked by turns when the small questions could all be captured together', async () => {
    expect(await asked(['dns', 'dns', 'https', 'https']).ticks(8)).toEqual({ dns: 4, https: 4 });
  });
});
