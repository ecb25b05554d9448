import { describe, expect, test } from 'vitest';
import { planRemoval } from '../../../../src/core/plan.ts';
import { gandi } from '../../../../src/providers/hosts/gandi.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer, example, failureIn, freshSignal, home, provided, terms } from '../../contract/provided.ts';
import { type ProviderContract, providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { gandiError, gandiToken, pretendGandi } from './service.ts';

const setup = (...given: Parameters<typeof pretendGandi>) =>
  worldOf(gandi, pretendGandi(...given), { overSockets: true });

const refused = ({ status, body = '', headers }: PretendAnswer) => answer(status, body, headers);

const contract: ProviderContract = {
  name: 'Gandi',
  setup: setup(),
  secrets: [gandiToken],
  moreThanAPage: 550,
  moreZonesThanAPage: 510,
  requests: (names) => ({ read: Math.ceil((names + 12) / 500), write: names }),
  concurrency: 4,
  refusals: [
    ...commonRefusals('Gandi'),
    {
      title: '401',
      kind: 'permanent',
      says: /GANDIV5_PERSONAL_ACCESS_TOKEN and whether it has expired.*401 HTTPUnauthorized: no \[secret\]/,
      fault: refused(gandiError(401, 'HTTPUnauthorized', `no ${gandiToken}`)),
    },
    {
      title: '403',
      kind: 'permanent',
      says: /valid for this domain.*“Manage domain name technical configurations”/,
      fault: refused(gandiError(403, 'HTTPForbidden', 'Access was denied to this resource.')),
    },
    {
      title: '400 that tells the field',
      kind: 'record',
      readKind: 'permanent',
      says: /Gandi refused.*rrset_ttl must be greater/,
      fault: answer(
        400,
        '{"code":400,"object":"HTTPBadRequest","errors":[{"location":"body","name":"rrset_ttl","description":"must be greater"}]}',
      ),
    },
    {
      title: '409',
      kind: 'record',
      readKind: 'permanent',
      says: /Gandi refused.*already exists/,
      fault: refused(gandiError(409, 'HTTPConflict', 'A DNS record already exists')),
    },
  ],
};

providerContract(contract);

describe('Gandi: what is not there', () => {
  const { record } = terms();

  test.each([
    ['when the answer says so', refused(gandiError(404, 'HTTPNotFound', 'The resource could not be found.'))],
    ['when the answer does not say what', answer(404, '[]')],
  ])('is a zone, not a record set, %s', async (_, fault) => {
    const { provider, read, server } = await provided(contract, [record('home', '192.0.2.1')]);
    const changes = planRemoval(await read([home]));
    server.faults.inject(fault);

    const [confirmation] = await provider.apply(example, changes, freshSignal());

    expect(failureIn(confirmation)).toMatchObject({ kind: 'permanent', unconfirmed: false });
    expect(failureIn(confirmation)?.message).toMatch(/no zone example\.com.*owns the domain.*LiveDNS/);
  });

  test.each([
    ['only the number of record sets is told', { paging: 'count-only', longestPage: 100 }, 3],
    ['nothing is told but the pages', { paging: 'none', longestPage: 100 }, 3],
    ['nothing is told, and a page holds as many as are asked for', { paging: 'none' }, 2],
    ['the number of record sets is told, and a page holds as many', {}, 1],
  ] as const)('is looked for on every page, also when %s', async (_, world, requests) => {
    const many = Array.from({ length: 250 }, (_, n) => record(`host${n}`, '192.0.2.1'));
    const { read, server } = await provided({ ...contract, setup: setup(world) }, [
      ...many,
      record('zz-last', '192.0.2.77'),
    ]);

    const [set, absent] = await read([
      { name: 'zz-last', type: 'A' },
      { name: 'zz-absent', type: 'A' },
    ]);

    expect(set?.records.map(({ value }) => value)).toEqual(['192.0.2.77']);
    expect(absent?.records).toEqual([]);
    expect(server.log).toHaveLength(requests);
  });

  test('is known also where a server gives all at once and knows neither pages nor their headers', async () => {
    const many = Array.from({ length: 250 }, (_, n) => record(`host${n}`, '192.0.2.1'));
    const { read, server } = await provided(contract, many);
    const all = many.map(({ name, type, data, ttl }) => ({
      ...{ rrset_name: name, rrset_type: type, rrset_ttl: ttl, rrset_values: [data] },
    }));
    server.faults.inject(answer(200, JSON.stringify(all)));

    const [set, absent] = await read([{ name: 'host249', type: 'A' }, home]);

    expect(set?.records).toHaveLength(1);
    expect(absent?.records).toEqual([]);
  });
});
