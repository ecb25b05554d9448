import { expect, test } from 'vitest';
import { createLine } from '../../src/core/line.ts';
import type { Detection } from '../../src/detect/detector.ts';
import type { Family } from '../../src/ip/address.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const agreed: Detection = {
  kind: 'agreed',
  address: '81.2.69.1',
  changed: false,
  witnesses: [],
  troubles: [],
};
const none: Detection = { kind: 'none', reason: 'nobody answers', split: false, troubles: [] };
const never = new AbortController().signal;

/** How often the network was called back, when the families came to this look by look. */
async function backs(looks: readonly Readonly<Partial<Record<Family, Detection>>>[]) {
  const clock = new VirtualClock();
  let [look, count] = [0, 0];
  const [first = {}] = looks;
  const families = (['ipv4', 'ipv6'] as const).filter((family) => first[family]);
  const line = createLine({
    ...{ id: 'main', families, clock, random: () => 0.5, observe: () => {}, onFound: () => {} },
    detector: { detect: async (family) => looks[look]?.[family] ?? none, sources: () => [] },
    natCheck: { look: async () => undefined },
    onNetworkBack: () => {
      count += 1;
    },
  });
  for (; look < looks.length; look++) await line.look(never);
  return count;
}

test.each<[what: string, looks: Readonly<Partial<Record<Family, Detection>>>[], count: number]>([
  [
    'one family comes and goes beside one that stays',
    [
      { ipv4: agreed, ipv6: agreed },
      { ipv4: agreed, ipv6: none },
      { ipv4: agreed, ipv6: agreed },
      { ipv4: agreed, ipv6: none },
      { ipv4: agreed, ipv6: agreed },
    ],
    0,
  ],
  [
    'both come back together',
    [
      { ipv4: none, ipv6: none },
      { ipv4: agreed, ipv6: agreed },
    ],
    1,
  ],
  [
    'one comes back where the other never was',
    [
      { ipv4: none, ipv6: none },
      { ipv4: agreed, ipv6: none },
    ],
    1,
  ],
  ['the only family comes back', [{ ipv4: agreed }, { ipv4: none }, { ipv4: none }, { ipv4: agreed }], 1],
])('the network is back only when nothing could be found before: %s', async (_, looks, count) => {
  expect(await backs(looks)).toBe(count);
});
