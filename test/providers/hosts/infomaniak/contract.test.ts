import { expect, test } from 'vitest';
import { infomaniak } from '../../../../src/providers/hosts/infomaniak.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer, home, provided } from '../../contract/provided.ts';
import { type ProviderContract, providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { infomaniakError, infomaniakToken, pretendInfomaniak } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);

const contract: ProviderContract = {
  name: 'Infomaniak',
  setup: worldOf(infomaniak, pretendInfomaniak()),
  secrets: [infomaniakToken],
  moreThanAPage: 210,
  moreZonesThanAPage: 210,
  requests: (names) => ({ read: Math.ceil((names + 12) / 100), write: names }),
  concurrency: 4,
  refusals: [
    ...commonRefusals('Infomaniak', '{"result":"error","error":{"code":"sorry","description":"Sorry"}}'),
    {
      title: '401',
      kind: 'permanent',
      says: /check INFOMANIAK_ACCESS_TOKEN.*401 not_authorized: \[secret\] is unknown/,
      fault: refused(infomaniakError(401, 'not_authorized', `${infomaniakToken} is unknown`)),
    },
    {
      title: '403',
      kind: 'permanent',
      says: /needs the scopes domain:read, dns:read and dns:write/,
      fault: refused(infomaniakError(403, 'forbidden', 'Not allowed')),
    },
    {
      title: '422 with the field at fault',
      kind: 'record',
      readKind: 'permanent',
      says: /Infomaniak refused.*Validation failed; validation_ip: The target must be an address/,
      fault: refused(
        infomaniakError(422, 'validation_failed', 'Validation failed', [
          { code: 'validation_ip', description: 'The target must be an address', context: {} },
        ]),
      ),
    },
  ],
};

providerContract(contract);

test.each(['', '@', '.'])('Infomaniak: knows the apex as %j', async (source) => {
  const apex = { name: '@', type: 'A' } as const;
  const { read, server } = await provided(contract, [{ ...apex, data: '192.0.2.1', ttl: 600 }]);
  server.faults.inject({
    kind: 'altered',
    alter: (body) => body.replaceAll('"source":"."', `"source":"${source}"`),
  });

  expect(await read([apex])).toMatchObject([{ records: [{ value: '192.0.2.1' }] }]);
});

test('Infomaniak: finds the record that another instance made first', async () => {
  const { read, provider, held } = await provided(contract);
  await read([home]);
  held.add({ ...home, data: '192.0.2.10', ttl: 600 });
  const desired = { ...home, value: '192.0.2.10', ttl: 600 };
  const change = { ...home, desired, current: { ...home, records: [] }, create: true, remove: [] };
  const zone = { name: 'example.com', display: 'example.com' };

  const [confirmation] = await provider.apply(zone, [change], new AbortController().signal);

  expect(held.list(home)).toHaveLength(1);
  expect(confirmation).toBeDefined();
});
