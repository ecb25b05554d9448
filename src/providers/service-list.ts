// Made by `npm run docs` from the table of services: nothing here is written by hand.

/** The update-only services that `PROVIDER` can name, by the file of the table that has their rows. */
export const serviceList = [
  {
    load: () => import('./dyndns2/services/a-c.ts'),
    names: ['allinkl', 'changeip', 'cloudns-dyndns', 'corenetworks', 'dode'],
  },
  {
    load: () => import('./dyndns2/services/custom.ts'),
    names: ['custom'],
  },
  {
    load: () => import('./dyndns2/services/d.ts'),
    names: ['dd24', 'ddnss', 'desec-dyndns', 'domeneshop-dyndns', 'dondominio'],
  },
  {
    load: () => import('./dyndns2/services/dn-dy.ts'),
    names: ['dnshome', 'dnsomatic', 'duckdns', 'dyn', 'dynadot', 'dynu', 'dynv6-dyndns'],
  },
  {
    load: () => import('./dyndns2/services/e-h.ts'),
    names: ['easydns-dyndns', 'freedns', 'freemyip', 'gigahost', 'goip', 'he'],
  },
  {
    load: () => import('./dyndns2/services/fewer-users.ts'),
    names: ['ddnsfm', 'duiadns', 'enom', 'giradns', 'itsdns', 'oray', 'sitelutions', 'west'],
  },
  {
    load: () => import('./dyndns2/services/general.ts'),
    names: ['dyndns2'],
  },
  {
    load: () => import('./dyndns2/services/i-l.ts'),
    names: [
      'infomaniak-dyndns',
      'inwx-dyndns',
      'ionos-dyndns',
      'ipv64',
      'joker',
      'loopia-dyndns',
      'luadns-dyndns',
    ],
  },
  {
    load: () => import('./dyndns2/services/m-no.ts'),
    names: ['myaddr', 'mydns', 'namecheap', 'nicru', 'njalla-dyndns', 'noip', 'nowdns'],
  },
  {
    load: () => import('./dyndns2/services/ns-s.ts'),
    names: [
      'nsupdateinfo',
      'opendns',
      'ovh-dynhost',
      'regfish-dyndns',
      'selfhost',
      'simply-dyndns',
      'spdyn',
      'strato',
    ],
  },
  {
    load: () => import('./dyndns2/services/of-one-client.ts'),
    names: [
      'directnic',
      'dns1984',
      'dnsexit',
      'dyfi',
      'dyndnsit',
      'myonlineportal',
      'pubyun',
      'schokokeks',
      'tunnelbroker',
      'udmedia',
    ],
  },
  {
    load: () => import('./dyndns2/services/t-z.ts'),
    names: ['twodns', 'variomedia', 'websupport-dyndns', 'zoneedit'],
  },
];
