import { describe, expect, it } from 'vitest';
import { targetOf } from '../../src/app/targets.ts';
import { type Config, readConfig } from '../../src/config/config.ts';
import { needsPublicSuffixes } from '../../src/config/names.ts';
import { fqdn } from '../../src/dns/name.ts';
import { loadPublicSuffixes } from '../../src/dns/public-suffix.ts';
import { noZone as noZoneText } from '../../src/providers/refusal-text.ts';
import { loadProviders, providerNames } from '../../src/providers/registry.ts';
import { refusalOf, type Variables } from '../support/settings.ts';

const providers = await loadProviders();
const suffixes = await loadPublicSuffixes();
const token = { PROVIDER: 'cloudflare', CLOUDFLARE_API_TOKEN: 'token' };
const zoneId = '0123456789abcdef0123456789abcdef';

/** These settings beside a token of Cloudflare. */
const read = (variables: Variables, all = providers): Config =>
  readConfig({ ...token, ...variables }, { providers: all, providerNames, suffixes });

/** What is kept, by zone. */
const kept = (variables: Variables) =>
  read(variables).targets.map(({ zone, keys }) => [zone.name, keys.map(({ name }) => name)]);

const refused = (variables: Variables) => refusalOf(variables, (all) => read(all));

/** What the first read says where the host has no such zone. */
const absent = (variables: Variables, index = 0) => {
  const zone = read(variables).targets[index]?.zone;
  if (!zone) throw new Error('no such target');
  return noZoneText('Host', zone);
};

