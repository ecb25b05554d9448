import type { NetworkInterfaceInfo } from 'node:os';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type InterfaceReader, interfaceSource, parseAddressFlags } from '../../src/sources/interface.ts';

const signal = new AbortController().signal;

function info(address: string, internal = false): NetworkInterfaceInfo {
  const common = { address, netmask: '', mac: '00:00:00:00:00:00', internal, cidr: null };
  return address.includes(':') ? { ...common, family: 'IPv6', scopeid: 0 } : { ...common, family: 'IPv4' };
}

/** An interface eth0 with addresses and, for IPv6, their flags. */
function house(addresses: Readonly<Record<string, number>>, proc = true): InterfaceReader {
  const full = (address: string) => {
    const [head = '', tail = ''] = address.split('::');
    const groups = (text: string) => (text === '' ? [] : text.split(':'));
    const zeros = Array<string>(8 - groups(head).length - groups(tail).length).fill('0');
    return [...groups(head), ...zeros, ...groups(tail)].map((group) => group.padStart(4, '0')).join('');
  };
  const lines = Object.entries(addresses)
    .filter(([address]) => address.includes('::'))
    .map(([address, flags]) => `${full(address)} 02 40 00 ${flags.toString(16).padStart(2, '0')}     eth0`);
  return {
    interfaces: () => ({
      lo: [info('127.0.0.1', true)],
      eth0: Object.keys(addresses).map((one) => info(one)),
    }),
    flags: () => (proc ? Promise.resolve(lines.join('\n')) : Promise.reject(new Error('no such file'))),
  };
}

test('tells the address of the family', async () => {
  const source = interfaceSource('interface:eth0', house({ '81.2.69.160': 0, '2a02:8::1': 0x80 }));

  expect(await source.ask('ipv4', signal)).toBe('81.2.69.160');
  expect(await source.ask('ipv6', signal)).toBe('2a02:8::1');
  expect(source).toMatchObject({ operator: 'interface', transport: 'local', mayBePrivate: true });
});

test('prefers a public address to a private one', async () => {
  const source = interfaceSource(
    'interface:eth0',
    house({ '192.168.1.2': 0, '81.2.69.160': 0, 'fd00::1': 0x80, '2a02:8::1': 0x80 }),
  );

  expect(await source.ask('ipv4', signal)).toBe('81.2.69.160');
  expect(await source.ask('ipv6', signal)).toBe('2a02:8::1');
});

test('tells a private address when there is no other, and never a link-local one', async () => {
  const source = interfaceSource('interface:eth0', house({ '192.168.1.2': 0, 'fe80::1': 0x80 }));

  expect(await source.ask('ipv4', signal)).toBe('192.168.1.2');
  await expect(source.ask('ipv6', signal)).rejects.toThrow('the interface eth0 has no usable IPv6 address');
});

test('prefers the stable address to a temporary one, and a temporary one to a deprecated one', async () => {
  const stable = { '2a02:8::9': 0x80 };
  const temporary = { '2a02:8::1': 0x01 };
  const old = { '2a02:8::2': 0xa0 };

  const all = interfaceSource('interface:eth0', house({ ...temporary, ...old, ...stable }));
  const aging = interfaceSource('interface:eth0', house({ ...old, ...temporary }));
  const last = interfaceSource('interface:eth0', house(old));

  expect(await all.ask('ipv6', signal)).toBe('2a02:8::9');
  expect(await aging.ask('ipv6', signal)).toBe('2a02:8::1');
  expect(await last.ask('ipv6', signal)).toBe('2a02:8::2');
});

test('skips addresses that are not sure to be its own', async () => {
  const source = interfaceSource(
    'interface:eth0',
    house({ '2a02:8::1': 0x40, '2a02:8::2': 0x88, '2a02:8::3': 0x21 }),
  );

  expect(await source.ask('ipv6', signal)).toBe('2a02:8::3');
});

test('takes the lowest of equally good addresses', async () => {
  const source = interfaceSource(
    'interface:eth0',
    house({ '81.2.69.200': 0, '81.2.69.16': 0, '2a02:8::f': 0x80, '2a02:8::0a': 0x80 }),
  );

  expect(await source.ask('ipv4', signal)).toBe('81.2.69.16');
  expect(await source.ask('ipv6', signal)).toBe('2a02:8::a');
});

const renumbered = {
  '2a02:8:0:1::1': 0x80,
  '2a02:8:0:1::2': 0x01,
  '2a02:8:0:9::9': 0x80,
  '2a02:8:0:9::8': 0x01,
};

