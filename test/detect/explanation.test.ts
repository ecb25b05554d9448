import type { NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import { explain, type FailedLook } from '../../src/detect/explanation.ts';
import { broken, scriptedSource } from '../support/scripted-source.ts';

const [one, two, three] = ['one', 'two', 'three'].map((name) => scriptedSource({ name, line: '' }));
if (!one || !two || !three) throw new Error('three sources are needed');

const loopback: NetworkInterfaceInfo = {
  ...{ address: '::1', netmask: '', family: 'IPv6', mac: '', internal: true, cidr: '::1/128', scopeid: 0 },
};
const linkLocal = { ...loopback, address: 'fe80::42', internal: false, scopeid: 3 };
const uniqueLocal = { ...loopback, address: 'fd00::42', internal: false };
const holding =
  (...eth0: NetworkInterfaceInfo[]): typeof networkInterfaces =>
  () => ({ lo: [loopback], eth0 });

const failedLook = (more: Partial<FailedLook> = {}): FailedLook => ({
  ...{ family: 'ipv6', sources: 3, quorum: 2, votes: [], failures: new Map() },
  ...more,
});
const failures = new Map([
  [one, broken('there is no route to it')],
  [two, broken('there is no route to it')],
]);

describe('when no IPv6 address was found', () => {
  it.each([
    ['only the loopback address', holding()],
    ['no more than a link-local address', holding(linkLocal)],
  ])('a machine with %s is told what it lacks and what to set', (_, interfaces) => {
    const reason = explain(failedLook({ failures }), interfaces);

    expect(reason).toContain('this machine or container has no IPv6 at all');
    expect(reason).toContain('enable_ipv6');
    expect(reason).toContain('take ipv6 out of IP_FAMILIES');
    expect(reason).not.toContain('no route');
  });

  it('a machine without it is told what the router gives as its own reason', () => {
    const router = scriptedSource({ name: 'gateway', line: '', transport: 'local' });
    const own = 'the router does not allow this machine to ask (UPnP error 606 Action not authorized)';

    const reason = explain(
      failedLook({ failures: new Map([...failures, [router, broken(own)]]) }),
      holding(),
    );

    expect(reason).toContain('has no IPv6 at all');
    expect(reason).toContain(`; gateway: ${own}`);
    expect(reason).not.toContain('no route');
  });

  it('a machine with IPv6 is told what became of the sources', () => {
    const reason = explain(failedLook({ failures }), holding(linkLocal, uniqueLocal));

    expect(reason).toBe('no source gave an IPv6 address (one, two: there is no route to it)');
  });

  it('a machine that does not tell its interfaces is told what became of the sources', () => {
    const refused = () => {
      throw new Error('uv_interface_addresses returned Unknown system error 1');
    };

    const reason = explain(failedLook({ failures }), refused);

    expect(reason).toBe('no source gave an IPv6 address (one, two: there is no route to it)');
  });

  it('answers that came all the same are what counts', () => {
    const votes = [{ source: one, address: '2a02:8010:6000::1' }];

    expect(explain(failedLook({ votes }), holding())).toBe(
      'too few sources answered, 2 of different operators must agree (one: 2a02:8010:6000::1)',
    );
  });
});

describe('when no IPv4 address was found', () => {
  const family = 'ipv4';

  it('a machine without IPv6 is not told of it', () => {
    expect(explain(failedLook({ family, failures }), holding())).toContain('no source gave an IPv4 address');
  });

  it('silence is told as such', () => {
    expect(explain(failedLook({ family }), holding())).toBe('no source answered in time');
  });

  it('those who disagree are named with what they said, and those who failed with the reason', () => {
    const votes = [
      { source: one, address: '81.2.69.1' },
      { source: two, address: '81.2.69.2' },
    ];

    expect(explain(failedLook({ family, votes, failures: new Map([[three, broken()]]) }), holding())).toBe(
      'the sources disagree, 2 of different operators must agree ' +
        '(one: 81.2.69.1; two: 81.2.69.2; without an answer: three: is broken)',
    );
  });

  it('a family without sources is told so', () => {
    expect(explain(failedLook({ family, sources: 0 }), holding())).toBe('no source for IPv4 is configured');
  });
});
