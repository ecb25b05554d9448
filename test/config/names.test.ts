import { describe, expect, it } from 'vitest';
import { needsPublicSuffixes } from '../../src/config/names.ts';
import { configOf, refusalOf, type Variables } from '../support/settings.ts';

const namesOf = (variables: Variables) =>
  configOf(variables).targets.map(({ keys }) => keys.map(({ name }) => name));

describe('a name in RECORDS', () => {
  it.each(['dev', 'wiki', 'blog', 'co', '*.dev', '*', 'nas.lan', '*.nas.lan', 'a.b.c', 'co.uk', 'xn--p1ai'])(
    'lies in the zone: %s',
    (name) => {
      expect(namesOf({ RECORDS: name })).toEqual([[name]]);
    },
  );

  it.each([
    ['home.example.org', 'example.org'],
    ['example.org', 'example.org'],
    ['*.home.example.org', 'example.org'],
    ['*.example.org', 'example.org'],
    ['HOME.Example.ORG', 'example.org'],
    ['home.example.co.uk', 'example.co.uk'],
    ['nas.alice.duckdns.org', 'alice.duckdns.org'],
    ['home.web.app', 'home.web.app'],
    ['www.bücher.de', 'bücher.de'],
    ['my.dev', 'my.dev'],
    ['home.example.com.au', 'example.com.au'],
    ['home.notexample.com', 'notexample.com'],
  ])('is refused when it is one of another domain: %s', (name, domain) => {
    const message = refusalOf({ RECORDS: name });

    expect(message).toContain(`RECORDS="${name}" does not end in example.com`);
    expect(message).toContain(`DOMAIN_2=${domain}`);
    expect(message).toContain(`RECORDS=${name}.example.com`);
  });

  it.each([
    ['home.example.org.example.com', 'home.example.org'],
    ['*.example.org.example.com', '*.example.org'],
    ['my.dev.example.com.', 'my.dev'],
  ])('is always taken in its full form: %s', (full, name) => {
    expect(namesOf({ RECORDS: full })).toEqual([[name]]);
  });

  it('is refused when it ends in the zone of another target, whatever that is called', () => {
    const message = refusalOf({ RECORDS: 'nas.home.lan', DOMAIN_2: 'home.lan', RECORDS_2: 'nas' });

    expect(message).toContain('RECORDS="nas.home.lan" does not end in example.com');
    expect(message).toContain('DOMAIN_2=home.lan');
    expect(message).toContain('RECORDS=nas.home.lan.example.com');
  });

  it('of a numbered target is refused by the zone of target 1 too', () => {
    const message = refusalOf({ DOMAIN_2: 'lab.example.com', RECORDS_2: 'nas.example.com' });

    expect(message).toContain('RECORDS_2="nas.example.com" does not end in lab.example.com');
    expect(message).toContain('RECORDS_2=nas.example.com.lab.example.com');
  });

  it('names the next free number in the way out', () => {
    const message = refusalOf({ RECORDS: 'home.example.net', DOMAIN_3: 'example.org', RECORDS_3: '@' });

    expect(message).toContain('DOMAIN_4=example.net');
  });
});

describe('the names of target 1', () => {
  it('are not taken over by a target of another zone', () => {
    const message = refusalOf({ DOMAIN_2: 'example.org' });

    expect(message).toMatch(/RECORDS_2 is not set.*another DOMAIN/);
  });

  it('are taken over by a target of the same zone, however it is written', () => {
    const other = { PROVIDER_2: 'digitalocean', DO_AUTH_TOKEN_2: 'token' };

    expect(namesOf(other)).toEqual([['home'], ['home']]);
    expect(namesOf({ ...other, DOMAIN_2: 'EXAMPLE.com.' })).toEqual([['home'], ['home']]);
  });
});

describe('the public suffix list', () => {
  it.each([
    [{}, false],
    [{ RECORDS: 'home,*.lab,@,nas.example.com,*.a.example.com.' }, false],
    [{ DOMAIN_2: 'home.lan', RECORDS_2: 'nas' }, false],
    [{ RECORDS: 'home, a.lab' }, true],
    [{ DOMAIN_2: 'home.lan', RECORDS_2: 'nas.x' }, true],
    [{ RECORDS: ' , ..' }, false],
  ])('is needed with %j: %j', (variables: Variables, expected) => {
    expect(needsPublicSuffixes({ DOMAIN: 'example.com', RECORDS: 'home', ...variables })).toBe(expected);
  });
});
