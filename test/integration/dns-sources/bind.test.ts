import { fileURLToPath } from 'node:url';
import { GenericContainer, type StartedTestContainer, Wait } from 'testcontainers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { dnsSource, dnsSourceOf } from '../../../src/sources/dns/dns.ts';
import { parseDnsEntry } from '../../../src/sources/dns/entry.ts';
import { type DualStackNetwork, dockerFor, dualStackNetwork } from '../../support/docker.ts';

const engine = await dockerFor('The tests of the DNS sources against BIND');
const options = { timeout: 10_000, clock: systemClock };
const forever = new AbortController().signal;
const seen = { ipv4: '81.2.69.160', ipv6: '2a02:8:1:2:3:4:5:6' } as const;

describe.skipIf(!engine)('against a real BIND', () => {
  let network: DualStackNetwork | undefined;
  let bind: StartedTestContainer | undefined;
  let hosts = { ipv4: '', ipv6: '' };

  beforeAll(async () => {
    if (!engine) return;
    network = await dualStackNetwork(engine);
    const context = fileURLToPath(new URL('.', import.meta.url));
    const image = await GenericContainer.fromDockerfile(context).build('homemade-ddns-test-bind', {
      deleteOnExit: false,
    });
    bind = await image
      .withNetworkMode(network.name)
      .withWaitStrategy(Wait.forLogMessage('all zones loaded'))
      .start();
    hosts = await network.addressesOf(bind);
  });

  afterAll(async () => {
    await bind?.stop();
    await network?.remove();
  });

  for (const entry of ['dns:cloudflare', 'dns:opendns', 'dns:google', 'dns:akamai']) {
    for (const family of ['ipv4', 'ipv6'] as const) {
      test(`${entry} tells the ${family} address`, async () => {
        const servers = [{ host: hosts[family], port: 53 }];
        const source = dnsSourceOf({ ...parseDnsEntry(entry), servers }, options);

        expect(await source.ask(family, forever)).toBe(seen[family]);
      });
    }
  }

  test('the general form tells the address in each type, class and family', async () => {
    const ask = (question: string, family: 'ipv4' | 'ipv6') => {
      const server = family === 'ipv4' ? hosts.ipv4 : `[${hosts.ipv6}]`;
      return dnsSource(`dns:${question}@${server}`, options).ask(family, forever);
    };

    expect(await ask('myip.opendns.com/A', 'ipv4')).toBe(seen.ipv4);
    expect(await ask('MYIP.opendns.com/AAAA', 'ipv6')).toBe(seen.ipv6);
    expect(await ask('o-o.myaddr.l.google.com/TXT/IN', 'ipv6')).toBe(seen.ipv6);
    expect(await ask('whoami.cloudflare/TXT/CH', 'ipv4')).toBe(seen.ipv4);
    expect(await ask('whoami.cloudflare/TXT/CH', 'ipv6')).toBe(seen.ipv6);
  });

  test('an answer that does not fit into UDP comes over TCP', async () => {
    const source = dnsSource(`dns:large.example/TXT@${hosts.ipv4}`, options);

    expect(await source.ask('ipv4', forever)).toBe(seen.ipv4);
  });

  const refusals = [
    ['no.whoami.akamai.net/A', 'it says that no.whoami.akamai.net does not exist'],
    ['elsewhere.example/A', 'it refuses the question'],
    ['myip.opendns.com/TXT', 'it has no TXT record for myip.opendns.com'],
    ['two.whoami.akamai.net/A', 'it gave 2 answers where one is expected'],
    ['alias.whoami.akamai.net/A', 'its answer is no A record of alias.whoami.akamai.net itself'],
    ['whoami.cloudflare/TXT/IN', 'it refuses the question'],
  ] as const;
  for (const [question, reason] of refusals) {
    test(`a question for ${question} fails with what BIND says`, async () => {
      const source = dnsSource(`dns:${question}@${hosts.ipv4}`, options);

      await expect(source.ask('ipv4', forever)).rejects.toThrow(`${hosts.ipv4}:53: ${reason}`);
    });
  }
});
