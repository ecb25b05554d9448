import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/base/failure.ts';
import { noZone, parseZone } from '../../../src/dns/name.ts';
import { failureIn } from '../contract/provided.ts';
import { changesOf, ipv4, ipv6, keysOf, never, staged } from './played.ts';

const minute = 60_000;
const other = '192.0.2.77';
const noip = { NOIP_USERNAME: 'user', NOIP_PASSWORD: '9fQ2xT7bL0', NOIP_CONTACT: 'me@example.org' };

const keys = keysOf({ ipv4 });
const home = 'home.example.com/A';

async function held(stage: Awaited<ReturnType<typeof staged>>) {
  const [set] = await stage.provider.read(noZone, keys, never);
  return set?.unseen ? 'unseen' : (set?.records.map(({ value }) => value).join() ?? 'nothing');
}

describe('what a service holds', () => {
  test('is what the servers of the zone say', async () => {
    const stage = await staged('noip', noip);
    stage.held.set(home, [other]);

    expect(await held(stage)).toBe(other);
  });

  test('is not known when they cannot be asked, and is what it was told after that', async () => {
    const stage = await staged('noip', noip);
    expect(await held(stage)).toBe('unseen');

    stage.answer = () => ({ body: `good ${ipv4}` });
    await stage.apply({ ipv4 });

    expect(await held(stage)).toBe(ipv4);
    await stage.clock.advance(48 * 60 * minute);
    expect(await held(stage)).toBe(ipv4);
  });

  test('is what it was told while its servers had no time to follow, and what they say after that', async () => {
    const stage = await staged('noip', noip);
    stage.held.set(home, [other]);
    stage.answer = () => ({ body: `good ${ipv4}` });
    await stage.apply({ ipv4 });

    await stage.clock.advance(9 * minute);
    expect(await held(stage)).toBe(ipv4);
    await stage.clock.advance(2 * minute);
    expect(await held(stage)).toBe(other);
  });

  test.each<[string, () => { status?: number; body: string } | Failure]>([
    ['answered with a fault', () => ({ status: 500, body: '911' })],
    ['not answered', () => new Failure('transient', 'no answer', { unanswered: true, unconfirmed: true })],
    ['answered with what cannot be read', () => ({ body: 'hmm' })],
  ])('is not known after a call that was %s, until its servers show it or had time to', async (_, answer) => {
    const stage = await staged('noip', noip);
    stage.held.set(home, [ipv4]);
    stage.answer = () => ({ body: `good ${ipv4}` });
    await stage.apply({ ipv4 });
    stage.answer = answer;
    await stage.apply({ ipv4: other });

    // It may hold either, and its servers show what it held before.
    expect(await held(stage)).toBe('unseen');
    stage.held.set(home, [other]);
    expect(await held(stage)).toBe(other);
    stage.held.set(home, [ipv4]);
    await stage.clock.advance(11 * minute);
    expect(await held(stage)).toBe(ipv4);
  });

  test('is known again once it takes what it is told', async () => {
    const stage = await staged('noip', noip);
    stage.answer = () => ({ status: 500, body: '911' });
    await stage.apply({ ipv4: other });
    stage.answer = () => ({ body: `good ${ipv4}` });
    await stage.apply({ ipv4 });

    expect(await held(stage)).toBe(ipv4);
  });

  test('is what it was told as long as it takes no other update', async () => {
    const stage = await staged('dd24', { DD24_PASSWORD: 'k8Vw2mPq' });
    stage.held.set(home, [other]);
    stage.answer = () => ({ body: 'success' });
    await stage.apply({ ipv4 });

    await stage.clock.advance(29 * minute);
    expect(await held(stage)).toBe(ipv4);
    await stage.clock.advance(2 * minute);
    expect(await held(stage)).toBe(other);
  });

  test('is what it says itself to hold, until its servers say something new, with a note', async () => {
    const stage = await staged('noip', noip);
    stage.held.set(home, [other]);
    await held(stage);
    stage.answer = () => ({ body: `nochg ${ipv4}` });
    await stage.apply({ ipv4 });
    await stage.clock.advance(60 * minute);

    expect(await held(stage)).toBe(ipv4);
    expect(stage.provider.notes?.(noZone)).toMatchObject([
      {
        text: `No-IP says that it holds ${ipv4} for home.example.com, but the name servers of home.example.com answer ${other}`,
      },
    ]);
    stage.held.set(home, ['192.0.2.78']);
    expect(await held(stage)).toBe('192.0.2.78');
    expect(stage.provider.notes?.(noZone)).toEqual([]);
  });

  test('is asked by full names, whether DOMAINS or DOMAIN and RECORDS name them', async () => {
    const stage = await staged('noip', noip);
    stage.held.set('home.example.com/A', [ipv4]);
    stage.held.set('home.example.org/A', [other]);
    const read = async (zone: string) => {
      const [set] = await stage.provider.read(parseZone(zone), [{ name: 'home', type: 'A' }], never);
      return set?.records[0]?.value;
    };

    expect(await read('example.com')).toBe(ipv4);
    expect(await read('example.org')).toBe(other);
  });
});

