import { join } from 'node:path';
import { kept } from '../home.ts';
import type { Program } from './program.ts';

// Updaters that no package of Debian has: their binaries are given by path.

export const favonia: Program = {
  name: 'favonia',
  periods: { usual: 300, shortest: 1, quick: 10 },
  start: ({ binary, trusted, period }) => ({
    command: [binary],
    env: {
      CLOUDFLARE_API_TOKEN: kept.token,
      DOMAINS: kept.name,
      IP6_PROVIDER: 'none',
      SSL_CERT_FILE: trusted,
      ...(period === undefined ? {} : { UPDATE_CRON: `@every ${period}s` }),
    },
  }),
};

export const qdm12: Program = {
  name: 'qdm12',
  periods: { usual: 300, shortest: 1, quick: 10 },
  start: ({ binary, folder, trusted, period }) => ({
    command: [binary],
    env: {
      DATADIR: folder,
      CONFIG_FILEPATH: join(folder, 'config.json'),
      HEALTH_SERVER_ADDRESS: '127.0.0.1:9999',
      SSL_CERT_FILE: trusted,
      // By default it waits as long between two updates as between two looks.
      ...(period === undefined ? {} : { PERIOD: `${period}s`, UPDATE_COOLDOWN_PERIOD: '1s' }),
    },
    files: {
      'config.json': JSON.stringify({
        settings: [
          {
            provider: 'cloudflare',
            ...{
              domain: kept.name,
              zone_identifier: kept.zoneId,
              token: kept.token,
              ttl: 600,
              ip_version: 'ipv4',
            },
          },
        ],
      }),
    },
    healthCheck: [binary, 'healthcheck'],
  }),
};

export const ddnsGo: Program = {
  name: 'ddns-go',
  version: ['-v'],
  periods: { usual: 300, shortest: 1, quick: 10 },
  start: ({ binary, folder, trusted, period }) => ({
    command: [
      binary,
      '-c',
      join(folder, 'config.yaml'),
      ...(period === undefined ? [] : ['-f', String(period)]),
    ],
    env: { SSL_CERT_FILE: trusted },
    files: {
      // The sources that its web page fills in.
      'config.yaml': [
        'dnsconf:',
        '  - name: ""',
        '    ipv4:',
        '      enable: true',
        '      gettype: url',
        '      url: https://api.ipify.org, https://ddns.oray.com/checkip, https://ip.3322.net, https://4.ipw.cn',
        '      domains:',
        `        - ${kept.relative}:${kept.zone}`,
        '    ipv6:',
        '      enable: false',
        '    dns:',
        '      name: cloudflare',
        '      id: ""',
        `      secret: ${kept.token}`,
        '    ttl: ""',
        'notallowwanaccess: true',
        'lang: en',
        '',
      ].join('\n'),
    },
  }),
};

export const timothymiller: Program = {
  name: 'timothymiller',
  periods: { usual: 360, shortest: 1, quick: 10 },
  start: ({ binary, trusted, period }) => ({
    command: [binary],
    env: {
      CLOUDFLARE_API_TOKEN: kept.token,
      DOMAINS: kept.name,
      IP6_PROVIDER: 'none',
      SSL_CERT_FILE: trusted,
      ...(period === undefined ? {} : { UPDATE_CRON: `@every ${period}s` }),
    },
  }),
};
