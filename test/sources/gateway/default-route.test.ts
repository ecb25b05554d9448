import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultRoute, parseRoutes, parseRoutes6 } from '../../../src/sources/gateway/default-route.ts';

const header = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT   \n';
const wifi = 'wlan0\t00000000\t0102A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0  \n';
const wired = 'eth0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0  \n';
const lan = 'eth0\t0001A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0  \n';
const vpnHalf = 'tun0\t00000000\t0100080A\t0003\t0\t0\t0\t00000080\t0\t0\t0  \n';
const unreachable = 'lo\t00000000\t0103A8C0\t0203\t0\t0\t0\t00000000\t0\t0\t0  \n';

const zero = '0'.repeat(32);
const linkLocal = 'fe800000000000000000000000000001';
function line6(gateway: string, metric: string, flags: string, destination = zero, length = '00'): string {
  return `${destination} ${length} ${zero} 00 ${gateway} ${metric} 00000001 00000000 ${flags}     eth0\n`;
}

test('finds the router of the default route with the least metric', () => {
  const table = header + lan + wifi + wired;

  expect(parseRoutes(table, 'LE')).toEqual({ gateway: '192.168.1.1', interface: 'eth0' });
});

test('reads the bytes in the order of the machine', () => {
  expect(parseRoutes(wired.replace('0101A8C0', 'C0A80101'), 'BE')?.gateway).toBe('192.168.1.1');
});

test('takes neither half a default route of a VPN nor an unreachable one nor the local network', () => {
  expect(parseRoutes(header + lan + vpnHalf + unreachable, 'LE')).toBeUndefined();
  expect(parseRoutes(header + vpnHalf + unreachable + wifi, 'LE')?.interface).toBe('wlan0');
});

test('finds the IPv6 router of the least metric', () => {
  const table =
    line6(zero, '00000100', '00000001', 'fd'.padEnd(32, '0'), '40') +
    line6(linkLocal.replace('1', '2'), '00000400', '00000003') +
    line6(linkLocal, '00000100', '00000003') +
    line6(zero, 'ffffffff', '00200200');

  expect(parseRoutes6(table)).toEqual({ gateway: 'fe80::1', interface: 'eth0' });
});

test('has no route where the system does not tell', async () => {
  const none = () => Promise.reject(new Error('no such file'));

  expect(await defaultRoute('ipv4', undefined, none)).toBeUndefined();
  expect(await defaultRoute('ipv6', undefined, none)).toBeUndefined();
});

test('reads the table of the family', async () => {
  const read = async (path: string) => (path === '/proc/net/route' ? wired : line6(linkLocal, '0', '3'));

  expect(await defaultRoute('ipv6', undefined, read)).toEqual({ gateway: 'fe80::1', interface: 'eth0' });
  expect((await defaultRoute('ipv4', undefined, read))?.interface).toBe('eth0');
});

const word = fc.oneof(
  fc.constantFrom('eth0', '00000000', zero, '0003', '0101A8C0', linkLocal, '00', '-1', 'NaN', '1e9', ''),
  fc.string({ maxLength: 12 }),
);
const table = fc
  .array(fc.array(word, { maxLength: 12 }), { maxLength: 6 })
  .map((lines) => lines.map((words) => words.join('\t')).join('\n'));

test('survives 100,000 tables that no kernel writes', () => {
  const property = fc.property(fc.oneof(table, fc.string()), (text) => {
    for (const route of [parseRoutes(text), parseRoutes6(text)]) {
      if (route === undefined) continue;
      expect(route.interface).not.toBe('');
      expect(route.gateway).toMatch(/^[\da-f.:]+$/);
    }
  });

  fc.assert(property, { numRuns: 100_000 });
});
