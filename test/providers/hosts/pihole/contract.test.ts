import { expect, test } from 'vitest';
import { pihole } from '../../../../src/providers/hosts/pihole/pihole.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer, failureIn, failureOf, home, provided, terms } from '../../contract/provided.ts';
import { providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { scripted } from '../../recorded/scripted.ts';
import { piholeError, piholePassword, pretendPihole } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const setup = worldOf(pihole, pretendPihole());
const { desired, record } = terms();

providerContract({
  name: 'Pi-hole',
  setup,
  secrets: [piholePassword],
  ttls: [300, 300],
  zoneTtl: true,
  anyZone: true,
  // It holds addresses and names alone.
  listsByType: true,
  moreThanAPage: 0,
  // The first read begins a session.
  requests: (names) => ({ read: 2, write: 2 * names }),
  refusals: [
    ...commonRefusals('Pi-hole', '{"error":{"key":"sorry","message":"no"}}'),
    {
      title: '403',
      kind: 'permanent',
      says: /must be allowed to change the settings.*403 forbidden: no \[secret\]/,
      fault: refused(piholeError(403, 'forbidden', `no ${piholePassword}`)),
    },
    {
      title: '400',
      kind: 'record',
      readKind: 'permanent',
      says: /Pi-hole refused.*invalid hostname/,
      fault: refused(piholeError(400, 'bad_request', 'invalid hostname')),
    },
  ],
});

test('Pi-hole: a wrong password is told, and asked for once', async () => {
  const host = pretendPihole();
  const values = { PIHOLE_PASSWORD: 'wrong' };
  const { read, server } = await provided({ setup: worldOf(pihole, { ...host, values }) });

  const failure = await failureOf(read([home]));

  expect(failure).toMatchObject({ kind: 'permanent' });
  expect(failure.message).toContain('check PIHOLE_PASSWORD');
  expect(server.log.map(({ path }) => path)).toEqual(['/api/auth']);
});

test('Pi-hole: a session that has ended is begun anew', async () => {
  const forget = { now: false };
  const { read, sync, held, server } = await provided({ setup: worldOf(pihole, pretendPihole({ forget })) });
  await read([home]);
  forget.now = true;

  const [answer] = await sync([desired('home')]);

  expect(failureIn(answer)).toBeUndefined();
  expect(held.values('home', 'A')).toEqual(['192.0.2.10']);
  expect(server.log.filter(({ path }) => path === '/api/auth')).toHaveLength(2);
});

test('Pi-hole: a line with more than one name is left alone and named', async () => {
  const { read, held } = await provided({ setup });
  held.add({ ...record('home', '192.0.2.1'), extra: { more: ' nas nas.lan' } });

  const [set] = await read([home]);

  expect(set?.conflict).toBe('shares a line with other names or a comment');
});

test('Pi-hole: one without a password is asked without a session', async () => {
  const { read, requests } = scripted({
    definition: pihole,
    values: { PIHOLE_API_URL: 'http://pi.hole/api/' },
    answers: [
      '{"session":{"valid":true,"totp":false,"sid":null,"validity":-1}}',
      '{"config":{"dns":{"hosts":["192.0.2.1 home.example.com"],"cnameRecords":[]}}}',
    ],
  });

  const sets = await read(home);

  expect(sets).toMatchObject([{ records: [{ value: '192.0.2.1' }] }]);
  expect(requests.map(({ url }) => url)).toEqual([
    'http://pi.hole/api/auth',
    'http://pi.hole/api/config/dns',
  ]);
  expect(Object.keys(requests[1]?.headers ?? {})).not.toContain('x-ftl-sid');
});