describe('a service that keeps no record', () => {
  const opendns = {
    OPENDNS_USERNAME: 'me@example.org',
    OPENDNS_PASSWORD: '9fQ2xT7bL0',
    OPENDNS_NETWORK: 'home',
  };

  test('asks no name server', async () => {
    const stage = await staged('opendns', opendns);
    expect(await held(stage)).toBe('unseen');
    stage.answer = () => ({ body: `good ${ipv4}` });
    await stage.apply({ ipv4 });
    await stage.clock.advance(48 * 60 * minute);

    expect(await held(stage)).toBe(ipv4);
    expect(stage.lookUps()).toBe(0);
  });
});

describe('an answer', () => {
  test('to several hosts has a line for each', async () => {
    const stage = await staged('noip', noip);
    stage.answer = () => ({ body: `good ${ipv4}\nnohost\r\nnochg ${ipv4}` });

    const answers = await stage.apply({ hosts: ['a.example.com', 'b.example.com', 'c.example.com'], ipv4 });

    expect(answers.map((one) => failureIn(one)?.kind)).toEqual([undefined, 'record', undefined]);
  });

  test('with one line says of all hosts what concerns the account, and of the first alone what does not', async () => {
    const stage = await staged('noip', noip);
    const hosts = ['a.example.com', 'b.example.com'];

    stage.answer = () => ({ body: `good ${ipv4}` });
    const good = await stage.apply({ hosts, ipv4 });
    stage.answer = () => ({ body: '911' });
    const fault = await stage.apply({ hosts, ipv4: other });

    expect(good.map((one) => failureIn(one)?.kind)).toEqual([undefined, 'transient']);
    expect(fault.map((one) => failureIn(one)?.kind)).toEqual(['limited', 'limited']);
  });

  test('that asks to wait holds for the hosts that are left too', async () => {
    const stage = await staged('he', { HE_PASSWORD: 'key-of-it' });
    let calls = 0;
    stage.answer = () => {
      calls += 1;
      return { status: 429, body: '', headers: { 'retry-after': '20' } };
    };

    const answers = await stage.apply({ hosts: ['a.example.com', 'b.example.com'], ipv4 });

    expect(calls).toBe(1);
    expect(answers.map((one) => failureIn(one)?.kind)).toEqual(['limited', 'limited']);
  });

  test('that cannot be read is asked for again after 1, 2, 4, 8, 10 minutes', async () => {
    const stage = await staged('noip', noip);
    stage.answer = () => ({ body: 'gut' });
    await stage.apply({ ipv4 });
    const sentAt: number[] = [];
    for (let passed = 0; passed < 40 * minute; passed += minute) {
      const before = stage.sent.length;
      await stage.clock.advance(minute);
      const [answer] = await stage.apply({ ipv4 });
      if (stage.sent.length > before) sentAt.push(passed / minute + 1);
      else expect(failureIn(answer)).toMatchObject({ kind: 'record', unconfirmed: true });
    }

    expect(sentAt).toEqual([1, 3, 7, 15, 25, 35]);
  });

  test('shows no secret, wherever the service repeats it', async () => {
    const stage = await staged('noip', noip);
    stage.answer = () => ({ body: 'badauth for user:9fQ2xT7bL0' });

    const [answer] = await stage.apply({ ipv4 });

    expect(failureIn(answer)?.message).toBe(
      'No-IP does not accept the credentials: check NOIP_USERNAME and NOIP_PASSWORD (it said: badauth for user:[secret])',
    );
  });
});

