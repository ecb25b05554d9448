import { type AddressInfo, createServer } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, expect, it, test } from 'vitest';
import { parseNotifyUrls } from '../../src/notifiers/forms.ts';
import { NotTaken } from '../../src/notifiers/notifier.ts';
import { createAuthority } from '../world/authority.ts';
import { message } from './pretend.ts';

const { key, certificate: cert } = createAuthority().issue(['127.0.0.1']);
const open: (() => unknown)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

interface Arrived {
  readonly to: readonly string[];
  readonly from: string;
  readonly isSecure: boolean;
  readonly user: string | undefined;
  readonly text: string;
}

/** A real mail server; resolves to its port and what arrives there. */
async function mailServer(options: Partial<SMTPServerOptions> = {}) {
  const arrived: Arrived[] = [];
  const logins: string[] = [];
  const server = new SMTPServer({
    ...{ key, cert, logger: false, authOptional: true, disableReverseLookup: true },
    onAuth({ username = '', password = '' }, _, callback) {
      logins.push(`${username}:${password}`);
      if (password === 'p@ss word') callback(null, { user: username });
      else callback(Object.assign(new Error('Invalid login'), { responseCode: 535 }));
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        arrived.push({
          to: rcptTo.map(({ address }) => address),
          from: mailFrom ? mailFrom.address : '',
          isSecure: session.secure,
          user: typeof session.user === 'string' ? session.user : undefined,
          text: Buffer.concat(chunks).toString(),
        });
        callback();
      });
    },
    ...options,
  });
  server.on('error', () => {});
  open.push(() => server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return { port, arrived, logins };
}

const login = 'me%40example.org:p%40ss%20word';
const who = 'from=ddns@example.org&to=me@example.org';

/** What came of it at each receiver; undefined where it was taken. */
async function refusals(text: string, what = message): Promise<(NotTaken | undefined)[]> {
  const signal = AbortSignal.timeout(20_000);
  const sending = { http: () => Promise.reject(new Error()), signal, now: Date.now, onSession() {} };
  return Promise.all(
    parseNotifyUrls(text).map((notifier) =>
      notifier.send(what, sending).then(
        () => undefined,
        (thrown: unknown) => {
          if (thrown instanceof NotTaken) return thrown;
          throw thrown;
        },
      ),
    ),
  );
}

it('each receiver gets a mail of its own, after STARTTLS and a login', async () => {
  const { port, arrived } = await mailServer();
  const to = 'from=ddns@example.org&to=me@example.org,you@example.net&fromname=Home';

  expect(await refusals(`smtp://${login}@127.0.0.1:${port}/?${to}&skiptlsverify=yes`)).toEqual([
    undefined,
    undefined,
  ]);
  expect(arrived.map((one) => one.to)).toEqual([['me@example.org'], ['you@example.net']]);
  const [first] = arrived;
  expect(first).toMatchObject({ from: 'ddns@example.org', isSecure: true, user: 'me@example.org' });
  expect(first?.text).toMatch(/^From: Home <ddns@example\.org>\r$/m);
  expect(first?.text).toMatch(/^Subject: New address: home\.example\.com\r$/m);
  expect(first?.text).toMatch(/^Auto-Submitted: auto-generated\r$/m);
  expect(first?.text).toMatch(/^Message-ID: <m1@example\.org>\r$/m);
  expect(first?.text).toMatch(/^Date: /m);
});

it('ImplicitTLS is TLS from the first byte on', async () => {
  const { port, arrived } = await mailServer({ secure: true });

  const text = `smtp://${login}@127.0.0.1:${port}/?${who}&encryption=ImplicitTLS&skiptlsverify=yes`;
  expect(await refusals(text)).toEqual([undefined]);
  expect(arrived[0]?.isSecure).toBe(true);
});

it('a password is not sent without TLS, unless the address says so', async () => {
  const { port, arrived, logins } = await mailServer({ hideSTARTTLS: true, allowInsecureAuth: true });
  const text = `smtp://${login}@127.0.0.1:${port}/?${who}`;

  expect((await refusals(text))[0]).toBeInstanceOf(NotTaken);
  expect(logins).toEqual([]);
  expect(await refusals(`${text}&encryption=None`)).toEqual([undefined]);
  expect(await refusals(`${text}&usestarttls=No`)).toEqual([undefined]);
  expect(logins).toEqual(['me@example.org:p@ss word', 'me@example.org:p@ss word']);
  expect(arrived).toHaveLength(2);
});