describe('DOMAINS', () => {
  it('makes a target of each domain that can be registered', () => {
    const names = 'home.example.com, vpn.example.org,example.com,*.lab.example.com,a.b.example.co.uk';

    expect(kept({ DOMAINS: names })).toEqual([
      ['example.com', ['home', '@', '*.lab']],
      ['example.org', ['vpn']],
      ['example.co.uk', ['a.b']],
    ]);
  });

  it.each([
    ['alice.duckdns.org', 'alice.duckdns.org', '@'],
    ['nas.alice.duckdns.org', 'alice.duckdns.org', 'nas'],
    ['home.web.app', 'home.web.app', '@'],
    ['www.bücher.example.com.au', 'example.com.au', 'www.xn--bcher-kva'],
    ['Küche.Bücher.DE.', 'xn--bcher-kva.de', 'xn--kche-0ra'],
    ['дом.пример.рф', 'xn--e1afmkfd.xn--p1ai', 'xn--d1aqf'],
    ['*.example.com', 'example.com', '*'],
    ['HOME.Example.COM.', 'example.com', 'home'],
    ['home.xn--bcher-kva.de', 'xn--bcher-kva.de', 'home'],
    ['10.example.com', 'example.com', '10'],
  ])('takes %s for a name in %s', (text, zone, name) => {
    expect(kept({ DOMAINS: text })).toEqual([[zone, [name]]]);
  });

  it('keeps a name once, however often and in whatever form it is written', () => {
    const names =
      'home.example.com,HOME.example.com.,home.example.com, bücher.example.com,xn--bcher-kva.example.com';

    expect(kept({ DOMAINS: names })).toEqual([['example.com', ['home', 'xn--bcher-kva']]]);
  });

  it('gives all of its targets one account and one line, and each an id of its own', () => {
    const { targets, lines } = read({ DOMAINS: 'a.example.com,b.example.org', TTL: '300' });

    expect(
      targets.map(({ number, ttl, line, values }) => [number, ttl, line, values.CLOUDFLARE_API_TOKEN]),
    ).toEqual([
      [1, 300, 'default', 'token'],
      [1, 300, 'default', 'token'],
    ]);
    expect(lines).toHaveLength(1);
    expect(new Set(targets.map((target) => targetOf(target).id)).size).toBe(2);
  });

  it.each([
    ['co.uk', 'is a public suffix'],
    ['duckdns.org', 'is a public suffix'],
    ['*.co.uk', 'is a public suffix'],
    ['com', 'at least two labels'],
    ['home', 'at least two labels'],
    ['@', 'which no name can hold'],
    ['*', 'begins with a *'],
    ['192.0.2.1', 'is an address'],
    ['home.example.com,,b.example.com', 'empty entry'],
    ['ho me.example.com', 'which no name can hold'],
    ['a*.example.com', 'has a * that is not the whole first label'],
    [`${'a'.repeat(64)}.example.com`, 'a label holds at most 63'],
    [`${'a.'.repeat(122)}example.com`, 'at most 253'],
  ])('refuses %s', (text, wrong) => {
    const message = refused({ DOMAINS: text });

    expect(message).toContain('DOMAINS="');
    expect(message).toContain(wrong);
    expect(message).toContain('accepted: full names between commas');
  });

  it.each([
    ['nas.home.lan', 'DOMAIN=home.lan RECORDS=nas if home.lan is the zone'],
    ['*.home.lan', 'DOMAIN=home.lan RECORDS=* if home.lan is the zone'],
    ['nas.lan', 'DOMAIN=nas.lan RECORDS=@ if nas.lan is the zone'],
    ['nas.home.lan,a.example.com', 'DOMAIN_2=home.lan RECORDS_2=nas for it if home.lan is the zone'],
  ])('guesses at no zone of %s, and says how it is written', (text, way) => {
    expect(refused({ DOMAINS: text })).toContain(
      `ends in nothing that the public suffix list knows, so its zone cannot be told; accepted: full names between commas, such as home.example.com,vpn.example.org; write ${way}`,
    );
  });

  it('tells every name that cannot be used', () => {
    const message = refused({ DOMAINS: 'co.uk,a.example.com,nas.home.lan' });

    expect(message).toContain('DOMAINS="co.uk"');
    expect(message).toContain('DOMAINS="nas.home.lan"');
    expect(message).not.toContain('DOMAINS="a.example.com"');
  });

  it.each([
    [{ DOMAIN: 'example.com' }, 'DOMAINS="a.example.com" cannot stand beside DOMAIN;'],
    [{ RECORDS: 'home' }, 'DOMAINS="a.example.com" cannot stand beside RECORDS;'],
    [
      { DOMAIN: 'example.org', RECORDS: 'b' },
      'DOMAINS="a.example.com" cannot stand beside DOMAIN and RECORDS;',
    ],
    [
      { DOMAINS_2: 'b.example.org', DOMAIN_2: 'example.org' },
      'DOMAINS_2="b.example.org" cannot stand beside DOMAIN_2; accepted: full names in DOMAINS_2 alone, or DOMAIN_2 with RECORDS_2',
    ],
  ])('does not stand beside %j', (variables: Variables, wrong) => {
    expect(refused({ DOMAINS: 'a.example.com', ...variables })).toContain(wrong);
  });

  it('is the other way, told where nothing is set', () => {
    expect(refused({})).toMatch(
      /DOMAIN is not set; accepted: .*RECORDS; or full names in DOMAINS in place of both/,
    );
  });

  it('hints at a slip in its name', () => {
    expect(read({ DOMAINS: 'a.example.com', DOMAINS2: 'b.example.org' }).warnings).toEqual([
      'DOMAINS2 is no setting; was DOMAINS meant?',
    ]);
  });
});

