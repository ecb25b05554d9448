import { expect, test } from 'vitest';
import { loopia } from '../../../../src/providers/hosts/loopia.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { methodOf, rpcReply, withoutForeignMembers } from '../../../world/xml-rpc.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer, failureIn, provided, terms } from '../../contract/provided.ts';
import { providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { loopiaFault, loopiaLogin, pretendLoopia } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const setup = worldOf(loopia, pretendLoopia());

providerContract({
  name: 'Loopia',
  setup,
  secrets: [loopiaLogin.password],
  moreThanAPage: 0,
  moreZonesThanAPage: 30,
  bare: withoutForeignMembers,
  // The first read looks the domain up, and each name is a list of its own.
  requests: (names) => ({ read: names + 1, write: names }),
  refusals: [
    ...commonRefusals('Loopia', rpcReply('OK').body),
    {
      title: 'a wrong password as a word',
      kind: 'permanent',
      says: /check LOOPIA_API_USER \(with its @loopiaapi\) and LOOPIA_API_PASSWORD \(200 AUTH_ERROR\)/,
      fault: refused(rpcReply('AUTH_ERROR')),
    },
    {
      title: 'a wrong password as a word in a list',
      kind: 'permanent',
      says: /check LOOPIA_API_USER/,
      fault: refused(rpcReply(['AUTH_ERROR'])),
    },
    {
      title: 'too many requests as a word',
      kind: 'limited',
      says: /too many requests/,
      fault: refused(rpcReply('RATE_LIMITED')),
    },
    {
      title: 'too many requests as a fault in a 200',
      kind: 'limited',
      says: /too many requests.*\[secret\]/,
      fault: refused(loopiaFault(429, `Too many requests ${loopiaLogin.password}`)),
    },
    {
      title: 'a call that the user may not make',
      kind: 'permanent',
      says: /must have the permissions/,
      fault: refused(loopiaFault(623, 'Method addZoneRecord is not allowed for this user')),
    },
    {
      title: 'an unknown error',
      kind: 'transient',
      says: /UNKNOWN_ERROR/,
      fault: refused(rpcReply('UNKNOWN_ERROR')),
    },
    {
      title: 'a refused record',
      kind: 'record',
      readKind: 'permanent',
      says: /Loopia refused.*BAD_INDATA/,
      fault: refused(rpcReply('BAD_INDATA')),
    },
  ],
});

test('Loopia: a name is made before its first record, and not before each change', async () => {
  const { sync, server, held } = await provided({ setup });
  const { desired } = terms();

  const made = await sync([desired('home'), desired('@')]);
  const first = server.writes().map(({ body }) => methodOf(body));
  server.clearLog();
  const changed = await sync([desired('home', '192.0.2.20')]);

  expect([...made, ...changed].map(failureIn)).toEqual([undefined, undefined, undefined]);
  expect(first).toEqual(['addSubdomain', 'addZoneRecord', 'addZoneRecord']);
  expect(server.writes().map(({ body }) => methodOf(body))).toEqual(['updateZoneRecord']);
  expect(held.values('home', 'A')).toEqual(['192.0.2.20']);
});
