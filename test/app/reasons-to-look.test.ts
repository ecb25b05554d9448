import { afterEach, describe, expect, it } from 'vitest';
import { type LocalLooks, startLocalLooks } from '../../src/sources/hints/local-looks.ts';
import { createLooks, type Looks } from '../../src/web/push/looks.ts';
import { broken, scriptedSource } from '../support/scripted-source.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { type VirtualHome, virtualHome } from '../support/virtual-home.ts';

const second = 1_000;
const minute = 60 * second;
const [true_, next, lie] = ['81.2.69.142', '81.2.69.143', '81.2.70.99'];

let home: VirtualHome;
let looks: Looks | undefined;
let hints: LocalLooks | undefined;
afterEach(async () => {
  looks?.stop();
  hints?.stop();
  await home.stop();
});

/** A home that would look by itself once a day, whose router says and whose interfaces show what the test wants. */
function stage(quorum: number) {
  const clock = new VirtualClock();
  const sources = ['ipify', 'amazon', 'cloudflare'].map((name) =>
    scriptedSource({ name, line: true_, delay: 50, clock }),
  );
  const published = new Set<string>();
  home = virtualHome({
    ...{ clock, quorum, random: seededRandom(1), schedule: '0 0 3 * * *' },
    sources: { ipv4: sources },
    keys: [{ name: 'home', type: 'A' }],
    onOutcome() {
      for (const value of home.provider.values('home', 'A')) published.add(value);
    },
  });
  const shown = { quick: true_, slow: true_, own: true_, isQuick: true };
  const silent = () => Promise.reject(new Error('silence'));
  hints = startLocalLooks({
    clock,
    onHint: () => home.hear({}),
    askQuickly: () => (shown.isQuick ? Promise.resolve(shown.quick) : silent()),
    askSlowly: () => Promise.resolve(shown.slow),
    interfaces() {
      const common = { netmask: '', mac: '', internal: false, cidr: null };
      return { eth0: [{ ...common, address: shown.own, family: 'IPv4' }] };
    },
  });
  looks = createLooks({ clock, look: (_, said) => home.hear(said), isAgreed: () => false });
  return { clock, sources, shown, published, push: (ipv4: string) => looks?.due('default', { ipv4 }) };
}
type Stage = ReturnType<typeof stage>;

const liars: readonly [who: string, lies: (stage: Stage, address: string) => void][] = [
  ["a router's call", ({ push }, address) => push(address)],
  [
    'a router over NAT-PMP or PCP',
    ({ shown }, address) => {
      shown.quick = address;
    },
  ],
  [
    'a router over UPnP',
    ({ shown }, address) => {
      shown.slow = address;
    },
  ],
  [
    "this machine's own address",
    ({ shown }, address) => {
      shown.own = address;
    },
  ],
];

describe.each([1, 2, 3])('with IP_QUORUM=%i', (quorum) => {
  /** Long enough that all of them have been asked. */
  async function begun(who: string): Promise<Stage> {
    const made = stage(quorum);
    made.shown.isQuick = who !== 'a router over UPnP';
    await made.clock.advance(3 * minute);
    expect(home.provider.values('home', 'A')).toEqual([true_]);
    return made;
  }

  it.each(liars)('what %s says leads to looks, and is never published', async (who, lies) => {
    const made = await begun(who);
    const before = home.looks();

    for (const address of [lie, next, lie]) {
      lies(made, address);
      await made.clock.advance(10 * minute);
    }

    expect(home.looks()).toBeGreaterThan(before);
    expect([...made.published]).toEqual([true_]);
  });

  it.each(liars)('what %s says is not published when no source answers either', async (who, lies) => {
    const made = await begun(who);
    for (const source of made.sources) source.line = broken();

    lies(made, lie);
    await made.clock.advance(60 * minute);

    expect([...made.published]).toEqual([true_]);
  });

  it.each(liars)('after what %s says the truth is published, once the sources know it', async (who, lies) => {
    const made = await begun(who);
    for (const source of made.sources) source.line = next;

    lies(made, lie);
    await made.clock.advance(2 * minute);

    expect([...made.published]).toEqual([true_, next]);
  });
});
