import { secret } from '../../settings/rows.ts';
import { websupportRecords } from '../api/websupport.ts';
import { host } from '../host.ts';
import { apiUrl } from '../settings.ts';

/** Websupport's API, as lego and others use it. https://rest.websupport.sk/v2/docs */
export const websupport = host({
  name: 'websupport',
  title: 'Websupport',
  about:
    'Create an API key with its secret at https://admin.websupport.sk/en/auth/apiKey. The clock of this machine must be right. Each record takes three requests to change.',
  evidence: 'by clients',
  ttl: { min: 60, max: 604_800 },
  settings: {
    WEBSUPPORT_API_KEY: secret('API key'),
    WEBSUPPORT_SECRET: secret('its secret'),
    WEBSUPPORT_API_URL: apiUrl('https://rest.websupport.sk'),
  },
  create({ WEBSUPPORT_API_KEY: key, WEBSUPPORT_SECRET: secretKey, WEBSUPPORT_API_URL: base }, context) {
    const advice = {
      credentials: 'check WEBSUPPORT_API_KEY and WEBSUPPORT_SECRET, and the clock of this machine',
      permission: 'WEBSUPPORT_API_KEY must be allowed to manage the DNS of the domain',
    };
    return websupportRecords(context, { base, key, secret: secretKey, advice });
  },
});
