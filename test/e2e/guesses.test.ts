import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { credentials, freePort, house, inSync } from './house.ts';

const login = { PUSH_USER: 'router', PUSH_PASSWORD: 'k7w2-xm9q-t4zr' };
const basic = (password: string) => `Basic ${btoa(`${login.PUSH_USER}:${password}`)}`;

it('10,000 guesses do not keep the right password out', async () => {
  const home = await house();
  const port = await freePort();
  const schedule = '0 0 3 * * *';
  const program = await home.start({
    ...{ ...credentials.v3, ...login, HTTP_PORT: String(port), SCHEDULE: schedule },
  });
  await inSync(program);
  let sent = 0;
  const guess = () =>
    new Promise<void>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => {});
      socket.on('close', () => resolve());
      socket.resume();
      const head = [
        'GET /nic/update HTTP/1.1',
        'host: x',
        `authorization: ${basic(`guess-number-${sent++}`)}`,
      ];
      socket.write(`${head.join('\r\n')}\r\n\r\n`);
    });
  const flood = Promise.all(
    Array.from({ length: 200 }, async () => {
      while (sent < 10_000) await guess();
    }),
  );

  const answers: string[] = [];
  const right: string[] = [];
  while (sent < 9_000 && answers.length < 10) {
    const address = home.isp.change().ipv4 ?? '';
    const headers = { authorization: basic(login.PUSH_PASSWORD) };
    const answer = await fetch(`http://127.0.0.1:${port}/nic/update?myip=${address}`, { headers });
    answers.push(await answer.text());
    right.push(`good ${address}\n`);
  }
  await flood;

  expect(answers).toEqual(right);
  expect(answers.length).toBeGreaterThan(1);
  expect((await program.health()).code).toBe(200);
  await home.stop();
});
