import { fileURLToPath } from 'node:url';
import { GenericContainer, type StartedTestContainer, Wait } from 'testcontainers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { godaddyCredentials } from '../../providers/hosts/godaddy/service.ts';
import { dockerFor } from '../../support/docker.ts';

const engine = await dockerFor('The tests of a home with two lines');
const repository = fileURLToPath(new URL('../../..', import.meta.url));
const [line1, line2] = ['81.2.61.142', '81.2.62.142'];

describe.skipIf(!engine)('a home with two lines', () => {
  let home: StartedTestContainer | undefined;

  beforeAll(async () => {
    if (!engine) return;
    const context = fileURLToPath(new URL('.', import.meta.url));
    const image = await GenericContainer.fromDockerfile(context).build('homemade-ddns-test-lines', {
      deleteOnExit: false,
    });
    // SYS_ADMIN: namespaces within a container, and their forwarding.
    home = await image
      .withAddedCapabilities('NET_ADMIN', 'SYS_ADMIN')
      .withSecurityOpt('apparmor=unconfined')
      .withBindMounts([{ source: repository, target: '/repository', mode: 'ro' }])
      .withWaitStrategy(Wait.forLogMessage('The internet is there'))
      .start();
  });

  afterAll(async () => {
    await home?.stop();
  });

  async function inHome(...command: string[]) {
    return inPlace('home', ...command);
  }
  async function inPlace(place: string, ...command: string[]) {
    if (!home) throw new Error('the home did not start');
    return home.exec(['ip', 'netns', 'exec', place, ...command]);
  }
  /** What the zones hold: example.com of line 1, example.org of line 2. */
  async function zones(): Promise<string[][]> {
    const { output } = await inPlace(
      'internet',
      'node',
      '-e',
      'fetch("http://9.9.1.1:81").then((a) => a.text()).then(console.log)',
    );
    return JSON.parse(output);
  }
  /** One look and one step of each target. */
  async function once(via: Record<string, string>) {
    const settings = {
      ...{ DOMAIN: 'example.com', RECORDS: 'home', DOMAIN_2: 'example.org', RECORDS_2: 'home' },
      ...{ GODADDY_TOKEN: godaddyCredentials.token, GODADDY_API_URL: 'http://9.9.1.1:82' },
      ...{ IPV4_SOURCES: 'http://9.9.1.1/,http://9.9.2.1/', IP_QUORUM: '1', ONCE: 'true', HTTP_PORT: '0' },
      ...via,
    };
    const given = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
    return inHome('env', ...given, 'node', '/repository/dist/homemade-ddns.mjs');
  }

  it.each(['eth2', '192.168.2.10'])(
    'without a rule for line 2 publishes nothing by VIA_2=%s, and asks for the rule',
    async (via) => {
      const { exitCode, output } = await once({ VIA_2: via });

      expect(output).toContain(`VIA_2=${via} sees ${line1}`);
      expect(output).toContain('is there a rule for 192.168.2.10?');
      expect(exitCode).toBe(1);
      expect(await zones()).toEqual([[line1], []]);
    },
  );

  it.each(['eth2', '192.168.2.10'])('with the rule keeps each zone at its line, by VIA_2=%s', async (via) => {
    await inHome('ip', 'route', 'replace', 'default', 'via', '192.168.2.1', 'dev', 'eth2', 'table', '102');
    await inHome('ip', 'rule', 'add', 'from', '192.168.2.10', 'table', '102');

    const { exitCode, output } = await once({ VIA_2: via });
    await inHome('ip', 'rule', 'del', 'from', '192.168.2.10', 'table', '102');

    expect(output).toContain(line2);
    expect(exitCode).toBe(0);
    expect(await zones()).toEqual([[line1], [line2]]);
  });

  it('with an interface that is not there keeps the other line', async () => {
    const { exitCode, output } = await once({ VIA_2: 'eth9' });

    expect(output).toContain('VIA_2=eth9: there is no interface eth9');
    expect(exitCode).toBe(1);
    expect((await zones())[0]).toEqual([line1]);
  });
});
