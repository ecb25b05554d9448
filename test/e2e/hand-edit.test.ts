import { afterEach, expect, it } from 'vitest';
import { aa, nameServer } from '../support/name-server.ts';
import { credentials, type House, house, inSync, messages, preload, until } from './house.ts';

let home: House;
afterEach(() => home.stop());

/** The program's five minutes are a moment, and the zone's servers are this one, whose port takes the place of 53. */
const inThisWorld = (port: number) =>
  preload(`
    const wait = globalThis.setTimeout;
    globalThis.setTimeout = (work, ms, ...rest) => wait(work, ms > 299000 && ms < 301000 ? 300 : ms, ...rest);
    const { Resolver } = process.getBuiltinModule('node:dns/promises');
    Resolver.prototype.resolveNs = async (name) => {
      if (name === 'example.com') return ['127.0.0.1'];
      throw Object.assign(new Error('no data'), { code: 'ENODATA' });
    };
    const { Socket } = process.getBuiltinModule('node:dgram');
    const { connect, emit } = Socket.prototype;
    Socket.prototype.connect = function (to, ...rest) { return connect.call(this, to === 53 ? ${port} : to, ...rest); };
    Socket.prototype.emit = function (event, message, from) {
      if (event === 'message') return emit.call(this, event, message, { ...from, port: 53 });
      return emit.apply(this, arguments);
    };`);

it('heals a record that was edited by hand, long before RECHECK, and a lie of the servers costs one call', async () => {
  home = await house();
  let lie: string | undefined;
  const server = await nameServer(({ name, type }) => {
    const values = lie === undefined ? home.zone.values('home', type) : [lie];
    return { flags: aa, answers: values.map((data) => ({ name, type: 'A', ttl: 600, data })) };
  });
  const program = await home.start({ ...credentials.v1, ...inThisWorld(server.port), RECHECK: '1d' });
  await inSync(program);
  const own = String(home.isp.address('ipv4'));
  await until(() => server.received.length > 2, 'the servers were asked');
  home.godaddy.clearLog();

  home.zone.replace({ name: 'home', type: 'A' }, [{ name: 'home', type: 'A', data: '192.0.2.1', ttl: 600 }]);
  await until(() => home.zone.values('home', 'A').join() === own, 'the record is healed');
  expect(messages(program, 'The zone serves something else than is known')).toMatchObject([
    { name: 'home.example.com', served: ['192.0.2.1'], known: own },
  ]);

  const asked = () => server.received.length;
  const before = asked();
  await until(() => asked() > before + 2, 'the servers have shown the right one');
  home.godaddy.clearLog();
  lie = '192.0.2.2';
  await until(() => home.godaddy.log.length > 0, 'the record is read');
  const then = asked();
  await until(() => asked() > then + 3, 'they were asked again and again');

  expect(home.godaddy.log).toHaveLength(1);
  expect(home.godaddy.writes()).toEqual([]);
  expect(home.zone.values('home', 'A')).toEqual([own]);
});
