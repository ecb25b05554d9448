import { expect, test } from 'vitest';
import { planRemoval } from '../../../../src/core/plan.ts';
import { nfsn } from '../../../../src/providers/hosts/nfsn/nfsn.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer, example, freshSignal, home, provided, terms } from '../../contract/provided.ts';
import { providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { nfsnError, nfsnMember, pretendNfsn } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const setup = worldOf(nfsn, pretendNfsn());
const { desired, record } = terms();
const unauthenticated = 'The API request could not be authenticated.';

providerContract({
  name: 'NearlyFreeSpeech.NET',
  setup,
  secrets: [nfsnMember.apiKey],
  moreThanAPage: 0,
  handle: ({ name, type, data }) => JSON.stringify([name, type, data]),
  requests: (names) => ({ read: 1, write: names }),
  refusals: [
    ...commonRefusals('NearlyFreeSpeech.NET', '{"error":"sorry","debug":""}'),
    {
      title: '401',
      kind: 'permanent',
      says: /check NEARLYFREESPEECH_LOGIN and NEARLYFREESPEECH_API_KEY, and the clock of this machine.*\[secret\]/,
      fault: refused(nfsnError(401, unauthenticated, `${nfsnMember.apiKey} is wrong`)),
    },
    {
      title: 'a clock that is wrong',
      kind: 'permanent',
      says: /the clock of this machine.*The authentication timestamp is out of range\./,
      fault: refused(nfsnError(401, unauthenticated, 'The authentication timestamp is out of range.')),
    },
    {
      title: 'a domain of another member',
      kind: 'permanent',
      says: /has no zone example\.com in this account: check DOMAIN, and that its DNS is at NearlyFreeSpeech\.NET/,
      fault: refused(
        nfsnError(
          404,
          'The API request was not valid.',
          'The requested object instance does not exist or cannot be accessed.',
        ),
      ),
    },
    {
      title: 'a refused record',
      kind: 'record',
      readKind: 'permanent',
      says: /NearlyFreeSpeech\.NET refused.*The data is not valid\./,
      fault: refused(nfsnError(400, 'The API request was not valid.', 'The data is not valid.')),
    },
  ],
});

test('NearlyFreeSpeech.NET: a record that it manages itself is left alone and named', async () => {
  const { read, sync, held } = await provided({ setup });
  held.add({ ...record('home', '192.0.2.1'), extra: { scope: 'system' } });
  const before = held.snapshot();

  const [set] = await read([home]);
  await sync([desired('home')]);

  expect(set?.conflict).toBe('holds a record that NearlyFreeSpeech.NET manages itself');
  expect(held.snapshot()).toBe(before);
});

test('NearlyFreeSpeech.NET: one call puts a record in the place of two', async () => {
  const { sync, held, server } = await provided({ setup }, [
    record('home', '192.0.2.1'),
    record('home', '192.0.2.2'),
  ]);

  await sync([desired('home', '192.0.2.10')]);

  expect(held.values('home', 'A')).toEqual(['192.0.2.10']);
  expect(server.writes().map(({ path, body }) => [path, body])).toEqual([
    ['/dns/example.com/replaceRR', 'name=home&type=A&data=192.0.2.10&ttl=600'],
  ]);
});

test('NearlyFreeSpeech.NET: an answer that is not empty confirms nothing', async () => {
  const { sync, server } = await provided({ setup });
  server.faults.inject(answer(200, '"please log in"'), { when: ({ path }) => path.endsWith('/addRR') });

  const [confirmation] = await sync([desired('home')]);

  expect(confirmation).toMatchObject({ failure: { kind: 'transient', unconfirmed: true } });
});

test('NearlyFreeSpeech.NET: of four addresses that are not all ours, ours alone is removed', async () => {
  const values = ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4'];
  const made = await provided(
    { setup },
    values.map((value) => record('home', value)),
  );
  const changes = planRemoval(await made.read([home]), (_, { value }) => value === '192.0.2.2');

  await made.provider.apply(example, changes, freshSignal());

  expect(made.held.values('home', 'A')).toEqual(['192.0.2.1', '192.0.2.3', '192.0.2.4']);
  expect(made.server.writes().map(({ path, body }) => [path, body])).toEqual([
    ['/dns/example.com/removeRR', 'name=home&type=A&data=192.0.2.2'],
  ]);
});
