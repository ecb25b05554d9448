import { active24 } from '../../../../src/providers/hosts/active24.ts';
import { brandContract } from '../websupport/brand.ts';
import { ways } from './service.ts';

const brand = {
  name: 'Active24',
  definition: active24,
  prefix: 'ACTIVE24',
  api: 'https://rest.active24.cz',
};

brandContract(brand, ways);
