import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../../src/base/clock.ts';
import { createHttp } from '../../../../src/http/client.ts';
import { linode } from '../../../../src/providers/hosts/linode.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { pretendZone, pretendZones } from '../../../world/zone.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer, example, failureOf, freshSignal, home, provided, terms } from '../../contract/provided.ts';
import { type ProviderContract, providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import {
  type LinodeWorld,
  linodeError,
  linodeReset,
  linodeServer,
  linodeToken,
  pretendLinode,
} from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const values = { LINODE_TOKEN: linodeToken };

const contract: ProviderContract = {
  name: 'Linode',
  setup: worldOf(linode, pretendLinode()),
  secrets: [linodeToken],
  moreThanAPage: 1050,
  moreZonesThanAPage: 510,
  requests: (names) => ({ read: 1 + Math.ceil((names + 20) / 500), write: names }),
  concurrency: 4,
  extra: { tag: 'kept', priority: 7 },
  ttls: [300, 3600],
  refusals: [
    ...commonRefusals('Linode', '{"errors":[{"reason":"Sorry"}]}', {
      retryAfter: linodeReset * 1000,
      reset: linodeReset * 1000,
    }),
    {
      title: '503 that speaks of the scope',
      kind: 'transient',
      says: /fault of its own/,
      fault: refused(linodeError(503, 'Your OAuth token is not authorized to use this endpoint.')),
    },
    {
      title: '401',
      kind: 'permanent',
      says: /LINODE_TOKEN.*expired.*401 Invalid Token \[secret\]/,
      fault: refused(linodeError(401, `Invalid Token ${linodeToken}`)),
    },
    {
      title: 'a token without the scope',
      kind: 'permanent',
      says: /scope Domains: Read\/Write.*401 Your OAuth token is not authorized/,
      fault: refused(linodeError(401, 'Your OAuth token is not authorized to use this endpoint.')),
    },
    {
      title: '403',
      kind: 'permanent',
      says: /does not allow this for example\.com.*Unauthorized/,
      fault: refused(linodeError(403, 'Unauthorized')),
    },
    {
      title: '400 with a field',
      kind: 'record',
      readKind: 'permanent',
      says: /Linode refused.*target: Invalid IPv4 address/,
      fault: refused(linodeError(400, 'Invalid IPv4 address', 'target')),
    },
  ],
};
providerContract(contract);

describe('Linode', () => {
  async function readAt(world: Partial<LinodeWorld>) {
    const server = await linodeServer({ zones: pretendZones(pretendZone(example.name)), ...world });
    const http = createHttp({ userAgent: 'contract', timeout: 5000 });
    onTestFinished(async () => {
      await http.close();
      await server.stop();
    });
    const given = { ...values, LINODE_API_URL: `${server.url}/v4` };
    const provider = linode.create(given, http, { clock: systemClock, timeout: 5000 });
    return { server, read: () => provider.read(example, [home], freshSignal()) };
  }

  test('looks the id of the domain up by its name, once', async () => {
    const { server, read } = await readAt({});

    await read();
    await read();

    const lookUps = server.log.filter(({ path }) => path.endsWith('/domains'));
    expect(lookUps.map(({ headers }) => headers['x-filter'])).toEqual(['{"domain":"example.com"}']);
    expect(server.log).toHaveLength(3);
  });

  test('says that a secondary zone is changed elsewhere', async () => {
    const { read } = await readAt({ domainType: 'slave' });

    const failure = await failureOf(read());

    expect(failure.kind).toBe('permanent');
    expect(failure.message).toContain('example.com is a secondary zone at Linode');
  });

  test('a record with the default TTL gets the desired one, and then no more is written', async () => {
    const { desired, record } = terms(contract);
    const { sync, remaining, held } = await provided(contract, [record('home', '192.0.2.10', 0)]);

    await sync([desired('home')]);

    expect(held.list(home)).toMatchObject([{ data: '192.0.2.10', ttl: 300 }]);
    expect(await remaining([desired('home')])).toEqual([]);
  });
});
