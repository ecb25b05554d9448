import { expect, it } from 'vitest';
import { freshConnections } from '../../src/app/connections.ts';
import { nothingKnown } from '../../src/report/state.ts';

it.each([
  [{ kind: 'address-changed', family: 'ipv4', address: '81.2.69.142', from: undefined, witnesses: [] }, 1],
  [
    { kind: 'address-known-again', family: 'ipv6', address: '2001:db8::1', seconds: 30, wasNetwork: false },
    1,
  ],
  [{ kind: 'address-unknown', families: ['ipv4'], reason: 'no answer', isNetwork: true }, 0],
  [{ kind: 'in-sync' }, 0],
] as const)('lets no client use an old connection when the line may have changed: %j', (event, times) => {
  const dropped = [0, 0];
  const clients = dropped.map((_, index) => ({
    dropConnections: () => {
      dropped[index] = (dropped[index] ?? 0) + 1;
    },
  }));

  freshConnections(clients).tell(event, nothingKnown);

  expect(dropped).toEqual([times, times]);
});