describe('more targets beside DOMAINS', () => {
  it('have a zone, or full names of an account of their own', () => {
    const variables = {
      DOMAINS: 'a.example.com,b.example.org',
      ...{ DOMAIN_2: 'example.net', RECORDS_2: 'c' },
      ...{ DOMAINS_3: 'd.example.de', PROVIDER_3: 'digitalocean', DO_AUTH_TOKEN_3: 'other' },
    };

    expect(kept(variables)).toEqual([
      ['example.com', ['a']],
      ['example.org', ['b']],
      ['example.net', ['c']],
      ['example.de', ['d']],
    ]);
    expect(read(variables).targets.map(({ provider }) => provider.name)).toEqual([
      'cloudflare',
      'cloudflare',
      'cloudflare',
      'digitalocean',
    ]);
    expect(read(variables).warnings).toEqual([]);
  });

  it('can be beside a zone', () => {
    expect(kept({ DOMAIN: 'example.com', RECORDS: 'home', DOMAINS_2: 'a.example.org' })).toEqual([
      ['example.com', ['home']],
      ['example.org', ['a']],
    ]);
  });

  it('take over the names with everything else where they have none', () => {
    const second = { PROVIDER_2: 'digitalocean', DO_AUTH_TOKEN_2: 'other' };

    expect(kept({ DOMAINS: 'a.example.com,b.example.org', ...second })).toEqual([
      ['example.com', ['a']],
      ['example.org', ['b']],
      ['example.com', ['a']],
      ['example.org', ['b']],
    ]);
  });

  it('need a zone for their RECORDS', () => {
    expect(refused({ DOMAINS: 'a.example.com', RECORDS_2: 'b' })).toContain('DOMAIN_2 is not set');
  });

  it('keep no record that full names keep already', () => {
    const names = { DOMAINS: 'home.example.com' };

    expect(refused({ ...names, DOMAIN_2: 'example.com', RECORDS_2: 'home' })).toContain(
      'RECORDS_2="home" keeps A home of example.com, which target 1 keeps already',
    );
    expect(refused({ ...names, DOMAINS_2: 'home.example.com' })).toContain('DOMAINS_2="home" keeps A home');
  });

  it('have no RECORDS that belong to full names', () => {
    const message = refused({
      DOMAINS: 'a.home.example.de',
      DOMAIN_2: 'example.com',
      RECORDS_2: 'b.example.de',
    });

    expect(message).toContain('RECORDS_2="b.example.de" does not end in example.com');
    expect(message).toContain('b.example.de in DOMAINS if example.de is a domain of its own');
  });
});

describe('a setting that names one zone', () => {
  const hosts: readonly [string, Variables][] = [
    ['CLOUDFLARE_ZONE_ID', { ...token, CLOUDFLARE_ZONE_ID: zoneId }],
    [
      'AWS_HOSTED_ZONE_ID',
      {
        ...{ PROVIDER: 'route53', CLOUDFLARE_API_TOKEN: '', AWS_ACCESS_KEY_ID: 'id' },
        ...{ AWS_SECRET_ACCESS_KEY: 'key', AWS_HOSTED_ZONE_ID: 'Z1' },
      },
    ],
  ];

  it.each(hosts)('is refused beside full names of several zones: %s', (name, variables) => {
    const message = refused({ ...variables, DOMAINS: 'a.example.com,b.example.org' });

    expect(message).toContain(
      `${name}="${variables[name]}" belongs to one zone, and DOMAINS has names of 2: example.com, example.org; accepted: nothing here`,
    );
    expect(message).toContain(`DOMAIN_2, RECORDS_2, ${name}_2`);
  });

  it.each(hosts)('is taken beside full names of one: %s', (name, variables) => {
    const [target] = read({ ...variables, DOMAINS: 'a.example.com,b.example.com' }).targets;

    expect(target?.values[name]).toBe(variables[name]);
  });

  it('of target 1 is not taken over by full names of others', () => {
    const first = { DOMAIN: 'example.com', RECORDS: 'home', CLOUDFLARE_ZONE_ID: zoneId };

    const { targets } = read({ ...first, DOMAINS_2: 'a.example.org,b.example.net' });

    expect(targets.map(({ values }) => values.CLOUDFLARE_ZONE_ID)).toEqual([zoneId, undefined, undefined]);
  });

  it('may name the account of all of them', () => {
    const variables = { PROVIDER: 'dnsimple', CLOUDFLARE_API_TOKEN: '', DNSIMPLE_OAUTH_TOKEN: 't' };

    const { targets } = read({
      ...variables,
      DNSIMPLE_ACCOUNT_ID: '7',
      DOMAINS: 'a.example.com,b.example.org',
    });

    expect(targets.map(({ values }) => values.DNSIMPLE_ACCOUNT_ID)).toEqual(['7', '7']);
  });
});

