import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { upnpRouter } from '../support/upnp-router.ts';
import { bundle, credentials, type Environment, type House, house, until } from './house.ts';

interface Case {
  readonly title: string;
  readonly about: string;
  /** Brings it about; what has to be undone is returned with the settings for it. */
  begin(home: House): Promise<{ readonly settings?: Environment; end?(): Promise<void> }>;
  /** What text page and log say of it. */
  readonly says: RegExp;
}

const cases: readonly Case[] = [
  {
    title: 'No network',
    about: 'Nothing answers: no source, and not the DNS host either.',
    async begin({ isp, echoes, godaddy }) {
      isp.online = false;
      await Promise.all(echoes.map((echo) => echo.close()));
      await godaddy.down();
      return {};
    },
    says: /no network/i,
  },
  {
    title: 'A wrong token',
    about: 'The credential is mistyped, has expired or was revoked.',
    begin: async () => ({ settings: { GODADDY_TOKEN: 'wrong-token-of-somebody' } }),
    says: /does not accept the credentials/,
  },
  {
    title: 'A wrong zone',
    about: 'The account of the credential does not hold `DOMAIN`.',
    begin: async () => ({ settings: { DOMAIN: 'example.net' } }),
    says: /has no zone example\.net/,
  },
  {
    title: 'The DNS host is down',
    about: 'Its API does not answer. It is tried again by itself.',
    async begin({ godaddy }) {
      await godaddy.down();
      return {};
    },
    says: /nothing answers/,
  },
  {
    title: 'A CNAME in the way',
    about: 'One of the names is an alias of another name. The other records are not affected.',
    begin: async () => ({ settings: { RECORDS: 'home,www' } }),
    says: /CNAME to example\.net/,
  },
  {
    title: 'Carrier-grade NAT',
    about:
      'The ISP shares one public address among many homes. The record is kept, but nobody can come in by it.',
    async begin({ settings }) {
      const router = await upnpRouter('100.64.13.7');
      const sources = `${settings.IPV4_SOURCES},gateway:${router.url}`;
      return { settings: { IPV4_SOURCES: sources }, end: () => router.close() };
    },
    says: /carrier-grade NAT/,
  },
];

const intro = `# How failures look

The six most common ones as the log, the page and [\`check\`](commands.md#check) say them, each in one sentence that begins with the
reason. What happens next with each, and what else can fail: [When something fails](troubleshooting.md).
<!-- Made by a test from what the program really says: npx vitest run --project e2e test/e2e/failures.test.ts -u -->
`;

/** The same of every run: times, ports and the order in which sources happened to answer. */
function settled(output: string): string {
  return (
    output
      .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, '2026-11-25 11:12:30')
      .replace(/http:\/\/127\.0\.0\.1:\d{5}\/rootDesc/g, 'http://fritz.box:49000/rootDesc')
      .replace(/127\.0\.0\.([234]):\d{5}/g, (_, last) => `ip${last}.example.net`)
      .replace(/127\.0\.0\.1:\d{5}/g, 'api.godaddy.com')
      .replace(/request [\da-f]{12}/g, 'request 6f1c0a9b2d34')
      // Said where GODADDY_API_URL is set, as it is here.
      .replace(/; keys and tokens of the test environment \(OTE\)[^;()]*this is [\w.:]+/g, '')
      .replace(/(\s)[\d,.]+ m?s\b/g, '$112 ms')
      .replace(/next try in \d+ \w+/g, 'next try in 1 min')
      .replace(/as https\S+, https\S+ say/g, 'as https://ip2.example.net, https://ip3.example.net say')
      .trimEnd()
  );
}

async function output(args: readonly string[], env: Environment): Promise<string> {
  const child = spawn(process.execPath, [bundle, ...args], { env, stdio: ['ignore', 'pipe', 'ignore'] });
  return text(child.stdout);
}

/** What has a mark; sources, which fail in any order, are summed up in the sentence after them. */
const isOfTrouble = (line: string) =>
  /^\S+ \S+ {2}(WARN|ERROR) /.test(line) && !line.includes('gives no usable');

async function told({ title, about, begin, says }: Case): Promise<string> {
  const home = await house([{ name: 'home', type: 'A', data: '81.2.69.142', ttl: 600 }]);
  const { settings, end } = await begin(home);
  try {
    const env = { ...home.settings, ...credentials.v3, TZ: 'UTC', ...settings };
    const log = (await output([], { ...env, ONCE: 'true' })).split('\n').filter(isOfTrouble);
    const check = (await output(['check'], env)).split('\n\n').slice(2).join('\n\n');
    const program = await home.start({
      ...env,
      LOG_FORMAT: 'text',
      LOG_LEVEL: 'info',
      SCHEDULE: '0 0 1 1 *',
    });
    let shown = '';
    const isSettled = async () => {
      const before = settled(shown);
      shown = await (await program.get('/')).text();
      return says.test(shown) && /^last look: \d/m.test(shown) && settled(shown) === before;
    };
    await until(isSettled, `the page says ${says}`);
    program.signal('SIGKILL');
    await program.exit;
    for (const said of [log.join('\n'), check]) expect(said).toMatch(says);
    const block = (what: string, lines: string) => `${what}\n\n\`\`\`text\n${settled(lines)}\n\`\`\`\n`;
    return [
      `## ${title}\n\n${about}\n`,
      block('In the log:', log.join('\n')),
      block('On the page, as text:', shown),
      block('With `check`:', check),
    ].join('\n');
  } finally {
    await end?.();
    await home.stop();
  }
}

it('the six main failures are told as docs/failures.md shows them', { timeout: 180_000 }, async () => {
  const sections: string[] = [];
  for (const one of cases) sections.push(await told(one));

  await expect([intro, ...sections].join('\n')).toMatchFileSnapshot('../../docs/failures.md');
});
