import { expect, test } from 'vitest';
import { stackit } from '../../../../src/providers/hosts/stackit/stackit.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer, failureIn, provided, terms } from '../../contract/provided.ts';
import { type ProviderContract, providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { pretendStackit, stackitError, stackitKey, stackitToken } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const { desired, record } = terms();
const keyLine = JSON.parse(stackitKey).credentials.privateKey.split('\n')[3];

const contract: ProviderContract = {
  name: 'STACKIT',
  setup: worldOf(stackit, pretendStackit()),
  secrets: [keyLine, stackitToken(1)],
  moreThanAPage: 1050,
  moreZonesThanAPage: 1050,
  requests: (names) => ({ read: 3, write: names + 3 }),
  handle: ({ name, type, extra }) => Buffer.from(`${name}/${type}/${extra?.since ?? ''}`).toString('hex'),
  extra: { comment: 'the box under the stairs' },
  refusals: [
    ...commonRefusals('STACKIT', '{"message":"Sorry"}'),
    {
      title: '401',
      kind: 'permanent',
      says: /check STACKIT_SERVICE_ACCOUNT_KEY, whether the key was deleted or has expired.*401/,
      fault: refused(stackitError(401, `Jwt ${keyLine} is invalid`)),
    },
    {
      title: '403',
      kind: 'permanent',
      says: /needs the role dns\.admin.*forbidden/,
      fault: refused(stackitError(403, 'forbidden')),
    },
    {
      title: '400',
      kind: 'record',
      readKind: 'permanent',
      says: /STACKIT refused.*quota exceeded/,
      fault: refused(stackitError(400, 'quota exceeded')),
    },
  ],
};

providerContract(contract);

test('STACKIT: a change that was accepted and then failed is told, and reading shows the truth', async () => {
  const { sync, server } = await provided(contract, [record('home', '192.0.2.1')]);
  server.faults.inject({
    kind: 'altered',
    alter: (body) =>
      body
        .replace('"UPDATE_SUCCEEDED"', '"UPDATE_FAILED"')
        .replace('"active":true', '"error":"backend is down"'),
  });

  const [confirmation] = await sync([desired('home')]);

  expect(failureIn(confirmation)).toMatchObject({ kind: 'transient', unconfirmed: true });
  expect(failureIn(confirmation)?.message).toMatch(
    /could not carry it out \(UPDATE_FAILED: backend is down\)/,
  );
});
