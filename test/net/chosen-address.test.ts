import { networkInterfaces } from 'node:os';
import { expect, it } from 'vitest';
import { families } from '../../src/ip/address.ts';
import { chosenAddresses } from '../../src/net/chosen-address.ts';

it('the system chooses among its own addresses', async () => {
  const all = Object.entries(networkInterfaces());
  const own = all.flatMap(([, held]) => held ?? []).map(({ address }) => address);

  for (const [name] of all)
    for (const family of families)
      for (const address of await chosenAddresses(name, family)) expect(own).toContain(address);
});
