// Made by `npm run docs` from the table of services: nothing here is written by hand.

/** The update-only services that `PROVIDER` can name, by the file of the table that has their rows. */
export const serviceList = [
  {
    load: () => import('./dyndns2/services/free.ts'),
    names: ['duckdns', 'he', 'noip'],
  },
  {
    load: () => import('./dyndns2/services/general.ts'),
    names: ['dyndns2'],
  },
  {
    load: () => import('./dyndns2/services/registrars.ts'),
    names: ['namecheap'],
  },
  {
    load: () => import('./dyndns2/services/relays.ts'),
    names: ['opendns'],
  },
];
