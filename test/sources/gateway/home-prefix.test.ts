import type { NetworkInterfaceInfo } from 'node:os';
import { expect, it } from 'vitest';
import { ownAddresses } from '../../../src/sources/gateway/home-prefix.ts';

const six = (address: string, internal = false): NetworkInterfaceInfo => ({
  ...{ address, netmask: '', mac: '00:00:00:00:00:00', internal, cidr: null, family: 'IPv6', scopeid: 0 },
});
const four: NetworkInterfaceInfo = {
  ...{ address: '192.168.1.2', netmask: '', mac: '00:00:00:00:00:00', internal: false, cidr: null },
  family: 'IPv4',
};

it('the own addresses are those of all interfaces that lead out of the machine', () => {
  const own = ownAddresses(() => ({
    lo: [six('::1', true)],
    eth0: [four, six('2a02:8:0:1::3'), six('fe80::3')],
    eth1: [six('FD00:0::3')],
    none: undefined,
  }));

  expect(own).toEqual(['2a02:8:0:1::3', 'fd00::3']);
});
