import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { kept } from '../home.ts';
import type { Place, Program } from './program.ts';

export const inadyn: Program = {
  name: 'inadyn',
  path: '/usr/sbin/inadyn',
  version: ['--version'],
  // Less than five seconds it takes for a mistake.
  periods: { usual: 120, shortest: 5, quick: 10 },
  start: ({ binary, folder, trusted, period }) => ({
    command: [
      ...[binary, '--foreground', '--config', join(folder, 'inadyn.conf')],
      ...['--cache-dir', folder, '--pidfile', join(folder, 'inadyn.pid')],
    ],
    files: {
      'inadyn.conf': [
        ...(period === undefined ? [] : [`period = ${period}`]),
        `ca-trust-file = "${trusted}"`,
        'provider cloudflare.com {',
        `  username = ${kept.zone}`,
        `  password = ${kept.token}`,
        `  hostname = ${kept.name}`,
        '  ttl = 1',
        '}',
        '',
      ].join('\n'),
    },
  }),
};

export const ddclient: Program = {
  name: 'ddclient',
  path: '/usr/bin/ddclient',
  // Debian starts it with five minutes; less than one it does not take.
  periods: { usual: 300, shortest: 60, quick: 60 },
  start: ({ binary, folder, trusted, period = 300 }) => ({
    command: [
      ...[binary, '-foreground', '-daemon', String(period), '-file', join(folder, 'ddclient.conf')],
      ...['-cache', join(folder, 'ddclient.cache'), '-pid', join(folder, 'ddclient.pid')],
    ],
    env: { SSL_CERT_FILE: trusted },
    files: {
      // Its own default source, googledomains, is no more.
      'ddclient.conf': [
        'ssl=yes',
        'usev4=webv4, webv4=ipify-ipv4',
        'protocol=cloudflare \\',
        ...[`zone=${kept.zone}`, 'ttl=1', 'login=token', `password=${kept.token}`].map(
          (line) => `${line} \\`,
        ),
        kept.name,
        '',
      ].join('\n'),
    },
  }),
  files: perlFiles,
};

/** The modules that it has Perl load. */
function perlFiles({ binary }: Place): readonly string[] {
  const modules = [
    '-MSys::Hostname',
    '-MIO::Socket::SSL',
    '-MIO::Socket::INET',
    '-MJSON::PP',
    '-MData::Dumper',
  ];
  const loaded = execFileSync('perl', [...modules, '-e', 'print join "\\n", values %INC'], {
    encoding: 'utf8',
  });
  return [binary, ...loaded.split('\n')];
}
