import { describe, expect, it } from 'vitest';
import { loadApp } from '../../../src/app/platform/home-assistant.ts';
import { Failure } from '../../../src/base/failure.ts';
import { appOf } from '../../../src/home-assistant/app.ts';
import { parseOptions } from '../../../src/home-assistant/options.ts';
import type { Http, HttpRequest } from '../../../src/http/client.ts';
import { ConfigError } from '../../../src/settings/problem.ts';

const whole = {
  host: 'cloudflare',
  names: ['home.example.com', 'vpn.example.com'],
  ipv6: 'with',
  credentials: [{ name: 'CLOUDFLARE_API_TOKEN', value: 'cf-token-0123456789' }],
  settings: [{ name: 'DRY_RUN', value: 'true' }],
  mqtt: true,
};
const token = 'supervisor-token';

const appWith = (options: object, environment = {}) =>
  appOf(parseOptions(JSON.stringify({ ...whole, ...options })), environment);

async function load(options: object) {
  const app = appWith(options);
  return loadApp(app.env, app);
}

async function told(options: object): Promise<string> {
  const error = await load(options).catch((thrown: unknown) => thrown);
  if (!(error instanceof ConfigError)) throw new Error('the options can be used');
  return error.message;
}

describe('the settings of the app', () => {
  it('are those of its options', async () => {
    const { targets, dryRun, warnings } = await load({});

    expect(
      targets.flatMap(({ zone, keys }) => keys.map(({ name, type }) => `${name} ${type} ${zone.name}`)),
    ).toEqual([
      ...['home A example.com', 'vpn A example.com', 'home AAAA example.com', 'vpn AAAA example.com'],
    ]);
    expect({ provider: targets[0]?.provider.name, dryRun, warnings }).toEqual({
      ...{ provider: 'cloudflare', dryRun: true, warnings: [] },
    });
  });

  it('hold what the container has besides, but no token of the Supervisor', () => {
    const { env } = appWith({}, { TZ: 'Europe/Berlin', SUPERVISOR_TOKEN: token, HASSIO_TOKEN: token });

    expect(env).toMatchObject({ TZ: 'Europe/Berlin', PROVIDER: 'cloudflare' });
    expect(JSON.stringify(env)).not.toContain(token);
  });

  it.each([
    [{ host: 'clowdflare' }, 'DNS host="clowdflare" is no provider that is built in; accepted: active24'],
    [
      { credentials: [] },
      'DNS host="cloudflare" cannot be used: CLOUDFLARE_API_TOKEN is required; what it lacks belongs under Credentials',
    ],
    [{ names: ['home'] }, /Names="home" .*accepted: /],
    [
      { names: ['a.example.com'], settings: [{ name: 'DOMAIN', value: 'example.com' }] },
      'Names="a.example.com" cannot stand beside DOMAIN; accepted: full names in the option Names alone',
    ],
    [
      { names: [], settings: [{ name: 'DOMAIN', value: 'example.com' }] },
      /RECORDS is not set; accepted: .*; a line with this name belongs under Credentials or More settings/,
    ],
    [{ host: 'strato', credentials: [], ipv6: 'only' }, /DNS host="strato" cannot be used: /],
    [
      { settings: [{ name: 'TTL', value: 'soon' }] },
      'TTL="soon" is no whole number; accepted: whole seconds',
    ],
  ])('that cannot be used are named as in the form: %j', async (options, text) => {
    expect(await told(options)).toMatch(text);
  });

  it('that keep nothing are told so once', async () => {
    expect(await told({ names: [] })).toMatch(
      /^The settings cannot be used:\n {2}- Names is empty; accepted: [^\n]+$/,
    );
  });

  it('that cannot be read at all are the only thing told', async () => {
    const app = appOf(parseOptions('{'), {});

    await expect(loadApp(app.env, app)).rejects.toThrow(
      /^The settings cannot be used:\n {2}- The options of the app are no JSON object, .*anew in the form$/,
    );
  });

  it('that a host cannot be told are named in the words of the form', async () => {
    const all = await told({
      host: 'namecheap',
      ipv6: 'only',
      credentials: [{ name: 'NAMECHEAP_PASSWORD', value: 'hidden-1234' }],
    });

    expect(all).toContain('IPv6="only" has ipv6, which Namecheap cannot be told; accepted: without');
    expect(all).not.toMatch(/PROVIDER|DOMAINS|IP_FAMILIES/);
  });

  it('have no name that nobody reads', async () => {
    const all = await told({ settings: [{ name: 'GODADDY_TOKN', value: 'hidden' }] });

    expect(all).toContain('More settings has the name GODADDY_TOKN in line 1 that no setting');
    expect(all).toContain('GODADDY_TOKN is no setting; was GODADDY_TOKEN meant?');
    expect(all).not.toContain('hidden');
  });

  it.each(['cf-token-0123456789', 'dop_v1_0123abcdef', 'AKIAIOSFODNN7EXAMPLE', 'gd_pat_abcdefghij'])(
    'show no secret that was put where its name belongs: %s',
    async (name) => {
      const all = await told({ credentials: [{ name, value: 'CLOUDFLARE_API_TOKEN' }] });

      expect(all).toContain('Credentials has a name in line 1 that no setting');
      expect(all.toLowerCase()).not.toContain(name.toLowerCase());
    },
  );

  it('may belong to any host that a further target uses', async () => {
    const settings = [
      { name: 'PROVIDER_2', value: 'vultr' },
      { name: 'DOMAINS_2', value: 'home.example.org' },
    ];
    const credentials = [...whole.credentials, { name: 'VULTR_API_KEY', value: 'vultr-key-0123456789' }];

    const { targets, warnings } = await load({ settings, credentials });

    expect(targets.map(({ provider }) => provider.name)).toEqual(['cloudflare', 'vultr']);
    expect(warnings).toEqual([]);
  });

  it('are told by the same names later', async () => {
    const { targets, warnings } = await load({
      settings: [{ name: 'GODADDY_TOKEN', value: 'gd_pat_0123456789' }],
    });

    expect(targets[0]?.spellings?.get('RECORDS')?.written).toBe('the option Names');
    expect(warnings).toEqual(['GODADDY_TOKEN has no effect: no target uses the option DNS host: godaddy.']);
  });
});

