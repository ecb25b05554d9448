import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { limits } from '../../../src/web/connections.ts';
import { basic, type Stage, stage, told } from './stage.ts';

const [old, fresh, other] = ['81.2.69.142', '81.2.69.143', '81.2.69.144'];
const second = 1_000;

let home: Stage;
beforeEach(async () => {
  home = await stage({ ipv4: old });
});
afterEach(() => home.close());

const request = (query: string, ...lines: readonly string[]) =>
  `${[`GET /nic/update?${query} HTTP/1.1`, 'Host: 192.168.1.5', ...lines].join('\r\n')}\r\n\r\n`;
const call = (query: string, ...lines: readonly string[]) =>
  request(query, `Authorization: ${basic}`, ...lines);
const wrong = (query = '') => request(query, `Authorization: Basic ${btoa('router:wrong-wrong-wrong')}`);
const looksAt = () => home.looks.map(({ at }) => at);

/** Sends it, and resolves once it was read. */
async function sent(bytes: string): Promise<{ readonly answer: Promise<string> }> {
  const [before, open] = [home.looks.length, home.connections()];
  const answer = home.send(bytes);
  while (home.looks.length === before && home.connections() <= open) await turn();
  for (let n = 0; n < 20; n++) await turn();
  return { answer };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('what a router says', () => {
  it('is given to the look as it was said, and never taken for true', async () => {
    home.look();
    home.truth = undefined;
    await home.clock.advance(second);

    const { answer } = await sent(call(`myip=${fresh}`));
    expect(home.looks).toEqual([{ at: second, line: 'default', said: { ipv4: fresh } }]);
    await home.clock.advance(5 * second);

    expect(told(await answer)).toEqual({ status: 503, body: '911\n' });
  });

  it('is answered as soon as the vote has decided for it', async () => {
    home.look();
    home.truth = undefined;
    await home.clock.advance(second);
    const { answer } = await sent(call(`myip=${fresh}`));

    home.truth = { ipv4: fresh };
    home.look();

    expect(told(await answer)).toEqual({ status: 200, body: `good ${fresh}\n` });
  });

  it('is answered with the address that the vote has decided for', async () => {
    home.truth = { ipv4: other };

    expect(told(await home.send(call(`myip=${fresh}`)))).toEqual({ status: 200, body: `good ${other}\n` });
  });

  it('waits for a look that began after the call', async () => {
    home.look();
    home.truth = undefined;
    await home.clock.advance(second);

    const { answer } = await sent(call(`myip=${fresh}`));
    expect(home.looks).toHaveLength(1);
    await home.clock.advance(5 * second);

    expect(told(await answer).body).toBe('911\n');
  });

  it.each([`myip=${fresh}`, 'myip=192.168.1.1', 'myip=', ''])(
    'with %j leads to looks after 5, 15, 30, 60 and 120 s while nothing is agreed',
    async (query) => {
      home.truth = {};

      const { answer } = await sent(call(query));
      await home.clock.advance(3_600 * second);
      await answer;

      expect(looksAt()).toEqual([0, 5, 15, 30, 60, 120].map((s) => s * second));
    },
  );

  it.each([`myip=${fresh}`, 'myip=192.168.1.1', ''])(
    'with %j leads to no more looks once a vote has agreed',
    async (query) => {
      home.truth = {};
      const { answer } = await sent(call(query));
      await home.clock.advance(10 * second);
      await answer;
      home.truth = { ipv4: fresh };

      await home.clock.advance(3_600 * second);

      expect(looksAt()).toEqual([0, 5, 15].map((s) => s * second));
    },
  );

  it('several times within 3 s leads to one look', async () => {
    home.truth = { ipv4: fresh };
    for (let n = 0; n < 5; n++) {
      expect(told(await home.send(call(`myip=${fresh}`))).status).toBe(200);
      await home.clock.advance(500);
    }

    expect(home.looks).toHaveLength(1);
  });

  it('that the vote has refuted leads to one look a call, however often it comes', async () => {
    home.truth = { ipv4: old };
    await home.send(call(`myip=${fresh}`));
    await home.clock.advance(240 * second);
    const looked = home.looks.length;

    for (let n = 0; n < 10; n++) {
      expect(told(await home.send(call(`myip=${fresh}`)))).toEqual({ status: 200, body: `good ${old}\n` });
      await home.clock.advance(240 * second);
    }

    expect(home.looks.length - looked).toBe(10);
  });

  it('of a family that is not kept is no reason to hold the answer back', async () => {
    home.close();
    home = await stage({ ipv4: old }, { keys: [{ name: 'home', type: 'A' }] });

    const answer = await home.send(call('hostname=home.example.com&myipv6=2a02:908::7'));

    expect(told(answer)).toEqual({ status: 200, body: `good ${old}\n` });
    expect(home.looks[0]?.said).toEqual({});
  });

  it('is told in the log once, not every few minutes', async () => {
    home.truth = { ipv4: old };
    for (let n = 0; n < 5; n++) {
      await home.send(call(`myip=${fresh}`));
      await home.clock.advance(240 * second);
    }
    await home.send(call('myip=100.64.0.1'));

    expect(home.logged).toEqual([
      { fields: { address: fresh }, text: 'The router says another address; looking' },
      {
        fields: { address: '100.64.0.1', reason: 'a carrier-grade NAT address' },
        text: 'The router says what cannot be the address of this home; looking',
      },
    ]);
  });
});

describe('names of several targets', () => {
  beforeEach(async () => {
    home.close();
    const keys = [{ name: 'home', type: 'A' }] as const;
    const more = [
      { zone: 'example.com', line: 'default', keys },
      { zone: 'example.com', line: 'second', keys },
      { zone: 'example.org', line: 'third', keys },
      { zone: 'example.net', line: 'default', keys },
    ];
    home = await stage(undefined, { keys, more });
  });
  const lines = () => home.looks.map(({ line }) => line);

  it('are all looked for when none is named, each line once', async () => {
    await sent(call(`myip=${fresh}`));
    expect(lines()).toEqual(['default', 'second', 'third']);
  });

  it('lead to a look of their lines alone', async () => {
    await sent(call(`myip=${fresh}&hostname=home.example.net,home.example.org`));
    expect(lines()).toEqual(['default', 'third']);
  });

  it('are answered when each of them is decided, each in a line of its own', async () => {
    home.truth = { ipv4: fresh };
    const { answer } = await sent(call(`myip=${fresh}&hostname=home.example.org,home.example.net`));

    expect(told(await answer)).toEqual({ status: 200, body: `good ${fresh}\ngood ${fresh}\n` });
  });

  it('are not decided while one of the lines is not', async () => {
    const { answer } = await sent(call(`myip=${fresh}&hostname=home.example.com,home.example.net`));
    home.truth = { ipv4: fresh };
    home.look('default');
    home.truth = undefined;
    for (let s = 0; s < 5; s++) await home.clock.advance(second);

    expect(told(await answer)).toEqual({ status: 503, body: '911\n' });
  });

  it('are looked for again on those lines alone that do not agree', async () => {
    await sent(call(`myip=${fresh}&hostname=home.example.com`));
    home.truth = { ipv4: fresh };
    home.look('default');
    home.truth = undefined;
    home.looks.length = 0;
    await home.clock.advance(3_600 * second);

    expect(home.looks).toEqual(
      [5, 15, 30, 60, 120].map((s) => ({ at: s * second, line: 'second', said: { ipv4: fresh } })),
    );
  });
});

describe('a call', () => {
  it.each(['HEAD', 'DELETE', 'OPTIONS'])('by %s does nothing', async (method) => {
    const answer = await home.send(call(`myip=${fresh}`).replace('GET', method));

    expect(answer).toMatch(/^HTTP\/1\.1 405 .*\r\nallow: GET, POST, PUT\r\n/s);
    expect(home.looks).toEqual([]);
  });

  it.each([
    'Sec-Fetch-Site: cross-site',
    'Sec-Fetch-Site: same-site',
    'Origin: https://evil.example',
    'Origin: null',
    'Referer: https://evil.example/page',
    'Referer: http://192.168.1.5:8123/',
  ])('from a page of another place is refused, though its browser knows the password: %s', async (field) => {
    const answer = await home.send(call(`myip=${fresh}`, field));

    expect(told(answer).status).toBe(403);
    expect(home.looks).toEqual([]);
  });

  it('for a look passes with the password, and not with a wrong one', async () => {
    const post = (bytes: string) => home.send(bytes.replace('GET /nic/update?', 'POST /look?'));

    expect(told(await post(call('')))).toMatchObject({ status: 200 });
    expect(told(await post(wrong())).status).toBe(401);
    expect(told(await post(request(''))).status).toBe(401);
    expect(told(await post(call('', 'Origin: https://evil.example'))).status).toBe(403);
  });

  it.each([
    'router:correct-horse-4',
    'router:correct-horse-42 ',
    'Router:correct-horse-42',
    ':',
    'router:',
    'x',
  ])('with %j is not let in', async (login) => {
    const answer = await home.send(request('', `Authorization: Basic ${btoa(login)}`));

    expect(told(answer)).toEqual({ status: 401, body: 'badauth\n' });
    expect(home.looks).toEqual([]);
  });
});

describe('guesses', () => {
  it('are answered a second apart, five at most, whoever makes them', async () => {
    const answers: number[] = [];
    const guesses = Array.from({ length: 9 }, async () => {
      expect(told(await home.send(wrong())).status).toBe(401);
      answers.push(home.clock.monotonic());
    });
    while (home.connections() < 9 && answers.length === 0) await turn();
    for (let n = 0; n < 200; n++) await turn();

    for (let s = 0; s <= 5; s++) {
      await home.clock.advance(second);
      for (let n = 0; n < 50; n++) await turn();
    }
    await Promise.all(guesses);

    expect(answers.filter((at) => at === 0)).toHaveLength(1);
    expect(Math.max(...answers)).toBeGreaterThanOrEqual(5 * second);
  });

  it('do not hold up a right call, and cannot push it out while it waits', async () => {
    home.truth = undefined;
    const { answer } = await sent(call(`myip=${fresh}`));

    for (let n = 0; n < 3 * limits.connections; n++) (await home.open()).write(wrong());
    home.truth = { ipv4: fresh };
    home.look();

    expect(told(await answer)).toEqual({ status: 200, body: `good ${fresh}\n` });
    expect(told(await home.send(call(`myip=${fresh}`))).body).toBe(`nochg ${fresh}\n`);
  });

  it('are told in the log once an hour', async () => {
    for (let n = 0; n < 3; n++) {
      const { answer } = await sent(wrong('password=wrong-wrong-wrong'));
      await home.clock.advance(10 * second);
      await answer;
    }

    expect(home.logged).toEqual([
      { fields: { from: '127.0.0.1' }, text: 'Somebody calls /nic/update with a wrong user or password' },
    ]);
  });
});
