import { afterEach, beforeEach, expect, it } from 'vitest';
import { credentials, freePort, type House, house, inSync, pause, until } from './house.ts';
import { drip, head, type Intruder, type Raid, raid } from './intruders.ts';

const login = { PUSH_USER: 'router', PUSH_PASSWORD: 'k7w2-xm9q-t4zr' };
const basic = (password: string) => `authorization: Basic ${btoa(`${login.PUSH_USER}:${password}`)}`;
const lie = '/nic/update?myip=81.2.70.99';

const intruders: readonly Intruder[] = [
  {
    kind: 'guess the password',
    ...{ calls: 10_000, atOnce: 200 },
    act(socket, call) {
      const word = `guess-number-${call}`;
      const inQuery = head(`GET ${lie}&password=${word}`, 'host: x');
      socket.write(call % 2 ? inQuery : head(`GET ${lie}`, 'host: x', basic(word)));
    },
  },
  { kind: 'are idle', ...{ calls: 5_000, atOnce: 5_000 }, act() {} },
  {
    kind: 'send a byte each 100 ms',
    ...{ calls: 1_000, atOnce: 500 },
    act: (socket) => drip(socket, `GET ${lie} HTTP/1.1\r\nx: ${'y'.repeat(1_000)}`, 100),
  },
  {
    kind: 'end their side at once',
    ...{ calls: 5_000, atOnce: 500 },
    act: (socket, call) => socket.end(call % 2 ? '' : head(`GET ${lie}`, 'host: x', basic('wrong'))),
  },
  // Browsers that know the password, sent by a page of another place.
  {
    kind: 'are sent by a page of another place',
    ...{ calls: 10_000, atOnce: 200 },
    act: (socket) =>
      socket.write(head(`GET ${lie}`, 'host: x', basic(login.PUSH_PASSWORD), 'sec-fetch-site: cross-site')),
  },
  {
    kind: 'come by a name that was given this address',
    ...{ calls: 10_000, atOnce: 200 },
    act: (socket) => socket.write(head(`GET ${lie}`, 'host: evil.example', basic(login.PUSH_PASSWORD))),
  },
];

let home: House;
let crowd: Raid | undefined;
let watching: NodeJS.Timeout | undefined;
beforeEach(async () => {
  [crowd, watching] = [undefined, undefined];
  home = await house();
});
afterEach(async () => {
  clearInterval(watching);
  crowd?.stop();
  await home.stop();
});

it.each(intruders)(
  'the router is heard, the looks go on and the memory is given back while $calls callers $kind',
  { timeout: 240_000 },
  async (intruder) => {
    const port = await freePort();
    const program = await home.start({
      ...credentials.v3,
      ...login,
      HTTP_PORT: String(port),
      LOG_LEVEL: 'info',
    });
    await inSync(program);
    const before = program.memory();
    let most = 0;
    watching = setInterval(() => {
      most = Math.max(most, program.memory());
    }, 20);
    const looked = async () => (await program.health()).report.lastSuccessfulSync;

    crowd = raid(port, intruder);
    let isOver = false;
    void crowd.over.then(() => {
      isOver = true;
    });
    const first = await looked();
    const answers: string[] = [];
    const right: string[] = [];
    const headers = { authorization: basic(login.PUSH_PASSWORD).replace('authorization: ', '') };
    do {
      const address = home.isp.change().ipv4 ?? '';
      const answer = await fetch(`http://127.0.0.1:${port}/nic/update?myip=${address}`, { headers });
      answers.push((await answer.text()).replace(/^(good|nochg) |\n$/g, ''));
      right.push(address);
      expect((await program.health()).code).toBe(200);
      await pause(200);
    } while (!isOver && answers.length < 8);
    // Its own schedule has a look each second.
    await until(async () => (await looked()) !== first, 'it has looked by itself');
    await crowd.over;
    clearInterval(watching);

    expect(answers).toEqual(right);
    await until(
      () => home.zone.values('home', 'A').join() === home.isp.address('ipv4'),
      'the record follows',
    );
    expect(most).toBeLessThan(100);
    await until(() => program.memory() < before + 5, `it has given back what it took: ${before}, ${most}`);
  },
);
