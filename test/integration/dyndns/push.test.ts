import { fileURLToPath } from 'node:url';
import { GenericContainer, type StartedTestContainer } from 'testcontainers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { credentials, freePort, type House, house, inSync, type Program, until } from '../../e2e/house.ts';
import { dockerFor } from '../../support/docker.ts';

const engine = await dockerFor('The tests of inadyn and ddclient as a router that pushes');

const login = { PUSH_USER: 'router', PUSH_PASSWORD: 'k7w2-xm9q-t4zr' };
const clients = ['inadyn', 'ddclient'] as const;
type Client = (typeof clients)[number];

/** As docs/router.md says them, but for where the client learns the address, and how soon ddclient may call again. */
const configurations: Readonly<Record<Client, (port: number) => string>> = {
  inadyn: (port) => `
custom home {
    ssl = false
    username = "${login.PUSH_USER}"
    password = "${login.PUSH_PASSWORD}"
    ddns-server = "127.0.0.1:${port}"
    ddns-path = "/nic/update?hostname=%h&myip=%i"
    hostname = "home.example.com"
    checkip-command = "/bin/cat /tmp/address"
}
`,
  ddclient: (port) => `
ssl=no
use=cmd, cmd='cat /tmp/address'
min-interval=1
protocol=dyndns2
server=127.0.0.1:${port}
login=${login.PUSH_USER}
password=${login.PUSH_PASSWORD}
home.example.com
`,
};

describe.skipIf(!engine)('as a router that pushes to the program', () => {
  let container: StartedTestContainer | undefined;
  let home: House;
  let program: Program;
  let port: number;

  beforeAll(async () => {
    const image = await GenericContainer.fromDockerfile(fileURLToPath(new URL('.', import.meta.url))).build(
      'homemade-ddns-test-dyndns',
      { deleteOnExit: false },
    );
    container = await image.withNetworkMode('host').start();
  });
  afterAll(async () => {
    await container?.stop();
  });

  beforeEach(async () => {
    [home, port] = [await house(), await freePort()];
    const quiet = { SCHEDULE: '0 0 3 * * *', LOG_LEVEL: 'info', LOCAL_HINTS: 'false' };
    program = await home.start({ ...credentials.v3, ...login, ...quiet, HTTP_PORT: String(port) });
    await inSync(program);
    await run('rm -rf /tmp/inadyn* /tmp/ddclient*');
    await learn();
  });
  afterEach(() => home.stop());

  async function run(command: string): Promise<string> {
    return (await container?.exec(['sh', '-c', command]))?.output ?? '';
  }

  /** The client is told the address that the home has. */
  async function learn(): Promise<void> {
    await run(`echo ${home.isp.address('ipv4')} > /tmp/address`);
  }

  const configuration = (client: Client) => Buffer.from(configurations[client](port)).toString('base64');

  async function restart(client: Client, cache: 'kept' | 'none', times: number): Promise<string> {
    return run(`/dyndns/pushes ${client} ${configuration(client)} ${cache} ${times}`);
  }

  const isPublished = () =>
    until(() => home.zone.values('home', 'A').join() === home.isp.address('ipv4'), 'the record follows');
  const questions = () => home.echoes.reduce((sum, echo) => sum + echo.requests(), 0);
  const complaints = () => program.lines().filter(({ level }) => level === 'warn' || level === 'error');

  describe.each(clients)('%s', (client) => {
    test.each(['kept', 'none'] as const)('is content in each of 50 starts, cache: %s', async (cache) => {
      const before = questions();
      home.godaddy.clearLog();

      const first = await restart(client, cache, 25);
      home.isp.change();
      await learn();
      const second = await restart(client, cache, 25);

      expect(`${first}${second}`.match(/^ended with .*$/gm)).toEqual(Array(50).fill('ended with 0'));
      expect(`${first}${second}`).not.toMatch(/abuse|badauth|failed:|not ok|error/i);
      await isPublished();
      // One change, which takes GoDaddy two calls; and no storm of questions, though without a cache it calls with each start.
      expect(home.godaddy.writes().length).toBeLessThanOrEqual(2);
      expect(home.godaddy.log.length).toBeLessThan(10);
      expect(questions() - before).toBeLessThan(30);
      expect(complaints()).toEqual([]);
    });

    test('is content while the DNS host is down, and its record follows after that', async () => {
      await home.godaddy.down();
      home.isp.change();
      await learn();

      const output = await restart(client, 'none', 5);

      expect(output.match(/^ended with .*$/gm)).toEqual(Array(5).fill('ended with 0'));
      expect(output).not.toMatch(/abuse|badauth|failed:|not ok/i);
      await home.godaddy.up();
      await isPublished();
    });

    test('goes on when the home has no network at all, and is told 911', async () => {
      for (const echo of home.echoes) echo.mode = 'drop';
      home.isp.change();
      await learn();
      const [conf, log] = [`/tmp/${client}.conf`, `/tmp/${client}.log`];
      await run(`echo ${configuration(client)} | base64 -d > ${conf}; chmod 600 ${conf}`);
      const start = {
        inadyn: `inadyn -n -l debug -f ${conf} --cache-dir /tmp -P /tmp/inadyn.pid > ${log} 2>&1`,
        // Only to a terminal it prints at once.
        ddclient: `script -qfec 'ddclient -daemon=60 -foreground -verbose -file ${conf} -cache /tmp/ddclient.cache' ${log} > /tmp/ddclient.out 2>&1`,
      }[client];
      const pid = (await run(`${start} < /dev/null & echo $!`)).trim();

      await until(async () => / 503 /.test(await run(`cat ${log}`)), 'it was told that nothing is decided');
      for (const echo of home.echoes) echo.mode = 'honest';
      // The looks that its call led to go on.
      await isPublished();

      expect(await run(`kill ${pid} && echo it was running`)).toContain('it was running');
      expect(await run(`cat ${log}`)).not.toMatch(/abuse/);
    });
  });
});
