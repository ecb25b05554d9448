import { connect } from 'node:net';
import { createServer } from 'node:tls';
import { godaddyCredentials, godaddyServer } from '../providers/hosts/godaddy/service.ts';
import { createAuthority } from '../world/authority.ts';
import { startEcho } from '../world/echo.ts';
import { createIsp } from '../world/isp.ts';
import { pretendZone, pretendZones } from '../world/zone.ts';

// The pretend internet on loopback as a process of its own, all of it over TLS, for the starts of the bundle.

/** The settings of a home in this world, sent to the parent process; the authority is a PEM text. */
export interface HomeWorld {
  readonly settings: Readonly<Record<string, string>>;
  readonly authority: string;
}

const host = '127.0.0.1';
const hosts = [host, '127.0.0.2', '127.0.0.3'];
const isp = createIsp({ ipv4: '81.2.69.142' });
const godaddy = await godaddyServer({ zones: pretendZones(pretendZone('example.com')) });
const authority = createAuthority();
const { key, certificate: cert } = authority.issue(hosts);
const echoes = await Promise.all(hosts.map((host) => startEcho({ isp, host, tls: { key, cert } })));

const front = createServer({ key, cert }, (outside) => {
  const inside = connect(godaddy.port, host);
  outside.pipe(inside).pipe(outside);
  for (const [one, other] of [
    [outside, inside],
    [inside, outside],
  ] as const) {
    one.on('close', () => other.destroy());
    one.on('error', () => other.destroy());
  }
});
front.listen(0, host, () => {
  const address = front.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const world: HomeWorld = {
    settings: {
      DOMAIN: 'example.com',
      RECORDS: 'home',
      IPV4_SOURCES: echoes.map(({ url }) => url).join(),
      GODADDY_API_URL: `https://${host}:${port}`,
      GODADDY_TOKEN: godaddyCredentials.token,
      // What is read here by a program.
      LOG_FORMAT: 'json',
    },
    authority: authority.certificate,
  };
  process.send?.(world);
});
process.on('disconnect', () => process.exit(0));
