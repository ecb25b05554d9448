import { expect, test } from 'vitest';
import { hostingde } from '../../../../src/providers/hosts/hostingde.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer, failureIn, provided, terms } from '../../contract/provided.ts';
import { providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { scripted } from '../../recorded/scripted.ts';
import { hostingdeError, hostingdeKey, pretendHostingde } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const setup = worldOf(hostingde, pretendHostingde());

providerContract({
  name: 'hosting.de',
  setup,
  secrets: [hostingdeKey],
  moreThanAPage: 510,
  moreZonesThanAPage: 510,
  batch: true,
  // The configuration of the zone is read each time.
  requests: () => ({ read: 2, write: 2 }),
  refusals: [
    ...commonRefusals('hosting.de', '{"status":"x"}'),
    {
      title: 'a wrong key inside of a 200',
      kind: 'permanent',
      says: /check HOSTINGDE_API_KEY.*200 10101: the authentication by \[secret\] failed/,
      fault: refused(hostingdeError(10_101, `the authentication by ${hostingdeKey} failed`)),
    },
    {
      title: 'a zone whose earlier change is still carried out',
      kind: 'transient',
      says: /still busy with an earlier change.*10205.*\(blocked\)/,
      fault: refused(hostingdeError(10_205, 'The current status does not allow that operation.', 'blocked')),
    },
    {
      title: 'a missing right',
      kind: 'permanent',
      says: /must have the rights to list and to edit DNS zones/,
      fault: refused(hostingdeError(10_103, 'No permission.')),
    },
  ],
});

test('hosting.de: a refused record holds up no other', async () => {
  const { sync, server } = await provided({ setup });
  const isTwo = (body: string) => body.includes('"two.example.com"');
  const fault = refused(hostingdeError(10_301, 'Invalid content'));
  server.faults.inject(fault, { when: (request) => server.isWrite(request) && isTwo(request.body) });

  const confirmations = await sync(['one', 'two', 'three'].map((name) => terms().desired(name)));

  expect(confirmations.map((one) => failureIn(one)?.kind)).toEqual([undefined, 'record', undefined]);
  expect(failureIn(confirmations[1])?.message).toMatch(/hosting\.de refused the record: Invalid content/);
});

test('hosting.de: a zone that was deleted and added again is found under its new id', async () => {
  const page = (data: object[]) =>
    JSON.stringify({ status: 'success', response: { data, totalPages: 1, totalEntries: data.length } });
  const one = { id: 'r', name: 'home.example.com', type: 'A', content: '192.0.2.1', ttl: 600 };
  const zone = (id: string) => page([{ id, name: 'example.com' }]);
  const { read, requests } = scripted({
    definition: hostingde,
    values: { HOSTINGDE_API_KEY: 'k' },
    answers: [zone('a'), page([one]), page([]), zone('b'), page([{ ...one, content: '192.0.2.2' }])],
  });
  const values = async () => (await read({ name: 'home', type: 'A' }))[0]?.records.map(({ value }) => value);

  expect([await values(), await values()]).toEqual([['192.0.2.1'], ['192.0.2.2']]);
  expect(requests.map(({ body = '' }) => /"value":"(\w)"/.exec(body)?.[1])).toEqual([
    undefined,
    'a',
    'a',
    undefined,
    'b',
  ]);
});
