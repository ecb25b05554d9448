import { apiUrl } from '../../settings.ts';
import { service } from '../definition.ts';
import { ipv4Only, password } from '../kinds.ts';
import { at } from '../sending.ts';

/**
 * Namecheap, whose API for records replaces the whole zone, so that its update page is used. Its XML says UTF-16 and is
 * UTF-8. https://www.namecheap.com/support/knowledgebase/article.aspx/29/11/how-to-dynamically-update-the-hosts-ip-with-an-http-request/
 */
export const namecheap = service({
  name: 'namecheap',
  title: 'Namecheap',
  about:
    'Under Domain List → Manage → Advanced DNS switch Dynamic DNS on, copy its password, and make each host an “A + Dynamic DNS Record”. Each host takes one call. The domain is the one that can be registered; where it is another one, write `DOMAIN` and `RECORDS` instead of `DOMAINS`.',
  evidence: 'described',
  settings: {
    NAMECHEAP_PASSWORD: password('Dynamic DNS password of the domain'),
    NAMECHEAP_API_URL: apiUrl('https://dynamicdns.park-your-domain.com'),
  },
  families: ipv4Only,
  async request({ split, ip }, v) {
    const { domain, label } = await split();
    return {
      url: at(v.NAMECHEAP_API_URL, '/update'),
      query: { host: label || '@', domain, password: v.NAMECHEAP_PASSWORD, ip },
    };
  },
  answer: {
    rules: [
      { text: /<ErrCount>0<\/ErrCount>.*<Done>true<\/Done>/is, is: 'changed' },
      { text: /<Err1>\s*passwords? (do|does) not match/i, is: 'stop' },
      {
        text: /<Err1>.*not found/i,
        is: 'stop-host',
        says: 'has no such host that is an “A + Dynamic DNS Record”',
      },
      { text: /<ErrCount>[1-9]/i, is: 'permanent' },
    ],
  },
});