/** The same house while the system would use these addresses. */
function choosing(addresses: Readonly<Record<string, number>>, ...chosen: string[]): InterfaceReader {
  return { ...house(addresses), chosen: async () => chosen };
}

test('follows the choice of the system to the new prefix, and takes the best address there', async () => {
  for (const choice of ['2a02:8:0:9::8', '2a02:8:0:9::9']) {
    const source = interfaceSource('interface:eth0', choosing(renumbered, choice));

    expect(await source.ask('ipv6', signal)).toBe('2a02:8:0:9::9');
  }
});

test('asks the system anew each time', async () => {
  let chosen = ['2a02:8:0:1::2'];
  const reader = { ...house(renumbered), chosen: async () => chosen };
  const source = interfaceSource('interface:eth0', reader);

  expect(await source.ask('ipv6', signal)).toBe('2a02:8:0:1::1');
  chosen = ['2a02:8:0:9::8'];
  expect(await source.ask('ipv6', signal)).toBe('2a02:8:0:9::9');
});

test('takes the very IPv4 address that the system would use', async () => {
  const both = { '81.2.69.16': 0, '81.2.69.200': 0 };
  const source = interfaceSource('interface:eth0', choosing(both, '81.2.69.200'));

  expect(await source.ask('ipv4', signal)).toBe('81.2.69.200');
});

test('passes over a choice that lies on another interface, is not sure, or is private beside a public one', async () => {
  const addresses = { ...renumbered, 'fd00::1': 0x80, '2a02:8:0:5::1': 0x40 };
  const none = ['2a02:9::1', 'fe80::1', '2a02:8:0:5::1', 'fd00::1'];

  const ranked = interfaceSource('interface:eth0', choosing(addresses, ...none));
  const second = interfaceSource('interface:eth0', choosing(addresses, ...none, '2a02:8:0:9::8'));

  expect(await ranked.ask('ipv6', signal)).toBe('2a02:8:0:1::1');
  expect(await second.ask('ipv6', signal)).toBe('2a02:8:0:9::9');
});

test('follows the choice among private addresses where there are no others', async () => {
  const source = interfaceSource('interface:eth0', choosing({ 'fd00::1': 0x80, 'fd01::1': 0x80 }, 'fd01::1'));

  expect(await source.ask('ipv6', signal)).toBe('fd01::1');
});

test('takes every address for equally good where the system does not tell their kinds', async () => {
  const source = interfaceSource('interface:eth0', house({ '2a02:8::9': 0x80, '2a02:8::1': 0x01 }, false));

  expect(await source.ask('ipv6', signal)).toBe('2a02:8::1');
});

test('lists the interfaces that exist when the name is wrong', async () => {
  const source = interfaceSource('interface:eth1', house({ '81.2.69.160': 0 }));

  await expect(source.ask('ipv4', signal)).rejects.toThrow(
    'there is no interface eth1 with an address; there are: lo, eth0',
  );
});

test('finds no interface under the name of a property that every object has', async () => {
  const source = interfaceSource('interface:constructor', house({}));

  await expect(source.ask('ipv4', signal)).rejects.toMatchObject({ name: 'Failure' });
});

test('notices a change at the next question', async () => {
  let address = '81.2.69.160';
  const source = interfaceSource('interface:eth0', {
    ...house({}),
    interfaces: () => ({ eth0: [info(address)] }),
  });
  const before = await source.ask('ipv4', signal);

  address = '81.2.69.161';

  expect([before, await source.ask('ipv4', signal)]).toEqual(['81.2.69.160', '81.2.69.161']);
});

test('reads the interfaces of this machine', async () => {
  const source = interfaceSource('interface:no-such-interface');

  await expect(source.ask('ipv6', signal)).rejects.toThrow(/there are: .*lo/);
});

test('says what is accepted when the entry names no interface', () => {
  expect(() => interfaceSource('interface:')).toThrow('accepted is interface:NAME');
});

test('survives 100,000 texts that no kernel writes', () => {
  const word = fc.oneof(
    fc.constantFrom('eth0', '2a020008000000000000000000000001', '40', '00', '80', '-1', 'zz', ''),
    fc.string({ maxLength: 34 }),
  );
  const lines = fc.array(fc.array(word, { maxLength: 8 }), { maxLength: 6 });
  const property = fc.property(lines, (text) => {
    const flags = parseAddressFlags(text.map((words) => words.join(' ')).join('\n'), 'eth0');

    for (const [address, bits] of flags) {
      expect(address).toMatch(/^[\da-f:.]+$/);
      expect(bits).toBeGreaterThanOrEqual(0);
    }
  });

  fc.assert(property, { numRuns: 100_000 });
});
