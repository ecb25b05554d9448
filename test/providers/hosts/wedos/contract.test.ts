import { expect, test } from 'vitest';
import { authOf, wedos } from '../../../../src/providers/hosts/wedos.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer, failureIn, provided, terms } from '../../contract/provided.ts';
import { providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { pretendWedos, wedosLogin, wedosReply } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const setup = worldOf(wedos, pretendWedos());

providerContract({
  name: 'WEDOS',
  setup,
  secrets: [wedosLogin.password],
  moreThanAPage: 0,
  moreZonesThanAPage: 30,
  foreignTypes: /^(SOA|NS|MX|TXT|CAA)$/,
  // One more makes all of it live.
  requests: (names) => ({ read: 1, write: names + 1 }),
  refusals: [
    ...commonRefusals('WEDOS', '{"response":{}}'),
    {
      title: 'a wrong password inside of a 200',
      kind: 'permanent',
      says: /check WEDOS_USERNAME, WEDOS_WAPI_PASSWORD and the clock.*\(200 2003: password \[secret\]\)/,
      fault: refused(wedosReply(2003, 'x', `password ${wedosLogin.password}`)),
    },
    {
      title: 'an address that is not on the list',
      kind: 'permanent',
      says: /listed IP addresses alone, and yours has changed: list the whole range/,
      fault: refused(wedosReply(2051, 'x', 'Access not allowed from this IP address')),
    },
    {
      title: 'a refused record',
      kind: 'record',
      readKind: 'permanent',
      says: /WEDOS refused.*Invalid rdata/,
      fault: refused(wedosReply(2313, 'x', 'Invalid rdata')),
    },
  ],
});

test.each([
  ['2026-01-15T22:30:00Z', '23'],
  ['2026-01-15T23:30:00Z', '00'],
  ['2026-07-15T22:30:00Z', '00'],
  ['2026-07-15T06:30:00Z', '08'],
])('WEDOS: at %s the hour in Prague is %s', (time, hour) => {
  const hours = Array.from({ length: 24 }, (_, h) =>
    authOf(`u`, `p`, Date.parse(`2026-01-15T${String(h).padStart(2, '0')}:10:00Z`)),
  );

  // In winter Prague is an hour ahead, so that each token is that of a known hour.
  expect(authOf('u', 'p', Date.parse(time))).toBe(hours[(Number(hour) + 23) % 24]);
});

test('WEDOS: a commit that fails holds nothing up', async () => {
  const { sync, server, remaining } = await provided({ setup });
  server.faults.inject(answer(500, '{}'), { when: ({ body }) => body.includes('dns-domain-commit') });

  const [confirmation] = await sync([terms().desired('home')]);

  expect(failureIn(confirmation)).toBeUndefined();
  expect(await remaining([terms().desired('home')])).toEqual([]);
});
