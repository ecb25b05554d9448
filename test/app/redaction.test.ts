import { expect, it } from 'vitest';
import { redactorOf } from '../../src/app/redaction.ts';
import { readConfig } from '../../src/config/config.ts';
import { parseNotifyUrls } from '../../src/notifiers/forms.ts';
import { loadProviders, providerNames } from '../../src/providers/registry.ts';

const providers = await loadProviders();
const needed = {
  PROVIDER: 'vultr',
  DOMAIN: 'example.com',
  RECORDS: 'home',
  VULTR_API_KEY: 'Q7RTW2K9XN4MZ8VB',
};

/** The gate of a program with these variables around it. */
function gate(variables: Readonly<Record<string, string>>): (text: string) => string {
  const env = { ...needed, ...variables };
  return redactorOf(readConfig(env, { providers, providerNames }), env).redact;
}

it('what other programs are told is no secret of ours', () => {
  const redact = gate({
    DATABASE_URL: 'postgres://admin:records@db.example.net/addresses?sslmode=provider',
    KUBERNETES_PORT: 'tcp://10.96.0.1:443',
    npm_config_registry: 'https://npm:records-of@registry.example.net/?a=provider-of-all',
  });

  const told = 'admin records addresses provider records-of provider-of-all tcp://10.96.0.1:443';
  expect(redact(told)).toBe(told);
});

it("the router's password is a secret, in a query and in a header too", () => {
  const redact = gate({ PUSH_USER: 'router', PUSH_PASSWORD: 'k7w2-xm9q-t4zr' });
  const basic = btoa('router:k7w2-xm9q-t4zr');

  expect(redact(`/nic/update?password=k7w2-xm9q-t4zr ${basic} k7w2%2Dxm9q%2Dt4zr`)).not.toMatch(
    /k7w2|xm9q|t4zr|azd3Mi14/,
  );
});

it.each([
  ['IPV4_SOURCES', 'ipify, https://us3r-w1de:p4ss-w1de@echo.example/ip'],
  ['HTTPS_PROXY', 'http://us3r-w1de:p4ss-w1de@proxy.example:3128'],
  ['http_proxy', 'http://us3r-w1de:p4ss-w1de@proxy.example:3128'],
  ['HTTPS_PROXY', 'http://us3r-w1de:and,p4ss-w1de,more@proxy.example:3128'],
])('the credentials in %s are secrets', (variable, value) => {
  const redact = gate({ [variable]: value });

  expect(redact('us3r-w1de p4ss-w1de')).toBe('[secret] [secret]');
});

it('what our other settings say is public, though a credential says it too', () => {
  const more = { RECORDS: 'home,nas-box', IPV4_SOURCES: 'ipify,dns:whoami.example/TXT@192.0.2.53' };
  const urls = {
    VULTR_API_URL: 'https://dns.lan.example:8443/v2',
    HTTPS_PROXY: 'http://a:b@proxy.lan.example:3128',
  };
  const words = [
    'example.com',
    'nas-box',
    'nas-box.example.com',
    'whoami.example',
    '192.0.2.53',
    'VULTR_API_KEY',
  ];

  for (const word of [...words, 'dns.lan.example', 'proxy.lan.example:3128', 'home']) {
    const redact = gate({ ...more, ...urls, VULTR_API_KEY: word });

    expect(redact(`the ${word} is there`)).toBe(`the ${word} is there`);
  }
});

it('a long segment in the path of a source is a secret, and its host is not', () => {
  const redact = gate({ IPV4_SOURCES: 'https://echo.lan.example/T0KEN4567890ab/ip?k=q1w2e3' });

  expect(redact('https://echo.lan.example/T0KEN4567890ab/ip and q1w2e3')).toBe(
    'https://echo.lan.example/[secret]/ip and [secret]',
  );
});

it.each([
  ['https://kuma.lan/api/push/zcR0aBcDeF', 'zcR0aBcDeF'],
  ['https://kuma.lan/api/push/zcR0aBcDeF?status=up&msg=OK&ping=', 'zcR0aBcDeF'],
  ['http://192.168.1.10:3001/api/push/a1b2c', 'a1b2c'],
  ['https://beat.lan/x', '/api/push/zcR0'],
])('of HEARTBEAT_URL=%s the token is a secret, and no scheme or host of others', (HEARTBEAT_URL, token) => {
  const redact = gate({ HEARTBEAT_URL });
  const others = 'asks https://ip2.example.net, http://192.168.1.5/ip and https://kuma.lan';

  expect(redact(others)).toBe(others);
  if (HEARTBEAT_URL.includes(token)) expect(redact(`${HEARTBEAT_URL} ${token}`)).not.toContain(token);
});

it('what NOTIFY_URLS gives away is a secret, also where it stands in the place of a host; servers are not', () => {
  const env = {
    ...needed,
    NOTIFY_URLS: 'pushover://shoutrrr:appT0ken77@us3rK3y88\nntfy://me:p4ssw0rd@push.nas.lan/my-t0pic',
  };
  const { redact } = redactorOf(
    readConfig(env, { providers, providerNames, readNotifiers: parseNotifyUrls }),
    env,
  );

  expect(redact('appT0ken77 us3rK3y88 p4ssw0rd my-t0pic')).toBe('[secret] [secret] [secret] [secret]');
  expect(redact('push.nas.lan: write ntfy+http://…')).toBe('push.nas.lan: write ntfy+http://…');
});
