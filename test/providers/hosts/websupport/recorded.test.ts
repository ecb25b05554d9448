import { websupport } from '../../../../src/providers/hosts/websupport.ts';
import { brandExchanges } from './brand.ts';

brandExchanges({
  name: 'Websupport',
  definition: websupport,
  prefix: 'WEBSUPPORT',
  api: 'https://rest.websupport.sk',
});
