import { describe, expect, test } from 'vitest';
import { ovh } from '../../../../src/providers/hosts/ovh/ovh.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';
import { example, failureOf, freshSignal, home, provided, terms } from '../../contract/provided.ts';
import { worldOf } from '../../contract/world-of.ts';
import { type OvhWorld, ovhAccount, ovhKeys, ovhServer, pretendOvhAccount } from './service.ts';

const { desired, record } = terms();
const hour = 3_600_000;

describe('a service account of OVHcloud', () => {
  let world: OvhWorld;
  const clock = new VirtualClock();
  const sessions: string[] = [];
  const timed: typeof ovh = {
    ...ovh,
    create: (values, http, context) =>
      ovh.create(values, http, { ...context, clock, onSession: (id) => void sessions.push(id) }),
  };
  const setup = (settings = {}) =>
    worldOf(
      timed,
      pretendOvhAccount(settings, (zones) => {
        world = { zones };
        return ovhServer(world);
      }),
    );
  const isToken = ({ path }: { readonly path: string }) => path === '/auth/oauth2/token';

  test('asks for a token once, and again before that ends', async () => {
    const { sync, remaining, server } = await provided({ setup: setup() }, [record('home', '192.0.2.1')]);

    await sync([desired('home')]);
    const first = server.log.filter(isToken).length;
    await clock.advance(hour);
    const left = await remaining([desired('home')]);

    expect(left).toEqual([]);
    expect(first).toBe(1);
    expect(server.log.filter(isToken)).toHaveLength(2);
    expect(sessions).toContain('pretendAccessToken.2');
  });

  test('asks for another token where the one it has is refused, once', async () => {
    const { read, server } = await provided({ setup: setup() }, [record('home', '192.0.2.1')]);
    await read([home]);
    world.tokens = 7;

    const [set] = await read([home]);

    expect(set?.records).toHaveLength(1);
    expect(server.log.filter(isToken)).toHaveLength(2);
  });

  test('tells wrong credentials of the account as such, without showing them', async () => {
    const { provider, server } = await provided({ setup: setup({ OVH_CLIENT_SECRET: 'wrongSecret123' }) });

    const failure = await failureOf(provider.read(example, [home], freshSignal()));

    expect(failure.kind).toBe('permanent');
    expect(failure.message).toMatch(/check OVH_CLIENT_ID and OVH_CLIENT_SECRET.*invalid_client/);
    expect(failure.message).not.toContain('wrongSecret123');
    expect(server.log).toHaveLength(1);
  });
});

test.each<[string, Record<string, string>, readonly RegExp[]]>([
  ['the keys', ovhKeys, []],
  ['an account', ovhAccount, []],
  ['a token', { OVH_ACCESS_TOKEN: 't' }, []],
  [
    'nothing',
    {},
    [/^give OVH_APPLICATION_KEY with .*, or OVH_CLIENT_ID with OVH_CLIENT_SECRET, or OVH_ACCESS_TOKEN$/],
  ],
  ['half an account', { OVH_CLIENT_ID: 'c' }, [/^OVH_CLIENT_SECRET is required$/]],
  ['keys and an account', { ...ovhKeys, ...ovhAccount }, [/do not fit together/]],
])('of the credentials, %s: %j', (_, given, problems) => {
  const found = ovh.check(given);

  expect(found).toHaveLength(problems.length);
  for (const [at, problem] of problems.entries()) expect(found[at]).toMatch(problem);
});