describe('the broker of Home Assistant', () => {
  const given = {
    host: 'core-mosquitto',
    port: 1883,
    ssl: false,
    username: 'addons',
    password: 'pa ss',
    protocol: '3.1.1',
  };
  const ok = (data: object) => ({ status: 200, text: JSON.stringify({ result: 'ok', data }) });

  async function find(
    answer: { readonly status: number; readonly text: string } | Failure,
    { options = {}, environment = { SUPERVISOR_TOKEN: token } as object } = {},
  ) {
    const asked: HttpRequest[] = [];
    const http: Http = async (request) => {
      asked.push(request);
      if (answer instanceof Failure) throw answer;
      return { ...answer, headers: {} };
    };
    const app = appWith(options, environment);
    const { env, reason } = await app.withBroker(http, new AbortController().signal);
    const { MQTT_URL: url, MQTT_USER: user, MQTT_PASSWORD: password } = env;
    return { asked, url, user, password, reason };
  }

  it('is asked for with the token, and used', async () => {
    const found = await find(ok(given));

    expect(found).toMatchObject({ url: 'mqtt://core-mosquitto:1883', user: 'addons', password: 'pa ss' });
    expect(found.reason).toBeUndefined();
    expect(found.asked.map(({ url, headers }) => `${url} ${headers?.authorization}`)).toEqual([
      `http://supervisor/services/mqtt Bearer ${token}`,
    ]);
  });

  it.each([
    [{ ...given, ssl: true, port: 8883 }, 'mqtts://core-mosquitto:8883'],
    [{ host: 'fd00::1', port: 1883 }, 'mqtt://[fd00::1]:1883'],
  ])('may be %j', async (data, url) => {
    expect((await find(ok(data))).url).toBe(url);
  });

  it.each([
    ['Show in Home Assistant is off', { options: { mqtt: false } }],
    ['another broker is set', { options: { settings: [{ name: 'MQTT_URL', value: 'mqtt://nas' }] } }],
    ['nobody gave a token', { environment: {} }],
  ])('is not asked for where %s', async (_, more) => {
    const { asked, url, reason } = await find(ok(given), more);

    expect(asked).toEqual([]);
    expect(url).not.toBe('mqtt://core-mosquitto:1883');
    expect(reason).toBeUndefined();
  });

  it('takes a user of one’s own', async () => {
    const settings = [
      { name: 'MQTT_USER', value: 'ddns' },
      { name: 'MQTT_PASSWORD', value: 'own' },
    ];

    expect(await find(ok(given), { options: { settings } })).toMatchObject({ user: 'ddns', password: 'own' });
  });

  it.each([
    [{ status: 400, text: '{"result":"error","message":"Service not enabled"}' }, 'no app provides a broker'],
    [{ status: 403, text: '{"result":"error"}' }, 'the Supervisor answers 403'],
    [{ status: 200, text: '<html>' }, 'the Supervisor answers 200'],
    [ok({ host: 5, port: '1883' }), 'the Supervisor answers 200'],
    [
      new Failure('transient', 'supervisor: no route'),
      'the Supervisor does not answer: supervisor: no route',
    ],
  ])('is told to be missing: %j', async (answer, reason) => {
    const found = await find(answer);

    expect(found.reason).toBe(reason);
    expect(found.url).toBeUndefined();
  });
});
