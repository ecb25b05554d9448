import { text } from '../../../settings/rows.ts';
import { apiUrl } from '../../settings.ts';
import { service } from '../definition.ts';
import { ipv4Only, password, userName } from '../kinds.ts';
import { dyndns2 } from '../rules.ts';
import { at } from '../sending.ts';

// Those that keep no record of the name, so that there is nobody to ask.

/**
 * OpenDNS, which learns by it whose questions it filters. "hostname" is the label of a network there.
 * https://support.opendns.com/hc/en-us/articles/227987727
 */
export const opendns = service({
  name: 'opendns',
  title: 'OpenDNS',
  about:
    'Tells OpenDNS the address of a network at https://dashboard.opendns.com, so that its filter applies; no DNS record is kept. `DOMAINS` is a name to show for it, such as `home.opendns.com`. It is told at each start and when the address changes.',
  evidence: 'by one client',
  settings: {
    OPENDNS_USERNAME: userName('e-mail address of the account'),
    OPENDNS_PASSWORD: password('password of the account'),
    OPENDNS_NETWORK: text('label of the network, with `_` for a space', 'a label as the dashboard shows it'),
    OPENDNS_API_URL: apiUrl('https://updates.opendns.com'),
  },
  families: ipv4Only,
  noRecord: true,
  request: ({ ip }, v) => ({
    url: at(v.OPENDNS_API_URL, '/nic/update'),
    query: { hostname: v.OPENDNS_NETWORK, myip: ip },
    basic: [v.OPENDNS_USERNAME, v.OPENDNS_PASSWORD],
  }),
  answer: dyndns2(),
});
