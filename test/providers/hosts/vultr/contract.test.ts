import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../../src/base/clock.ts';
import { createHttp } from '../../../../src/http/client.ts';
import { vultr } from '../../../../src/providers/hosts/vultr.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { pretendZone, pretendZones } from '../../../world/zone.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import {
  answer,
  example,
  failureIn,
  failureOf,
  freshSignal,
  home,
  provided,
  terms,
} from '../../contract/provided.ts';
import { providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { pretendVultr, vultrError, vultrId, vultrKey, vultrServer } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const { desired, record } = terms();
const values = { VULTR_API_KEY: vultrKey };

providerContract({
  name: 'Vultr',
  setup: worldOf(vultr, pretendVultr(), { overSockets: true }),
  secrets: [vultrKey],
  moreThanAPage: 1050,
  moreZonesThanAPage: 501,
  requests: (names) => ({ read: Math.ceil((names + 20) / 500), write: names }),
  concurrency: 4,
  extra: { priority: 7 },
  handle: vultrId,
  refusals: [
    ...commonRefusals('Vultr', '{"error":"Sorry","status":0}'),
    {
      title: '401',
      kind: 'permanent',
      says: /VULTR_API_KEY.*any IPv4 and any IPv6 address.*401 Invalid API token\. \[secret\]/,
      fault: refused(vultrError(401, `Invalid API token. ${vultrKey}`)),
    },
    {
      title: '403',
      kind: 'permanent',
      says: /allowed to manage DNS.*403 Forbidden/,
      fault: refused(vultrError(403, 'Forbidden')),
    },
    {
      title: '400',
      kind: 'record',
      readKind: 'permanent',
      says: /Vultr refused.*Invalid IPv4 address/,
      fault: refused(vultrError(400, 'Invalid IPv4 address.')),
    },
  ],
});

test('Vultr: a TTL that no record of the set may have beside another', async () => {
  const leftovers = [record('home', '192.0.2.10', 300), record('home', '192.0.2.11', 300)];
  const { sync, held } = await provided({ setup: worldOf(vultr, pretendVultr()) }, leftovers);

  const confirmations = await sync([desired('home')]);

  expect(confirmations.map(failureIn)).toEqual([undefined]);
  expect(held.list(home)).toMatchObject([{ data: '192.0.2.10', ttl: 600 }]);
});

test('Vultr: a key that is refused from the new address of the home is told as such', async () => {
  const zones = pretendZones(pretendZone(example.name));
  const server = await vultrServer({ zones, allowed: ['192.0.2.1'] });
  const http = createHttp({ userAgent: 'contract', timeout: 5000 });
  onTestFinished(async () => {
    await http.close();
    await server.stop();
  });
  const given = { ...values, VULTR_API_URL: `${server.url}/v2` };
  const provider = vultr.create(given, http, { clock: systemClock, timeout: 5000 });

  const failure = await failureOf(provider.read(example, [home], freshSignal()));

  expect(failure.kind).toBe('permanent');
  expect(failure.message).toMatch(
    /refuses the key from this address: under Account → API.*Unauthorized IP address/,
  );
});
