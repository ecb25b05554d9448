import { describe, expect, it } from 'vitest';
import { configOf, refusalOf } from '../support/settings.ts';

const second = { DOMAIN_2: 'example.org', RECORDS_2: 'www' };
const lan = { ...second, IPV4_SOURCES_2: 'static:192.168.1.10', ALLOW_PRIVATE_2: 'true' };

describe('the lines of targets', () => {
  it('are one where all have the same values, taken over or written again', () => {
    const taken = configOf({ ...second, IP_QUORUM: '3' });
    const written = configOf({
      ...{ ...second, IPV4_SOURCES: 'aws,ipify', IPV4_SOURCES_2: 'aws, ipify' },
      ...{ IP_QUORUM: '2', IP_QUORUM_2: '2', ALLOW_PRIVATE: 'true', ALLOW_PRIVATE_2: 'yes' },
    });

    expect(taken.lines).toMatchObject([{ id: 'default', quorum: { ipv4: 3 } }]);
    expect(written.lines).toMatchObject([{ id: 'default', quorum: { ipv4: 2 }, allowPrivate: true }]);
    for (const { targets } of [taken, written])
      expect(targets.map(({ line }) => line)).toEqual(['default', 'default']);
  });

  it.each([
    ['sources', { IPV4_SOURCES_2: 'aws,ipify' }],
    ['a quorum', { IP_QUORUM_2: '3' }],
    ['ALLOW_PRIVATE', { ALLOW_PRIVATE_2: 'true' }],
    ['a way out', { VIA_2: 'eth1' }],
  ])('are two where a target has %s of its own', (_, own) => {
    const { lines, targets } = configOf({ ...second, ...own });

    expect(lines.map(({ id }) => id)).toEqual(['default', 'target-2']);
    expect(targets.map(({ line }) => line)).toEqual(['default', 'target-2']);
  });

  it('keep a LAN host apart from a public zone', () => {
    const { lines } = configOf(lan);

    expect(
      lines.map(({ allowPrivate, sources }) => [allowPrivate, sources.ipv4.map(({ name }) => name).length]),
    ).toEqual([
      [false, 7],
      [true, 1],
    ]);
  });

  it('are shared by a third target that is like the second', () => {
    const { targets, lines } = configOf({
      ...lan,
      ...{ DOMAIN_3: 'example.net', RECORDS_3: '@' },
      ...{ IPV4_SOURCES_3: 'static:192.168.1.10', ALLOW_PRIVATE_3: 'true' },
    });

    expect(lines).toHaveLength(2);
    expect(targets.map(({ line }) => line)).toEqual(['default', 'target-2', 'target-2']);
  });

  it('look for each family once, where only the other one differs', () => {
    const { lines, targets } = configOf({ ...second, IP_FAMILIES_2: 'ipv6', IPV6_SOURCES_2: 'ipify' });

    expect(lines).toMatchObject([{ families: ['ipv4', 'ipv6'] }]);
    expect(lines[0]?.sources.ipv6.map(({ name }) => name)).toEqual(['ipify']);
    expect(targets.map(({ line }) => line)).toEqual(['default', 'default']);
  });
});

describe('ALLOW_PRIVATE', () => {
  it('is taken over by no target', () => {
    const { targets } = configOf({ ...second, ALLOW_PRIVATE: 'true', IPV4_SOURCES: 'static:192.168.1.10' });

    expect(targets.map(({ detection }) => detection.allowPrivate)).toEqual([true, false]);
  });
});

describe('what a target says of its sources', () => {
  it('is told with the name that it has there', () => {
    expect(refusalOf({ ...second, IPV4_SOURCES_2: 'ipfy' })).toContain(
      'IPV4_SOURCES_2="ipfy" cannot be used',
    );
    expect(refusalOf({ ...second, IP_QUORUM_2: '9' })).toMatch(
      /IP_QUORUM_2="9" is more than the 5 operators/,
    );
    expect(refusalOf({ ...second, IPV4_SOURCES_2: 'aws', IP_QUORUM: '2' })).toMatch(
      /IP_QUORUM="2" is more than the 1 operator .* in IPV4_SOURCES_2/,
    );
  });

  it('without effect is warned of', () => {
    const { warnings } = configOf({ ...second, IPV6_SOURCES_2: 'ipify', IP_FAMILIES_2: 'ipv4' });

    expect(warnings).toEqual(['IPV6_SOURCES_2 has no effect: target 2 has no ipv6 in IP_FAMILIES_2.']);
  });

  it('is warned of once where several targets take it over', () => {
    const { warnings, lines } = configOf({ ...second, IP_QUORUM: '1' });

    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^IP_QUORUM=1 /);
    expect(lines).toHaveLength(1);
  });

  it('and needs no witness makes a line of its own', () => {
    const { lines } = configOf({
      ...second,
      ...{ IPV4_SOURCES: 'ipify', IP_QUORUM_2: '1' },
    });

    expect(lines.map(({ quorum, needsWitness }) => [quorum.ipv4, needsWitness.ipv4])).toEqual([
      [1, true],
      [1, false],
    ]);
  });

  it('has an effect where one of the targets that take it over keeps the family', () => {
    expect(configOf({ ...second, IPV6_SOURCES: 'ipify', IP_FAMILIES_2: 'ipv6' }).warnings).toEqual([]);
  });
});

describe('VIA', () => {
  it('names an interface or an address, and comes with the name of its variable', () => {
    const { lines } = configOf({ ...second, VIA: 'eth0', VIA_2: '192.168.2.10' });

    expect(lines.map(({ via }) => via)).toEqual([
      { variable: 'VIA', place: 'eth0' },
      { variable: 'VIA_2', place: '192.168.2.10' },
    ]);
  });

  it('of one place is one line', () => {
    expect(configOf({ ...second, VIA: 'eth0', VIA_2: 'eth0' }).lines).toHaveLength(1);
  });

  it.each([
    ['0.0.0.0', 'an unspecified address'],
    ['fe80::1', 'a link-local address'],
    ['192.168.2.10/24', 'neither an interface nor an address'],
  ])('=%s is refused', (VIA, why) => {
    const refusal = refusalOf({ VIA });

    expect(refusal).toContain(`VIA="${VIA}" is ${why}`);
    expect(refusal).toContain('the name of a network interface, such as eth1, or an address of this machine');
  });

  it('as an address belongs to one family', () => {
    const refusal = refusalOf({ IP_FAMILIES: 'ipv4,ipv6', VIA: '192.168.2.10' });

    expect(refusal).toContain('VIA="192.168.2.10" is no IPv6 address, and IP_FAMILIES has ipv6');
  });

  it('is told to be without effect where nobody is asked', () => {
    const { warnings } = configOf({ ...lan, VIA_2: 'eth1' });

    expect(warnings).toEqual(['VIA_2 has no effect: static: and interface: ask nobody.']);
  });
});