describe('where the host has no such zone', () => {
  const deep = 'if home.lab.example.com lies in a zone of its own, write';

  it.each([
    [{ DOMAINS: 'home.lab.example.com' }, `${deep} DOMAIN=lab.example.com RECORDS=home`],
    [
      { DOMAINS: 'home.lab.example.com,a.example.org' },
      `${deep} DOMAIN_2=lab.example.com RECORDS_2=home for it`,
    ],
    [
      { DOMAINS: 'a.example.com,home.lab.example.com', DOMAIN_4: 'example.org', RECORDS_4: 'b' },
      `${deep} DOMAIN_5=lab.example.com RECORDS_5=home for it`,
    ],
    [{ DOMAINS: 'home.example.com' }, 'write DOMAIN=home.example.com RECORDS=@'],
    [{ DOMAINS: '*.lab.example.com' }, 'write DOMAIN=lab.example.com RECORDS=*'],
    [
      { DOMAIN: 'home.example.com', RECORDS: '@' },
      'if the zone is example.com, write DOMAIN=example.com RECORDS=home',
    ],
    [{ DOMAIN: 'home.example.com', RECORDS: 'home' }, 'write DOMAIN=example.com RECORDS=home'],
    [{ DOMAIN: 'a.example.co.uk', RECORDS: '@,*' }, 'write DOMAIN=example.co.uk RECORDS=a,*.a'],
    [{ DOMAIN: 'küche.bücher.de', RECORDS: '@' }, 'write DOMAIN=bücher.de RECORDS=küche'],
  ])('says for %j what else may be meant', (variables: Variables, otherwise) => {
    const message = absent(variables);

    expect(message).toMatch(/^Host has no zone \S+ in this account: check DOMAINS?, and /);
    expect(message).toContain(otherwise);
  });

  it('names a numbered target by its number and its account', () => {
    const first = { DOMAIN: 'example.net', RECORDS: 'a' };

    expect(absent({ ...first, DOMAIN_2: 'b.example.org', RECORDS_2: '@' }, 1)).toContain(
      'write DOMAIN_2=example.org RECORDS_2=b',
    );
    expect(absent({ ...first, DOMAINS_2: 'x.example.org,home.lab.example.org' }, 1)).toMatch(
      /check DOMAINS_2, .* write DOMAIN_3=lab\.example\.org RECORDS_3=home for it, with the account of target 2$/,
    );
  });

  it.each([
    { DOMAIN: 'example.com', RECORDS: 'home' },
    { DOMAIN: 'example.co.uk', RECORDS: 'home' },
    { DOMAIN: 'home.lan', RECORDS: 'a' },
    { DOMAINS: 'example.com,*.example.com' },
  ])('says no more where nothing else can be meant: %j', (variables) => {
    expect(absent(variables)).toMatch(/the zone is in this account$/);
  });
});

describe('a service that knows full names alone', () => {
  const service = providers.map((one) =>
    one.name === 'cloudflare' ? { ...one, fullNames: true as const } : one,
  );

  it('has one target for all names of one DOMAINS, without a zone', () => {
    const names = 'alice.duckdns.org,co.uk,nas.home.lan,*.Bücher.de';

    const { targets } = read({ DOMAINS: names, IP_FAMILIES: 'ipv4,ipv6' }, service);

    expect(targets).toHaveLength(1);
    expect(targets[0]?.zone).toMatchObject({ name: '', display: 'alice.duckdns.org and 3 more' });
    expect(targets[0]?.keys.filter(({ type }) => type === 'AAAA').map(({ name }) => name)).toEqual([
      'alice.duckdns.org',
      'co.uk',
      'nas.home.lan',
      '*.xn--bcher-kva.de',
    ]);
  });

  it('has full names of a zone and its RECORDS too', () => {
    const [target] = read({ DOMAIN: 'example.com', RECORDS: 'home,@' }, service).targets;

    expect(target?.keys.map(({ name }) => fqdn(name, target.zone))).toEqual([
      'home.example.com',
      'example.com',
    ]);
  });

  it('takes no name twice, in whatever form', () => {
    const variables = { DOMAINS: 'home.example.com', DOMAIN_2: 'example.com', RECORDS_2: 'home' };

    expect(refusalOf(variables, (all) => read(all, service))).toContain('which target 1 keeps already');
  });
});

describe('the public suffix list', () => {
  it.each([
    [{ DOMAINS: 'example.com' }, true],
    [{ DOMAIN: 'example.net', DOMAINS_2: 'a.example.com' }, true],
    [{ DOMAIN: 'home.example.com' }, true],
    [{ DOMAIN: 'example.com', DOMAIN_2: 'a.b.example' }, true],
    [{ DOMAIN: 'example.com', RECORDS: 'home' }, false],
  ])('is needed with %j: %j', (variables: Variables, expected) => {
    expect(needsPublicSuffixes(variables)).toBe(expected);
  });
});
