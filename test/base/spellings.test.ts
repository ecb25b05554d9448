import { expect, it } from 'vitest';
import { asWritten } from '../../src/base/spellings.ts';

const spellings = new Map([
  ['HOST_TOKEN', { written: 'HOST_TOKEN_2_FILE', own: 'HOST_TOKEN_2' }],
  ['HOST_ZONE_ID', { written: 'HOST_ZONE_ID_2', own: 'HOST_ZONE_ID_2' }],
  ['DOMAIN', { written: 'DOMAINS', own: 'DOMAIN_2' }],
  ['RECORDS', { written: 'DOMAINS', own: 'RECORDS_2' }],
  ['TTL', { written: 'TTL', own: 'TTL_2' }],
]);

it.each([
  ['check HOST_TOKEN and the account', 'check HOST_TOKEN_2_FILE and the account'],
  ['HOST_ZONE_ID, or (HOST_TOKEN)', 'HOST_ZONE_ID_2, or (HOST_TOKEN_2_FILE)'],
  ['HOST_TOKEN_FILE (/run/HOST_TOKEN) cannot be used', 'HOST_TOKEN_2_FILE (/run/HOST_TOKEN) cannot be used'],
  ['check DOMAIN, or take it out of RECORDS', 'check DOMAINS, or take it out of DOMAINS'],
  ['write DOMAIN=example.com RECORDS=home', 'write DOMAIN_2=example.com RECORDS_2=home'],
  ['write DOMAIN_3=example.com', 'write DOMAIN_3=example.com'],
  ['a TTL of 60 (TTL=60 would say the same)', 'a TTL of 60 (TTL_2=60 would say the same)'],
  ['it said: UNKNOWN_DOMAIN, the DOMAIN is locked', 'it said: UNKNOWN_DOMAIN, the DOMAIN is locked'],
  ['MY_HOST_TOKEN and HOST_TOKENS', 'MY_HOST_TOKEN and HOST_TOKENS'],
])('%s: %s', (sentence, written) => {
  expect(asWritten(sentence, spellings)).toBe(written);
  expect(asWritten(sentence, undefined)).toBe(sentence);
});
