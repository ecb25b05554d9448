import { describe, expect, test } from 'vitest';
import type { ProviderDefinition } from '../../../../src/providers/provider.ts';
import { hurriedClock } from '../../../support/hurried-clock.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer, failureOf } from '../../contract/provided.ts';
import { providerContract } from '../../contract/provider.ts';
import { type Way, worldOf } from '../../contract/world-of.ts';
import { fixtureText, hasFixtures } from '../../recorded/fixtures.ts';
import { scripted } from '../../recorded/scripted.ts';
import { websupportError, websupportKeys } from './service.ts';

/** One of those that run the software of Websupport. */
export interface Brand {
  readonly name: string;
  readonly definition: ProviderDefinition;
  /** Its settings begin with it. */
  readonly prefix: string;
  /** Where its API is. */
  readonly api: string;
}

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const home = { name: 'home', type: 'A' } as const;
const services = JSON.stringify({ items: [{ id: 5, serviceName: 'domain', name: 'example.com' }] });
const clock = hurriedClock(Date.UTC(2026, 0, 1));

/** What every host must do. */
export function brandContract({ name, definition, prefix }: Brand, ways: readonly Way[]): void {
  for (const way of ways)
    providerContract({
      name,
      setup: worldOf(definition, way),
      secrets: Object.values(websupportKeys),
      moreThanAPage: 1010,
      moreZonesThanAPage: 30,
      // The first read looks the service up; each record is created, looked for and the old one deleted.
      requests: (names) => ({ read: 2, write: 3 * names }),
      refusals: [
        ...commonRefusals(name, '{"title":"sorry"}'),
        {
          title: '401',
          kind: 'permanent',
          says: new RegExp(`check ${prefix}_API_KEY and ${prefix}_SECRET, and the clock.*\\[secret\\]`),
          fault: refused(websupportError(401, `no ${websupportKeys.secret}`)),
        },
        {
          title: '403',
          kind: 'permanent',
          says: /must be allowed to manage the DNS of the domain.*unauthorized/,
          fault: refused(websupportError(403, 'This action is unauthorized.')),
        },
        {
          title: '422',
          kind: 'record',
          readKind: 'permanent',
          says: new RegExp(`${name} refused.*The given data was invalid`),
          fault: refused(websupportError(422, 'The given data was invalid.')),
        },
      ],
    });
}

/** What it is sent, and what comes of the answers that others have kept. */
export function brandExchanges({ name, definition, prefix, api }: Brand): void {
  const values = { [`${prefix}_API_KEY`]: 'k', [`${prefix}_SECRET`]: 's' };
  // The calls that lego and the certbot hooks of others make.
  test(`${name} is asked and understood as its clients do`, async () => {
    const page = (records: object[]) =>
      JSON.stringify({ currentPage: 1, totalPages: 1, totalRecords: records.length, data: records });
    const old = { id: 7, type: 'A', name: 'home.example.com', content: '192.0.2.1', ttl: 3600 };
    const made = { id: 8, type: 'A', name: 'home.example.com', content: '192.0.2.2', ttl: 600 };
    const { read, set, sent, requests } = scripted({
      definition,
      values,
      clock,
      answers: [
        services,
        page([old]),
        { status: 204, text: '' },
        page([old, made]),
        { status: 204, text: '' },
      ],
    });

    const [before] = await read(home);
    const changed = before && (await set(before, '192.0.2.2', 600));

    const url = `${api}/v2/service/5/dns/record`;
    expect(before?.records).toEqual([{ id: '7', value: '192.0.2.1', ttl: 3600 }]);
    expect(changed).toMatchObject([{ held: { records: [{ id: '8', value: '192.0.2.2', ttl: 600 }] } }]);
    expect(sent()).toEqual([
      `GET ${api}/v1/user/self/service`,
      `GET ${url}?page=1&rowsPerPage=1000`,
      `POST ${url} {"type":"A","name":"home","content":"192.0.2.2","ttl":600}`,
      `GET ${url}?page=1&rowsPerPage=1000`,
      `DELETE ${url}/7`,
    ]);
    // printf 'DELETE /v2/service/5/dns/record/7 1767225600' | openssl dgst -sha1 -hmac s
    expect(requests.at(-1)?.headers).toMatchObject({
      authorization: `Basic ${btoa('k:632898c54c782670f3d3208f05113d6f69692d3e')}`,
      date: 'Thu, 01 Jan 2026 00:00:00 GMT',
    });
  });

  describe.skipIf(!hasFixtures)('what lego tests with', () => {
    const of = (name: string) => fixtureText(`clients/active24/go-acme+lego/${name}.json`);

    test('is understood as the list of services', async () => {
      const { provider } = scripted({ definition, values, clock, answers: [of('services')] });

      expect(await provider.zones?.(new AbortController().signal)).toContain('mydomain.sk');
    });

    test.each([
      ['error_v1', 401, `check ${prefix}_API_KEY`],
      ['error_403', 403, 'must be allowed to manage the DNS'],
    ])('is understood as an error: %s', async (name, status, says) => {
      const { read } = scripted({
        definition,
        values,
        clock,
        answers: [{ status, text: of(name) }],
      });

      expect((await failureOf(read(home))).message).toContain(says);
    });
  });
}
