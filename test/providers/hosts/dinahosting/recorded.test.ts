import { describe, expect, test } from 'vitest';
import { dinahosting } from '../../../../src/providers/hosts/dinahosting.ts';
import { failureIn, freshSignal } from '../../contract/provided.ts';
import { type Exchange, hasFixtures, recordedExchanges } from '../../recorded/fixtures.ts';
import { changesOfHome } from '../../recorded/home.ts';
import { replay } from '../../recorded/replay.ts';

const exchanges = hasFixtures ? recordedExchanges('dinahosting') : [];
const commandOf = ({ request }: Exchange) => new URLSearchParams(request.body ?? '').get('command') ?? '';
const of = (command: RegExp) => exchanges.filter((one) => command.test(commandOf(one)));

const replayOf = (next: () => Exchange | undefined) =>
  replay({
    definition: dinahosting,
    values: { DINAHOSTING_USERNAME: 'u', DINAHOSTING_PASSWORD: 'p' },
    urlSetting: 'DINAHOSTING_API_URL',
    basePath: '/special/api.php',
    domain: 'itslikethesesweet.info',
    choose: next,
  });

describe.skipIf(!hasFixtures)('exchanges recorded at dinahosting', () => {
  test('every recorded listing is understood', async () => {
    let next: Exchange | undefined;
    const { provider, zone } = await replayOf(() => next);

    for (next of of(/GetAll$/)) {
      const [local, docs] = await provider.read(
        zone,
        [
          { name: 'localhost', type: 'A' },
          { name: 'docs', type: 'A' },
        ],
        freshSignal(),
      );
      expect(local?.records).toMatchObject([{ value: '127.0.0.1', ttl: null }]);
      expect(docs?.conflict).toBe('holds a CNAME to docs.example.com');
    }
    expect(of(/GetAll$/).length).toBeGreaterThan(2);
    [next] = of(/GetDomains$/);
    expect(await provider.zones?.(freshSignal())).toContain('itslikethesesweet.info');
  });

  test('every recorded answer to a write means what it says', async () => {
    let next: Exchange | undefined;
    const { provider, zone, server } = await replayOf(() => next);
    const { create, remove } = changesOfHome(300, '["home","A","192.0.2.9"]');

    for (const [command, change] of [
      [/AddType/, create],
      [/DeleteType/, remove],
    ] as const) {
      for (next of of(command)) {
        const { responseCode } = JSON.parse(next.response.body);
        const [answer] = await provider.apply(zone, change, freshSignal());
        if (responseCode === 1000) expect(answer).toMatchObject({ held: {} });
        else expect(failureIn(answer)).toBeDefined();
        const sent = [
          ...new URLSearchParams(server.log.find((one) => server.isWrite(one))?.body).keys(),
        ].filter((field) => !field.startsWith('AUTH_'));
        expect(sent.sort()).toEqual(['command', 'domain', 'hostname', 'ip', 'responseType']);
      }
      expect(of(command).length).toBeGreaterThan(5);
    }
  });
});
