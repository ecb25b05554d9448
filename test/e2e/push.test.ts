import { afterEach, beforeEach, expect, it } from 'vitest';
import { credentials, freePort, type House, house, inSync, messages, until } from './house.ts';

const login = { PUSH_USER: 'router', PUSH_PASSWORD: 'k7w2-xm9q-t4zr' };
const headers = { authorization: `Basic ${btoa(`${login.PUSH_USER}:${login.PUSH_PASSWORD}`)}` };

let home: House;
beforeEach(async () => {
  home = await house();
});
afterEach(() => home.stop());

/** A program that looks by itself once a day. */
async function quiet(settings = {}) {
  const port = await freePort();
  const program = await home.start({
    ...{ ...credentials.v3, ...login, SCHEDULE: '0 0 3 * * *', HTTP_PORT: String(port) },
    ...settings,
  });
  await inSync(program);
  const call = (query: string) => fetch(`http://127.0.0.1:${port}/nic/update?${query}`, { headers });
  return { program, call };
}

it("the router's call brings the new address to the DNS host", async () => {
  const { program, call } = await quiet();
  const address = home.isp.change().ipv4 ?? '';

  const answer = await call(`hostname=home.example.com&myip=${address}`);

  expect([answer.status, await answer.text()]).toEqual([200, `good ${address}\n`]);
  await until(() => home.zone.values('home', 'A').includes(address), 'the record has the new address');
  expect(messages(program, 'The router says another address; looking')).toHaveLength(1);
  expect(program.output()).not.toContain(login.PUSH_PASSWORD);
});

it.each([{}, { IP_QUORUM: '1' }])(
  'what the router alone says is never published, with %j',
  async (settings) => {
    const { call } = await quiet(settings);
    const before = home.zone.values('home', 'A');

    const answer = await call('hostname=home.example.com&myip=81.2.70.99');

    expect([answer.status, await answer.text()]).toEqual([200, `good ${home.isp.address('ipv4')}\n`]);
    expect(home.zone.values('home', 'A')).toEqual(before);
  },
);