it('without a password a server without TLS will do', async () => {
  const { port, arrived } = await mailServer({ hideSTARTTLS: true });

  expect(await refusals(`smtp://127.0.0.1:${port}/?${who}`)).toEqual([undefined]);
  expect(arrived).toHaveLength(1);
});

it('a certificate that nobody vouches for is not taken', async () => {
  const { port, logins } = await mailServer();
  const [refusal] = await refusals(`smtp://${login}@127.0.0.1:${port}/?${who}`);

  expect(refusal?.message).toMatch(/certificate.*NODE_EXTRA_CA_CERTS/);
  expect(logins).toEqual([]);
});

it('a wrong password is tried no more by itself, and is not repeated', async () => {
  const { port } = await mailServer();
  const [refusal] = await refusals(`smtp://me:wr0ngsecret@127.0.0.1:${port}/?${who}&skiptlsverify=yes`);

  expect(refusal).toMatchObject({ isPassing: false, isOfText: false });
  expect(refusal?.message).toContain('535');
  expect(refusal?.message).not.toContain('wr0ngsecret');
});

test.each([
  ['an unknown receiver', 550, false],
  ['greylisting', 451, true],
])('%s (%i) is %s tried again', async (_, responseCode, isPassing) => {
  const { port } = await mailServer({
    onRcptTo(__, ___, callback) {
      callback(Object.assign(new Error('refused'), { responseCode }));
    },
  });

  expect(await refusals(`smtp://127.0.0.1:${port}/?${who}&usestarttls=no`)).toMatchObject([{ isPassing }]);
});

it('a text that is refused is let go of', async () => {
  const { port } = await mailServer({
    onData(stream, _, callback) {
      stream.on('end', () => callback(Object.assign(new Error('spam'), { responseCode: 554 })));
      stream.resume();
    },
  });

  expect(await refusals(`smtp://127.0.0.1:${port}/?${who}&usestarttls=no`)).toMatchObject([
    { isPassing: false, isOfText: true },
  ]);
});

it('nobody can write headers, or more lines into one', async () => {
  const { port, arrived } = await mailServer();
  const title = 'Straße\r\nBcc: eve@example.net\u2028 x';
  await refusals(`smtp://127.0.0.1:${port}/?${who}&skiptlsverify=yes`, {
    ...message,
    title,
    text: 'é\n.\nend',
  });

  expect(arrived[0]?.to).toEqual(['me@example.org']);
  expect(arrived[0]?.text).not.toMatch(/^Bcc:/im);
  expect(arrived).toHaveLength(1);
});

it('a server that is not there, or is none, may be there later', async () => {
  const server = createServer((socket) =>
    socket.on('error', () => {}).end('HTTP/1.1 400 Bad Request\r\n\r\n'),
  );
  open.push(() => server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  expect(await refusals(`smtp://127.0.0.1:${port}/?${who}`)).toMatchObject([{ isPassing: true }]);
  server.close();
  expect(await refusals(`smtp://127.0.0.1:1/?${who}`)).toMatchObject([{ isPassing: true }]);
});

test.each([
  ['smtp://h.lan/?to=a@b.c', 'has no ?from='],
  ['smtp://h.lan/?from=a@b.c', 'has no ?to='],
  ['smtp://h.lan/?from=a@b.c&to=a@b.c,x', 'has no ?to='],
  ['smtp://h.lan/?from=a@b.c%0d%0aBcc:x@y.z&to=a@b.c', 'has no ?from='],
  ['smtp://h.lan/?from=a@b.c&to=a@b.c&auth=OAuth2', '?auth= that is none of'],
  ['smtp://h.lan/?from=a@b.c&to=a@b.c&encryption=yes', '?encryption= that is none of'],
  ['mailto://me:pw@example.org', 'write it as smtp://USER:PASSWORD@HOST'],
])('%s is refused', (text, why) => {
  expect(() => parseNotifyUrls(text)).toThrow(why);
});
