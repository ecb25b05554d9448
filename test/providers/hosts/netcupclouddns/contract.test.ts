import { expect, test } from 'vitest';
import { netcupclouddns } from '../../../../src/providers/hosts/netcupclouddns.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer, failureOf, home, provided, terms } from '../../contract/provided.ts';
import { type ProviderContract, providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { cloudDnsError, cloudDnsKey, pretendCloudDns } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const setup = (...given: Parameters<typeof pretendCloudDns>) =>
  worldOf(netcupclouddns, pretendCloudDns(...given));
const { record } = terms();

const contract: ProviderContract = {
  name: 'netcup CloudDNS',
  setup: setup(),
  secrets: [cloudDnsKey],
  moreThanAPage: 210,
  requests: (names) => ({ read: 2 + Math.ceil((names + 12) / 100), write: 1 }),
  batch: true,
  leftAlone: [[{ extra: { immutable: true } }, 'holds a record that netcup manages itself']],
  refusals: [
    ...commonRefusals('netcup CloudDNS', '{"success":false,"errors":[{"code":"sorry","message":"Sorry"}]}'),
    {
      title: '400 that means bad credentials',
      kind: 'permanent',
      says: /check NETCUPCLOUDDNS_API_KEY, which has 64 characters.*authenticationError: \[secret\] is not valid/,
      fault: refused(cloudDnsError(400, 'authenticationError', `${cloudDnsKey} is not valid`)),
    },
    {
      title: '400',
      kind: 'record',
      readKind: 'permanent',
      says: /netcup CloudDNS refused.*validationError: no address/,
      fault: refused(cloudDnsError(400, 'validationError', 'no address')),
    },
  ],
};

providerContract(contract);

test('netcup CloudDNS: reads what is live, and neither a draft nor an old revision, however many there are', async () => {
  const old = Array.from({ length: 250 }, (_, n) => ({
    identifier: `rev-old-${n}`,
    createdAt: new Date(Date.UTC(2026, 0, 1, n)).toISOString(),
    state: 'committed',
  }));
  const draft = { identifier: 'rev-draft', createdAt: '2026-08-02T12:00:00Z', state: 'draft' };
  const revisions = [...old, draft];
  const { read, server } = await provided({ setup: setup({ revisions }) }, [record('home', '192.0.2.1')]);

  const sets = await read([home]);

  expect(sets).toMatchObject([{ records: [{ value: '192.0.2.1' }] }]);
  expect(server.log).toHaveLength(4);
});

test('netcup CloudDNS: tells the owner of a domain that is not in CloudDNS which provider has it', async () => {
  const { read } = await provided({ setup: setup({ elsewhere: ['example.com'] }) });

  const failure = await failureOf(read([home]));

  expect(failure.kind).toBe('permanent');
  expect(failure.message).toMatch(/not keep example\.com in CloudDNS: use PROVIDER=netcup/);
});
