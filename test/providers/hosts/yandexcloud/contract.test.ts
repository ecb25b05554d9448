import { expect, test } from 'vitest';
import { yandexcloud } from '../../../../src/providers/hosts/yandexcloud/yandexcloud.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer, failureIn, failureOf, home, provided, terms } from '../../contract/provided.ts';
import { type ProviderContract, providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { pretendYandex, yandexError, yandexKey, yandexToken } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const { desired, record } = terms();
const keyLine = JSON.parse(yandexKey).private_key.split('\n')[4];

const contract: ProviderContract = {
  name: 'Yandex Cloud',
  setup: worldOf(yandexcloud, pretendYandex()),
  secrets: [keyLine, yandexToken(1)],
  moreThanAPage: 1050,
  moreZonesThanAPage: 1050,
  requests: () => ({ read: 3, write: 1 }),
  batch: true,
  extra: { description: 'the box under the stairs' },
  refusals: [
    ...commonRefusals('Yandex Cloud', '{"message":"Sorry"}'),
    {
      title: '401',
      kind: 'permanent',
      says: /check YANDEX_CLOUD_IAM_TOKEN, whether the key was deleted.*clock is right.*The token \[secret\] is invalid/,
      fault: refused(yandexError(401, 16, `The token ${keyLine} is invalid`)),
    },
    {
      title: '403',
      kind: 'permanent',
      says: /needs the role dns\.editor.*Permission denied/,
      fault: refused(yandexError(403, 7, 'Permission denied')),
    },
    {
      title: 'a quota by its code',
      kind: 'limited',
      says: /too many requests/,
      fault: refused(yandexError(429, 8, 'Quota limit exceeded')),
    },
    {
      title: '400',
      kind: 'record',
      readKind: 'permanent',
      says: /Yandex Cloud refused.*3: Illegal argument/,
      fault: refused(yandexError(400, 3, 'Illegal argument')),
    },
  ],
};

providerContract(contract);

test.each([
  ['has failed', '{"id":"o1","done":true,"error":{"code":3,"message":"Illegal data"}}', 'record', false],
  ['is not done yet', '{"id":"o1"}', 'transient', true],
])('Yandex Cloud: an operation in a 200 that %s confirms nothing', async (_, body, kind, unconfirmed) => {
  const { sync, server } = await provided(contract, [record('home', '192.0.2.1')]);
  server.faults.inject(answer(200, body), { when: server.isWrite });

  const [confirmation] = await sync([desired('home')]);

  expect(failureIn(confirmation)?.kind).toBe(kind);
  expect(failureIn(confirmation)?.unconfirmed || kind === 'record').toBe(unconfirmed || kind === 'record');
});

test('Yandex Cloud: does not take a public zone for a private one of the same name', async () => {
  const { read, server } = await provided(contract);
  server.faults.inject({
    kind: 'altered',
    alter: (body) => body.replace('"publicVisibility"', '"privateVisibility"'),
  });

  const failure = await failureOf(read([home]));

  expect(failure.message).toMatch(/no zone example\.com.*YANDEX_CLOUD_FOLDER_ID is the folder/);
});

test('Yandex Cloud: tells the owner of a key that is refused', async () => {
  const { read, server } = await provided(contract);
  server.faults.inject(refused(yandexError(400, 3, 'JWT signature is invalid')), {
    when: ({ path }) => path.endsWith('/tokens'),
  });

  const failure = await failureOf(read([home]));

  expect(failure.kind).toBe('permanent');
  expect(failure.message).toMatch(/whether the key was deleted.*JWT signature is invalid/);
});
