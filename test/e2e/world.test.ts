import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { afterEach, expect, it, onTestFinished } from 'vitest';
import { aa, nameServer } from '../support/name-server.ts';
import { createAuthority } from '../world/authority.ts';
import { credentials, type House, house, inSync, messages, preload, until } from './house.ts';

let home: House;
afterEach(() => home.stop());

/** The zone's servers are this one, whose port takes the place of 53; what goes to port 443 of the home ends here. */
const inThisWorld = (dns: number, web: number) =>
  preload(`
    const { Resolver } = process.getBuiltinModule('node:dns/promises');
    Resolver.prototype.resolveNs = async (name) => {
      if (name === 'example.com') return ['127.0.0.1'];
      throw Object.assign(new Error('no data'), { code: 'ENODATA' });
    };
    const udp = process.getBuiltinModule('node:dgram').Socket.prototype;
    const { connect, emit } = udp;
    udp.connect = function (to, ...rest) { return connect.call(this, to === 53 ? ${dns} : to, ...rest); };
    udp.emit = function (event, message, from) {
      if (event === 'message') return emit.call(this, event, message, { ...from, port: 53 });
      return emit.apply(this, arguments);
    };
    const tcp = process.getBuiltinModule('node:net').Socket.prototype;
    const open = tcp.connect;
    tcp.connect = function (...given) {
      const [options] = Array.isArray(given[0]) ? given[0] : given;
      if (options?.port === 443) Object.assign(options, { host: '127.0.0.1', port: ${web} });
      return open.apply(this, given);
    };
    const wait = globalThis.setTimeout;
    globalThis.setTimeout = (work, ms, ...rest) => wait(work, ms === 10000 ? 1000 : ms, ...rest);`);

it('says that the world is told of a change, and that the home answers at its new address', async () => {
  home = await house();
  const dns = await nameServer(({ name, type }) => ({
    flags: aa,
    answers: home.zone.values('home', type).map((data) => ({ name, type: 'A', ttl: 600, data })),
  }));
  const authority = createAuthority();
  const { key, certificate: cert } = authority.issue(['home.example.com']);
  const web = createServer({ key, cert }, (socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end('HTTP/1.1 204 No Content\r\n\r\n'));
  });
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void web.close());
  const at = web.address();
  const trusted = join(tmpdir(), `world-${process.pid}.pem`);
  writeFileSync(trusted, home.authority + authority.certificate);
  const program = await home.start({
    ...{ ...credentials.v1, NODE_EXTRA_CA_CERTS: trusted, METRICS: 'true' },
    ...inThisWorld(dns.port, at !== null && typeof at === 'object' ? at.port : 0),
    CHECK_URLS: 'https://home.example.com',
  });
  await inSync(program);
  const told = () => messages(program, 'The servers of the zone serve the change');
  const answers = () => messages(program, 'The home answers at its public address, seen from inside');
  await until(() => told().length === 1 && answers().length === 1, 'the first address is told');

  home.isp.change({ ipv4: '81.2.69.77' });
  await until(() => told().length === 2 && answers().length === 2, 'the new address is told');

  const { code, report } = await program.health();
  expect(code).toBe(200);
  expect(report.notes.map(({ code, text }) => [code, text])).toEqual([
    [
      'world-served',
      expect.stringMatching(
        /^home\.example\.com A: the servers of the zone serve 81\.2\.69\.77; the last resolver has forgotten /,
      ),
    ],
    [
      'world-answers',
      expect.stringMatching(
        /^home\.example\.com answers at its public address 81\.2\.69\.77, seen from inside/,
      ),
    ],
  ]);
  const page = await fetch((await program.get('/')).url, { headers: { accept: 'text/html' } });
  expect(await page.text()).toContain('How far the world is');
  const metrics = await (await program.get('/metrics')).text();
  expect(metrics).toContain('homemade_ddns_home_answers{place="home.example.com",family="ipv4"} 1');
  expect(metrics).toContain('showing="served"} 1');
});
