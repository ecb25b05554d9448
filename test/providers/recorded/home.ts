import { plan, planRemoval } from '../../../src/core/plan.ts';

/** home/A as it was known, and the changes that make, change and remove it. */
export function changesOfHome(ttl = 300, id = '1') {
  const known = { name: 'home', type: 'A', records: [{ id, value: '192.0.2.9', ttl }] } as const;
  const desired = { name: 'home', type: 'A', value: '192.0.2.1', ttl } as const;
  return {
    known,
    create: plan([desired], [{ ...known, records: [] }]),
    update: plan([desired], [known]),
    remove: planRemoval([known]),
  };
}
