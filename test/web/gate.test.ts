import type { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import { createGate, type GateOptions } from '../../src/web/gate.ts';

type Interfaces = ReturnType<typeof networkInterfaces>;

function on(...cidrs: (string | null)[]): () => Interfaces {
  const one = { netmask: '', mac: '', internal: false };
  return () => ({
    eth0: cidrs.map((cidr) => {
      const address = cidr?.split('/')[0] ?? '';
      return address.includes(':')
        ? { ...one, address, cidr, family: 'IPv6', scopeid: 0 }
        : { ...one, address, cidr, family: 'IPv4' };
    }),
  });
}

function ask(
  request: { host?: string; from?: string },
  more: Partial<GateOptions> = {},
  isSwitchedOn?: boolean,
) {
  const gate = createGate({
    names: ['example.com', 'home.example.com', '*.lab.example.com'],
    allowedHosts: [],
    allowPublic: false,
    interfaces: on('192.168.1.2/24'),
    ...more,
  });
  const answer = gate(
    {
      ...{ method: 'GET', path: '/', query: '', headers: new Map(), host: request.host },
      from: request.from ?? '192.168.1.9',
    },
    isSwitchedOn,
  );
  return answer && { status: answer.status, text: answer.body.toString() };
}

describe('the name that is asked for', () => {
  it.each([
    ...[undefined, 'localhost', 'nas', '127.0.0.1', '81.2.69.1', '::1', '2a02:8::1', 'fe80::1%eth0'],
    ...[
      'nas.local',
      'nas.lan',
      'nas.home',
      'nas.internal',
      'nas.home.arpa',
      'nas.localdomain',
      'nas.fritz.box',
    ],
    ...['ddns.default.svc', 'ddns.default.svc.cluster.local'],
    ...['example.com', 'home.example.com', 'a.lab.example.com', 'b.a.lab.example.com'],
  ])('may be %s', (host) => {
    expect(ask(host === undefined ? {} : { host })).toBeUndefined();
  });

  it.each([
    ...['evil.example', 'www.example.com', 'lab.example.com', 'example.com.evil.example', 'evilexample.com'],
    ...['nas.local.evil.example', 'evillocal.example', 'fritz.box', '127.0.0.1.evil.example', '127.1'],
  ])('may not be %s', (host) => {
    expect(ask({ host })).toMatchObject({ status: 421 });
    expect(ask({ host })?.text).toMatch(new RegExp(`${RegExp.escape(host)}.*HTTP_ALLOWED_HOSTS.*\n$`));
  });

  it.each([
    ['ddns.example.org', ['ddns.example.org']],
    ['a.example.org', ['x.example', '*.example.org']],
    ['whatever.example', ['*']],
  ])('may be %s where the owner allows %j', (host, allowedHosts) => {
    expect(ask({ host }, { allowedHosts })).toBeUndefined();
    expect(ask({ host })).toMatchObject({ status: 421 });
  });

  it('is shown as one line of visible characters', () => {
    expect(ask({ host: 'a\u202e\u009b.evil.example' })?.text).toContain('a .evil.example;');
  });
});

describe('the caller', () => {
  it.each([
    ...['127.0.0.1', '::1', '10.1.2.3', '172.17.0.1', '192.168.99.9', 'fd00::1', 'fe80::1', '169.254.1.1'],
    // An overlay such as Tailscale gives its members these.
    '100.64.0.9',
  ])('may be %s', (from) => {
    expect(ask({ from })).toBeUndefined();
  });

  it.each(['81.2.69.9', '2a02:8::9', '2002:5102:4509::1', '64:ff9b::5102:4509', ''])(
    'may not be "%s"',
    (from) => {
      expect(ask({ from })).toMatchObject({ status: 403 });
      expect(ask({ from })?.text).toMatch(/HTTP_ALLOW_PUBLIC.*\n$/);
      expect(ask({ from }, { allowPublic: true })).toBeUndefined();
    },
  );

  it('may have a public address of a network that this machine is in', () => {
    const interfaces = on('81.2.69.5/24', '2a02:8:0:1::5/64', null);

    expect(ask({ from: '81.2.69.9' }, { interfaces })).toBeUndefined();
    expect(ask({ from: '2a02:8:0:1::9' }, { interfaces })).toBeUndefined();
    expect(ask({ from: '81.2.70.9' }, { interfaces })).toMatchObject({ status: 403 });
    expect(ask({ from: '2a02:8:0:2::9' }, { interfaces })).toMatchObject({ status: 403 });
  });

  it('is not taken in by the prefix of a tunnel, nor by a system that tells no interfaces', () => {
    const broken = () => {
      throw new Error('not told');
    };

    expect(ask({ from: '81.2.69.9' }, { interfaces: on('10.8.0.2/0') })).toMatchObject({ status: 403 });
    expect(ask({ from: '81.2.69.9' }, { interfaces: broken })).toMatchObject({ status: 403 });
  });

  it('is no other question than the name', () => {
    expect(ask({ from: '81.2.69.9', host: 'evil.example' })).toMatchObject({ status: 403 });
    expect(ask({ from: '81.2.69.9', host: 'evil.example' }, { allowPublic: true })).toMatchObject({
      status: 421,
    });
  });
});

describe('behind the ingress of Home Assistant', () => {
  const app = { ingress: '172.30.32.2' };

  it.each([undefined, 'ha.example', 'evil.example', '172.30.33.4'])(
    'the page is shown to it alone, here as %s',
    (host) => {
      const asked = host === undefined ? {} : { host };

      expect(ask({ ...asked, from: '172.30.32.2' }, app)).toBeUndefined();
      for (const from of ['172.30.32.1', '172.30.33.9', '192.168.1.9', '127.0.0.1', '81.2.69.9', ''])
        expect(ask({ ...asked, from }, app)).toMatchObject({ status: 403 });
    },
  );

  it('what a setting switches on is answered to the home too, and to nobody else', () => {
    expect(ask({ from: '192.168.1.9', host: 'nas.lan' }, app, true)).toBeUndefined();
    expect(ask({ from: '192.168.1.9', host: 'evil.example' }, app, true)).toMatchObject({ status: 421 });
    expect(ask({ from: '81.2.69.9' }, app, true)).toMatchObject({ status: 403 });
  });
});
