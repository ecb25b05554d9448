import { expect, test } from 'vitest';
import { netcupclouddns } from '../../../../src/providers/hosts/netcupclouddns.ts';
import { home, provided, terms } from '../../contract/provided.ts';
import { worldOf } from '../../contract/world-of.ts';
import { pretendCloudDns } from './service.ts';

const { desired, record } = terms();

// Nothing was recorded at netcup's REST API. This is what two clients of 2026 send and expect, written out.
test('netcup CloudDNS: asks and changes as other clients do', async () => {
  const { sync, server } = await provided({ setup: worldOf(netcupclouddns, pretendCloudDns()) }, [
    record('home', '192.0.2.1', 3600),
  ]);

  await sync([desired('home'), desired('@', '2001:db8::10')]);

  expect(server.log.map(({ method, path, query }) => `${method} ${path}?${query}`)).toEqual([
    'GET /v1/domain?fqdn=example.com',
    'GET /v1/domain/4200/dns/revision?page=1&perPage=100',
    'GET /v1/domain/4200/dns/revision/rev-live/record?page=1&perPage=100',
    'POST /v1/domain/4200/changeset?',
  ]);
  expect(JSON.parse(server.writes()[0]?.body ?? '')).toEqual({
    create: [
      { name: home.name, type: 'A', rdata: '192.0.2.10', ttl: 600 },
      { name: '@', type: 'AAAA', rdata: '2001:db8::10', ttl: 600 },
    ],
    delete: [{ name: home.name, type: 'A', rdata: '192.0.2.1', ttl: 3600 }],
    autoCommit: true,
    strict: true,
  });
});
