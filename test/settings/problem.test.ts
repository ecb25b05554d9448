import { describe, expect, it } from 'vitest';
import { problemText } from '../../src/settings/problem.ts';

const shown = (found: string) => problemText({ variable: 'X', found, wrong: 'is wrong' });

describe('a problem with a setting', () => {
  it.each([
    'https://user:ssw0rd@host.example/ip',
    'https://user:p@ssw0rd@host.example/ip,nonsense',
    'https://user:pa/ssw0rd@host.example/ip',
    'https://user:pa,ssw0rd@host.example/ip',
    'ipify, https://user:ssw0rd@host.example/ip',
    'user:ssw0rd@host.example',
    'aws,user:pa,ssw0rd@host.example',
    'https://host.example/ip?key=ssw0rd',
    'https://host.example/ip?key=a,ssw0rd',
    'host.example/ip?key=ssw0rd',
  ])('shows no secret of %s', (found) => {
    expect(shown(found)).not.toContain('ssw0rd');
    expect(shown(found)).toContain('[secret]');
  });

  it.each([
    '@,home,*.home',
    'dns:whoami.example.com/A@192.0.2.1:53,ipify',
    'ipify, dns:whoami.example.com/A@192.0.2.1',
    'stun:stun.example.com:3478',
    'http://host.example:8080/ip',
    'host.example:8080',
  ])('shows %s as it is', (found) => {
    expect(shown(found)).toBe(`X="${found}" is wrong`);
  });
});
