import { baseUrl } from '../../settings.ts';
import { service } from '../definition.ts';
import { apart, password, userName } from '../kinds.ts';
import { dyndns2 as words } from '../rules.ts';

/**
 * Any server that speaks the protocol of DynDNS, version 2. https://help.dyn.com/perform-update.html and
 * https://help.dyn.com/return-codes/
 */
export const dyndns2 = service({
  name: 'dyndns2',
  title: 'DynDNS2',
  about:
    'For a service that speaks the dyndns2 protocol and is not in this list, such as a server of your own. Each host and family takes one call.',
  evidence: 'described',
  settings: {
    DYNDNS2_URL: baseUrl('address of the update page, such as `https://ddns.example.net/nic/update`'),
    DYNDNS2_USERNAME: userName('user name'),
    DYNDNS2_PASSWORD: password('password'),
  },
  families: apart,
  request: ({ host, ip }, v) => ({
    url: v.DYNDNS2_URL,
    query: { hostname: host, myip: ip },
    basic: [v.DYNDNS2_USERNAME, v.DYNDNS2_PASSWORD],
  }),
  answer: words(),
});
