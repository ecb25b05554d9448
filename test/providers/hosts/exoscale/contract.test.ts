import { expect, test } from 'vitest';
import { exoscale } from '../../../../src/providers/hosts/exoscale/exoscale.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer, failureIn, provided, terms } from '../../contract/provided.ts';
import { providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { exoscaleError, exoscaleId, exoscaleKeys, pretendExoscale } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const setup = worldOf(exoscale, pretendExoscale());
const { desired } = terms();

providerContract({
  name: 'Exoscale',
  setup,
  secrets: Object.values(exoscaleKeys),
  moreThanAPage: 0,
  moreZonesThanAPage: 30,
  // The first read looks the zone up; each write is asked about once, and takes half a second.
  requests: (names) => ({ read: 2, write: 2 * names + Math.ceil(names / 10) }),
  handle: ({ id }) => exoscaleId(id),
  leftAlone: [[{ extra: { 'system-record': true } }, 'holds a record that Exoscale manages itself']],
  refusals: [
    ...commonRefusals('Exoscale', '{"message":"sorry"}'),
    {
      title: '403',
      kind: 'permanent',
      says: /check EXOSCALE_API_KEY and EXOSCALE_API_SECRET, whose role must allow the service class dns.*403 no \[secret\]/,
      fault: refused(exoscaleError(403, `no ${exoscaleKeys.key}`)),
    },
    {
      title: '400',
      kind: 'record',
      readKind: 'permanent',
      says: /Exoscale refused.*Invalid content/,
      fault: refused(exoscaleError(400, 'Invalid content')),
    },
  ],
});

test('Exoscale: an operation that failed is told, a refused one as a matter of its record', async () => {
  const { sync, server, held } = await provided({ setup });
  const failed = (body: string, reason: string) => {
    held.replace({ type: 'A' }, []);
    return body.replace('"state":"success"', `"state":"failure","reason":"${reason}"`);
  };
  const fail = (reason: string) =>
    server.faults.inject(
      { kind: 'altered', alter: (body) => failed(body, reason) },
      { when: ({ segments }) => segments[1] === 'operation', times: 1 },
    );

  fail('incorrect');
  const [incorrect] = await sync([desired('one')]);
  fail('busy');
  const [busy] = await sync([desired('two')]);

  expect(failureIn(incorrect)).toMatchObject({ kind: 'record' });
  expect(failureIn(incorrect)?.message).toContain('did not carry the change out: incorrect');
  expect(failureIn(busy)).toMatchObject({ kind: 'transient', unconfirmed: true });
});
