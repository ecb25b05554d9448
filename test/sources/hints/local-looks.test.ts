import type { networkInterfaces } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalLooks, startLocalLooks } from '../../../src/sources/hints/local-looks.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const second = 1_000;
let clock: VirtualClock;
let own: readonly string[];
/** What the router says over NAT-PMP or PCP, and over UPnP; undefined: nothing. */
let router: string | undefined;
let overUpnp: string | undefined;
let probes: number;
let slowProbes: number;
let hints: number;
let looks: LocalLooks;

beforeEach(async () => {
  clock = new VirtualClock();
  [own, router, overUpnp] = [['192.168.1.2', '2a02:908:1:2::5'], '81.2.69.142', '81.2.69.142'];
  [probes, slowProbes, hints] = [0, 0, 0];
  looks = startLocalLooks({
    clock,
    interfaces,
    async askQuickly() {
      probes += 1;
      return said(router);
    },
    async askSlowly() {
      slowProbes += 1;
      return said(overUpnp);
    },
    onHint() {
      hints += 1;
    },
  });
  await clock.advance(second);
});
afterEach(() => looks.stop());

function said(answer: string | undefined): string {
  if (answer === undefined) throw new Error('silence');
  return answer;
}

function interfaces(): ReturnType<typeof networkInterfaces> {
  return {
    eth0: own.map((address) => {
      const common = { address, netmask: '', mac: '', internal: false, cidr: null };
      return address.includes(':')
        ? { ...common, family: 'IPv6', scopeid: 0 }
        : { ...common, family: 'IPv4' };
    }),
  };
}

describe('a look is due', () => {
  it('within 6 s when the router has another address', async () => {
    router = '81.2.69.143';
    await clock.advance(6 * second);
    expect(hints).toBe(1);
  });

  it('within 6 s when this machine is in another network', async () => {
    own = ['192.168.1.2', '2a02:908:1:3::5'];
    await clock.advance(6 * second);
    expect(hints).toBe(1);
  });

  it('within a minute when a router that knows UPnP alone has another address', async () => {
    router = undefined;
    await clock.advance(120 * second);
    overUpnp = '81.2.69.143';
    await clock.advance(60 * second);
    expect(hints).toBe(1);
  });

  it('ever less often while the router says another address each time', async () => {
    for (let n = 0; n < 720; n++) {
      router = `81.2.69.${n % 2}`;
      await clock.advance(5 * second);
    }
    expect(hints).toBeGreaterThan(10);
    expect(hints).toBeLessThan(25);
  });

  it('when a public IPv4 address of this machine is another one', async () => {
    own = ['81.2.69.1'];
    await clock.advance(6 * second);
    own = ['81.2.69.2'];
    await clock.advance(6 * second);
    expect(hints).toBe(2);
  });
});

describe('no look is due', () => {
  it('while nothing changes', async () => {
    await clock.advance(3_600 * second);
    expect(hints).toBe(0);
  });

  it('when a temporary IPv6 address rotates', async () => {
    own = ['192.168.1.2', '2a02:908:1:2::5', '2a02:908:1:2:8d1:77ff:fe12:3456'];
    await clock.advance(6 * second);
    own = ['192.168.1.2', '2a02:908:1:2::5', '2a02:908:1:2:1111:2222:3333:4444'];
    await clock.advance(6 * second);
    expect(hints).toBe(0);
  });

  it('when a private address changes, or the addresses are away for a while', async () => {
    own = ['192.168.1.77'];
    await clock.advance(6 * second);
    own = ['192.168.1.77', '2a02:908:1:2::5'];
    await clock.advance(6 * second);
    expect(hints).toBe(0);
  });

  it('when the router is silent and then says the same again', async () => {
    router = undefined;
    await clock.advance(11 * second);
    router = '81.2.69.142';
    await clock.advance(3_600 * second);
    expect(hints).toBe(0);
  });
});

it('a router that does not answer three times is asked once an hour, and every 5 s when it does again', async () => {
  router = undefined;
  await clock.advance(11 * second);
  const before = probes;

  await clock.advance(10 * 3_600 * second);
  expect(probes - before).toBeLessThanOrEqual(11);

  router = '81.2.69.142';
  await clock.advance(3_600 * second);
  const again = probes;
  await clock.advance(60 * second);
  expect(probes - again).toBe(12);
});

it('is not asked over UPnP where it answers by one packet', async () => {
  await clock.advance(3_600 * second);
  expect(slowProbes).toBe(0);
});

it('is asked over UPnP once a minute where that alone is answered, and once an hour where nothing is', async () => {
  router = undefined;
  await clock.advance(600 * second);
  expect(slowProbes).toBe(10);

  overUpnp = undefined;
  await clock.advance(180 * second);
  const before = [probes, slowProbes] as const;
  await clock.advance(6 * 3_600 * second);
  expect(probes - before[0]).toBe(6);
  expect(slowProbes - before[1]).toBe(6);
});

it('once stopped asks nobody', async () => {
  looks.stop();
  await clock.advance(second);
  const before = probes;
  await clock.advance(3_600 * second);
  expect(probes).toBe(before);
});
