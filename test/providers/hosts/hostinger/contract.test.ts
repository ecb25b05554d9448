import { expect, test } from 'vitest';
import { hostinger } from '../../../../src/providers/hosts/hostinger.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer, home, provided, terms } from '../../contract/provided.ts';
import { type ProviderContract, providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { hostingerError, hostingerToken, pretendHostinger } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const { desired, record } = terms();

const contract: ProviderContract = {
  name: 'Hostinger',
  setup: worldOf(hostinger, pretendHostinger()),
  secrets: [hostingerToken],
  moreThanAPage: 0,
  moreZonesThanAPage: 30,
  requests: () => ({ read: 1, write: 1 }),
  batch: true,
  refusals: [
    ...commonRefusals('Hostinger', '{"message":"Sorry"}'),
    {
      title: '401',
      kind: 'permanent',
      says: /check HOSTINGER_API_TOKEN.*401 Unauthenticated \[secret\], request 26a91bd9/,
      fault: refused(hostingerError(401, `Unauthenticated ${hostingerToken}`)),
    },
    {
      title: '403',
      kind: 'permanent',
      says: /HOSTINGER_API_TOKEN is of the account that holds the domain/,
      fault: refused(hostingerError(403, 'Forbidden')),
    },
    {
      title: '422 with the field at fault',
      kind: 'record',
      readKind: 'permanent',
      says: /Hostinger refused.*The record is not valid\.; zone\.0\.name: is too long/,
      fault: refused(hostingerError(422, 'The record is not valid.', { 'zone.0.name': ['is too long'] })),
    },
  ],
};

providerContract(contract);

test('Hostinger: makes no address beside an ALIAS', async () => {
  const { read } = await provided(contract, [{ name: 'home', type: 'ALIAS', data: 'example.net', ttl: 300 }]);

  expect(await read([home])).toMatchObject([{ conflict: 'holds an ALIAS to example.net' }]);
});

test('Hostinger: says in each request that only what matches is replaced, and switches on what is disabled', async () => {
  const disabled = { ...record('home', '192.0.2.10'), extra: { disabled: true } };
  const { sync, server, held } = await provided(contract, [disabled]);

  await sync([desired('home')]);

  expect(server.writes().map(({ body }) => JSON.parse(body))).toEqual([
    { overwrite: true, zone: [{ name: 'home', type: 'A', ttl: 600, records: [{ content: '192.0.2.10' }] }] },
  ]);
  expect(held.list(home)[0]?.extra).toBeUndefined();
});
