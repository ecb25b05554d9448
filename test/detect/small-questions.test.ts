import { describe, expect, it } from 'vitest';
import { createDetector } from '../../src/detect/detector.ts';
import type { Channel, Source } from '../../src/sources/source.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const address = '81.2.69.160';
const never = new AbortController().signal;

function asked(channels: readonly Channel[]) {
  const clock = new VirtualClock();
  const counts = new Map<string, number>();
  const sources = channels.map((channel, index): Source => {
    const name = `${channel}${index}`;
    const ask = async () => {
      counts.set(channel, (counts.get(channel) ?? 0) + 1);
      return address;
    };
    return { name, operator: name, channel, ask };
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
