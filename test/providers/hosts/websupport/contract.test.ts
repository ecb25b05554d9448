import { websupport } from '../../../../src/providers/hosts/websupport.ts';
import { brandContract } from './brand.ts';
import { ways } from './service.ts';

const brand = {
  name: 'Websupport',
  definition: websupport,
  prefix: 'WEBSUPPORT',
  api: 'https://rest.websupport.sk',
};

brandContract(brand, ways);