describe('a word to stop', () => {
  test('ends all calls, until the credentials are others', async () => {
    const stage = await staged('noip', noip);
    stage.answer = () => ({ body: 'badauth' });
    await stage.apply({ ipv4 });
    const [again] = await stage.apply({ hosts: ['other.example.com'], ipv4 });

    expect(failureIn(again)?.kind).toBe('halt');
    expect(stage.sent).toHaveLength(1);
    await stage.withValues({ ...noip, NOIP_PASSWORD: 'zz81LmQp44' });
    stage.answer = () => ({ body: `good ${ipv4}` });
    await stage.apply({ ipv4 });
    expect(stage.sent).toHaveLength(2);
  });

  test('about one host ends the calls for that host', async () => {
    const stage = await staged('noip', noip);
    stage.answer = () => ({ body: 'nohost' });
    await stage.apply({ ipv4 });
    stage.answer = () => ({ body: `good ${ipv4}` });
    const answers = await stage.apply({ hosts: ['home.example.com', 'other.example.com'], ipv4 });

    expect(answers.map((one) => failureIn(one)?.kind).sort()).toEqual(['record', undefined]);
    expect(stage.sent[1]).toContain('hostname=other.example.com&');
  });

  test('is not learnt anew by whoever comes after: what was told is remembered', async () => {
    const stage = await staged('noip', noip);
    stage.answer = () => ({ body: `good ${ipv4}` });
    await stage.apply({ ipv4 });
    await stage.withValues({ ...noip, NOIP_PASSWORD: 'zz81LmQp44' });

    expect(await held(stage)).toBe(ipv4);
  });
});

describe('calls', () => {
  test('come no faster than the service takes them', async () => {
    const stage = await staged('zoneedit', { ZONEEDIT_USERNAME: 'user', ZONEEDIT_TOKEN: 'k8Vw2mPq' });
    stage.answer = () => ({ body: '<SUCCESS CODE="200" TEXT="" ZONE="example.com">' });
    await stage.apply({ ipv4 });
    await stage.clock.advance(4 * minute);
    const [answer] = await stage.apply({ ipv4: other });

    expect(failureIn(answer)).toMatchObject({ kind: 'limited', retryAfter: 6 * minute });
    expect(stage.sent).toHaveLength(1);
    await stage.clock.advance(6 * minute);
    await stage.apply({ ipv4: other });
    expect(stage.sent).toHaveLength(2);
  });

  test('are as many a day as the account has', async () => {
    const stage = await staged('ipv64', { IPV64_TOKEN: 'k8Vw2mPq' });
    stage.answer = () => ({ body: 'good' });
    const hosts = Array.from({ length: 50 }, (_, n) => `h${n}.ipv64.net`);
    const answers = await stage.apply({ hosts, ipv4 });

    expect(stage.sent).toHaveLength(48);
    expect(failureIn(answers[48])).toMatchObject({ kind: 'limited', retryAfter: 24 * 60 * minute });
    await stage.clock.advance(24 * 60 * minute);
    await stage.apply({ hosts: hosts.slice(48), ipv4 });
    expect(stage.sent).toHaveLength(50);
  });

  test('stop when the first one is not answered', async () => {
    const stage = await staged('he', { HE_PASSWORD: 'key-of-it' });
    stage.answer = () => new Failure('transient', 'no answer', { unconfirmed: true, unanswered: true });

    const answers = await stage.apply({ ipv4, ipv6 });

    expect(stage.sent).toHaveLength(1);
    expect(answers.map((one) => failureIn(one)?.unconfirmed)).toEqual([true, false]);
  });

  test('are writes of at most 64 KiB, whatever their method', async () => {
    const stage = await staged('noip', noip);
    await stage.apply({ ipv4 });

    expect(stage.requests).toMatchObject([{ writes: true, maxBytes: 65_536 }]);
  });

  test('are not made when the program stops', async () => {
    const stage = await staged('noip', noip);
    const [answer] = await stage.provider.apply(noZone, changesOf({ ipv4 }), AbortSignal.abort());

    expect(failureIn(answer)?.unsent).toBe(true);
    expect(stage.sent).toEqual([]);
  });

  test('to delete a record are none', async () => {
    const stage = await staged('noip', noip);
    const removal = changesOf({ ipv4 }).map((change) => ({ ...change, desired: null }));
    const [answer] = await stage.provider.apply(noZone, removal, never);

    expect(failureIn(answer)?.message).toBe('No-IP has no way to delete a record');
    expect(stage.sent).toEqual([]);
  });
});
