import { describe, expect, test } from 'vitest';
import { plan, planRemoval } from '../../../../src/core/plan.ts';
import { ionos } from '../../../../src/providers/hosts/ionos.ts';
import { isWrite } from '../../../world/faults.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import {
  answer,
  applied,
  example,
  failureIn,
  freshSignal,
  home,
  provided,
  terms,
} from '../../contract/provided.ts';
import { type ProviderContract, providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { type IonosWorld, ionosError, ionosKey, pretendIonos } from './service.ts';

const { desired, record } = terms();
const secret = ionosKey.slice(ionosKey.indexOf('.') + 1);
const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);

const contractWith = (name: string, world: Partial<IonosWorld> = {}): ProviderContract => ({
  name,
  setup: worldOf(ionos, pretendIonos(world)),
  secrets: [ionosKey, secret],
  moreThanAPage: 1050,
  moreZonesThanAPage: 3,
  // What was written is read again.
  requests: () => ({ read: 2, write: 2 }),
  batch: true,
  refusals: [
    ...commonRefusals('IONOS', '[{"code":"ERROR","message":"Sorry"}]'),
    {
      title: '401',
      kind: 'permanent',
      says: /IONOS_API_KEY.*PREFIX\.SECRET.*401 UNAUTHORIZED: The customer \[secret\] is not authorized/,
      fault: refused(ionosError(401, 'UNAUTHORIZED', `The customer ${secret} is not authorized.`)),
    },
    {
      title: '404 of a zone',
      kind: 'permanent',
      says: /no zone example\.com.*IONOS_API_KEY.*ZONE_NOT_FOUND/,
      fault: refused(ionosError(404, 'ZONE_NOT_FOUND', 'Zone does not exist.')),
    },
    {
      title: '400 with the fields',
      kind: 'record',
      readKind: 'permanent',
      says: /INVALID_RECORD: Record is invalid\. \{"invalidFields":\["content"\]\}/,
      fault: refused(ionosError(400, 'INVALID_RECORD', 'Record is invalid.', { invalidFields: ['content'] })),
    },
    {
      title: '429 of the gateway',
      kind: 'limited',
      says: /too many requests.*429 API rate limit exceeded/,
      fault: answer(429, '{"message":"API rate limit exceeded"}'),
    },
  ],
});
const contract = contractWith('IONOS');
providerContract(contract);
// No description says which of the two it is.
providerContract(contractWith('IONOS that carries out the good part of a refused list', { piecemeal: true }));

describe('IONOS', () => {
  test('a record that is disabled does not answer, so it is written', async () => {
    const disabled = { ...record('home', '192.0.2.10'), extra: { disabled: true } };
    const { sync, remaining, held } = await provided(contract, [disabled]);

    await sync([desired('home')]);

    expect(held.list(home)).toMatchObject([{ data: '192.0.2.10' }]);
    expect(held.list(home)[0]?.extra).toBeUndefined();
    expect(await remaining([desired('home')])).toEqual([]);
  });

  test('removes what it has written itself, whose id it was never told', async () => {
    const { sync, provider, held } = await provided(contract);
    const written = await sync([desired('home'), desired('two')]);
    const known = written.flatMap((one) => ('held' in one ? [one.held] : []));
    const foreign = held.snapshot(known);

    const confirmations = await provider.apply(example, planRemoval(known), freshSignal());

    expect(confirmations.map(failureIn)).toEqual([undefined, undefined]);
    expect([...held.values('home', 'A'), ...held.values('two', 'A')]).toEqual([]);
    expect(held.snapshot(known)).toBe(foreign);
  });

  test('a deletion that is refused after another was carried out leaves it unconfirmed', async () => {
    const { read, provider, server } = await provided(contract, [
      record('home', '192.0.2.1'),
      record('home', '192.0.2.2'),
    ]);
    const changes = planRemoval(await read([home]));
    let deletions = 0;
    server.faults.inject(refused(ionosError(400, 'ERROR', 'Sorry')), {
      when: (request) => isWrite(request) && ++deletions === 2,
    });

    const [confirmation] = await applied(provider.apply(example, changes, freshSignal()), changes);

    expect(failureIn(confirmation)).toMatchObject({ kind: 'record', unconfirmed: true });
  });

  test('never replaces the zone: it sends no PUT', async () => {
    const { sync, server, read, provider } = await provided(contract, [record('home', '192.0.2.1')]);

    await sync([desired('home'), desired('@')]);
    await provider.apply(example, planRemoval(await read([home])), freshSignal());
    await provider.apply(example, plan([desired('home')], await read([home])), freshSignal());

    expect(server.writes().map(({ method }) => method)).toEqual(['PATCH', 'DELETE', 'PATCH']);
  });

  test('does not write again what IONOS switched off beside the right record', async () => {
    const { sync, remaining, held, server } = await provided(contract, [record('home', '192.0.2.1')]);
    await sync([desired('home')]);
    held.add({ ...record('home', '217.160.0.1'), extra: { disabled: true } });
    server.clearLog();

    expect(await remaining([desired('home')])).toEqual([]);
    expect(server.writes()).toEqual([]);
  });

  test('says so when IONOS switches off what was written', async () => {
    const { provider, read, held, server } = await provided(contract, [record('home', '192.0.2.1')]);
    const changes = plan([desired('home')], await read([home]));
    server.faults.inject(
      { kind: 'answer', status: 200 },
      {
        when: (request) => {
          if (isWrite(request))
            held.replace(home, [{ ...record('home', '192.0.2.10'), extra: { disabled: true } }]);
          return isWrite(request);
        },
      },
    );

    const [answer] = await provider.apply(example, changes, freshSignal());

    expect(answer).toMatchObject({ held: { records: [{ value: '192.0.2.10', differs: true }] } });
  });
});
