/** Where the accounts of one of OVHcloud's companies are. */
export interface Endpoint {
  readonly base: string;
  /** Where service accounts get their tokens. */
  readonly tokenUrl: string;
}

const usual = 'https://www.ovh.com/auth/oauth2/token';
// As OVHcloud's own client libraries have them, and the names of their hosts that came later.
const endpoints: readonly (Endpoint & { readonly names: readonly string[] })[] = [
  { names: ['ovh-eu'], base: 'https://eu.api.ovh.com/1.0', tokenUrl: usual },
  { names: [], base: 'https://api.eu.ovhcloud.com/1.0', tokenUrl: usual },
  { names: ['ovh-ca'], base: 'https://ca.api.ovh.com/1.0', tokenUrl: 'https://ca.ovh.com/auth/oauth2/token' },
  { names: [], base: 'https://api.ca.ovhcloud.com/1.0', tokenUrl: 'https://ca.ovh.com/auth/oauth2/token' },
  {
    names: ['ovh-us'],
    base: 'https://api.us.ovhcloud.com/1.0',
    tokenUrl: 'https://us.ovhcloud.com/auth/oauth2/token',
  },
];

/** An endpoint by its name, the name of its host, or its URL with whatever version. */
export function endpointOf(given: string): Endpoint | undefined {
  const host = given.replace(/^https:\/\//, '').replace(/\/.*$/, '');
  return endpoints.find(({ names, base }) => names.includes(given) || new URL(base).host === host);
}
