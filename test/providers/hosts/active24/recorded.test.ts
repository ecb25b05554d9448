import { active24 } from '../../../../src/providers/hosts/active24.ts';
import { brandExchanges } from '../websupport/brand.ts';

brandExchanges({
  name: 'Active24',
  definition: active24,
  prefix: 'ACTIVE24',
  api: 'https://rest.active24.cz',
});
