import { expect, test } from 'vitest';
import { netlify } from '../../../../src/providers/hosts/netlify.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer, home, provided, terms } from '../../contract/provided.ts';
import { type ProviderContract, providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { netlifyError, netlifyToken, pretendNetlify } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const { desired, record } = terms();

const contract: ProviderContract = {
  name: 'Netlify',
  setup: worldOf(netlify, pretendNetlify()),
  secrets: [netlifyToken],
  moreThanAPage: 0,
  moreZonesThanAPage: 250,
  requests: (names) => ({ read: 2, write: 2 * names }),
  handle: ({ id }) => `u6b433c15a27a2d79${Number(id).toString(16).padStart(7, '0')}`,
  refusals: [
    ...commonRefusals('Netlify', '{"code":1,"message":"Sorry"}'),
    {
      title: '401',
      kind: 'permanent',
      says: /check NETLIFY_TOKEN.*401 Access Denied \[secret\]/,
      fault: refused(netlifyError(401, `Access Denied ${netlifyToken}`)),
    },
    {
      title: '403',
      kind: 'permanent',
      says: /in the team that holds the zone.*Forbidden/,
      fault: refused(netlifyError(403, 'Forbidden')),
    },
    {
      title: '422',
      kind: 'record',
      readKind: 'permanent',
      says: /Netlify refused.*Value is no address/,
      fault: refused(netlifyError(422, 'Value is no address')),
    },
  ],
};

providerContract(contract);

test.each([
  ['an address', { ...record('home', '192.0.2.1'), extra: { managed: true } }],
  ['a site', { name: 'home', type: 'NETLIFY', data: 'example.netlify.app', ttl: 3600 }],
])('Netlify: leaves %s that Netlify manages alone', async (_, managed) => {
  const { read, sync, held, server } = await provided(contract, [managed]);
  const before = held.snapshot();

  const [set] = await read([home]);
  await sync([desired('home')]);

  expect(set?.conflict).toMatch(/^holds a record that Netlify manages itself/);
  expect(held.snapshot()).toBe(before);
  expect(server.writes()).toEqual([]);
});
