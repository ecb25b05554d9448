import { secret } from '../../../settings/rows.ts';
import { optional } from '../../../settings/setting.ts';
import { jsonApi } from '../../api/rest-api.ts';
import { host } from '../../host.ts';
import { apiUrl } from '../../settings.ts';
import { keyAdvice, report, reportV3, tokenAdvice } from './refusals.ts';
import { godaddyV1 } from './v1.ts';
import { godaddyV3 } from './v3.ts';

// GoDaddy accepts 600 and more on v1, 600 to 86400 on v3; one range, so that a setting outlives the change of API.
const ttl = { min: 600, max: 86_400 };

/**
 * GoDaddy: a personal access token speaks API v3, a classic key with its secret speaks v1.
 * https://developer.godaddy.com/doc/endpoint/domains
 */
export const godaddy = host({
  name: 'godaddy',
  title: 'GoDaddy',
  about:
    'Create a personal access token at https://developer.godaddy.com with the scopes `domains.domain:read` and ' +
    '`domains.dns:update`; nothing else is needed. Classic keys (key and secret) work as well, as long as GoDaddy ' +
    'accepts them: it has announced their end with 2026. Some accounts need 10 domains or a Discount Domain Club ' +
    'Premier plan for the API (answer 403). GoDaddy takes 60 requests a minute and about ' +
    '20,000 a month; each record takes two to change with a token, one with a classic key. With a token a new TTL alone leaves the ' +
    'name empty for a moment, because GoDaddy holds no address twice.',
  ttl,
  rate: { requests: 60, per: 60_000 },
  settings: {
    GODADDY_TOKEN: optional(
      secret(
        'personal access token (`gd_pat_…`) with the scopes `domains.domain:read` and `domains.dns:update`; speaks API v3',
      ),
    ),
    GODADDY_API_KEY: optional(
      secret('classic API key, with `GODADDY_API_SECRET`; speaks API v1; GoDaddy ends these keys with 2026'),
    ),
    GODADDY_API_SECRET: optional(secret('the secret of the classic API key')),
    GODADDY_API_URL: apiUrl(
      'https://api.godaddy.com',
      'where the API is; the test environment is `https://api.ote-godaddy.com`, with its own keys',
    ),
  },
  check({ GODADDY_TOKEN: token, GODADDY_API_KEY: key, GODADDY_API_SECRET: secret }) {
    if (token && (key || secret))
      return ['GODADDY_TOKEN and GODADDY_API_KEY with GODADDY_API_SECRET are both given; give one kind only'];
    if (token || (key && secret)) return [];
    if (key) return ['GODADDY_API_KEY is given without GODADDY_API_SECRET'];
    if (secret) return ['GODADDY_API_SECRET is given without GODADDY_API_KEY'];
    return ['give either GODADDY_TOKEN or GODADDY_API_KEY with GODADDY_API_SECRET'];
  },
  create(values, vendor) {
    const {
      GODADDY_TOKEN: token,
      GODADDY_API_KEY: key,
      GODADDY_API_SECRET: secret,
      GODADDY_API_URL: base,
    } = values;
    if (token !== undefined) {
      const headers = () => ({ authorization: `Bearer ${token}` });
      return godaddyV3(jsonApi({ ...vendor, base, headers, advice: tokenAdvice(base), report: reportV3 }));
    }
    const headers = () => ({ authorization: `sso-key ${key}:${secret}` });
    return godaddyV1(jsonApi({ ...vendor, base, headers, advice: keyAdvice(base), report }));
  },
});
