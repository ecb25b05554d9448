import { secret } from '../../settings/rows.ts';
import { websupportRecords } from '../api/websupport.ts';
import { host } from '../host.ts';
import { apiUrl } from '../settings.ts';

/** Active24's API, as lego and others use it. https://rest.active24.cz/v2/docs */
export const active24 = host({
  name: 'active24',
  title: 'Active24',
  about:
    'Create an API key with its secret at https://admin.active24.cz/en/auth/apiKey. The clock of this machine must be right. Each record takes three requests to change.',
  evidence: 'by clients',
  ttl: { min: 60, max: 604_800 },
  settings: {
    ACTIVE24_API_KEY: secret('API key'),
    ACTIVE24_SECRET: secret('its secret'),
    ACTIVE24_API_URL: apiUrl('https://rest.active24.cz'),
  },
  create({ ACTIVE24_API_KEY: key, ACTIVE24_SECRET: secretKey, ACTIVE24_API_URL: base }, context) {
    const advice = {
      credentials: 'check ACTIVE24_API_KEY and ACTIVE24_SECRET, and the clock of this machine',
      permission: 'ACTIVE24_API_KEY must be allowed to manage the DNS of the domain',
    };
    return websupportRecords(context, { base, key, secret: secretKey, advice });
  },
});
