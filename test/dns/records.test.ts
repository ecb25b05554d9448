import { expect, it } from 'vitest';
import { canonicalValue } from '../../src/dns/records.ts';

it('takes the same address for the same value, however it is written', () => {
  expect(['2A02:8070:0:0::01', '81.2.69.160', '081.2.69.160', 'host.example'].map(canonicalValue)).toEqual([
    ...['2a02:8070::1', '81.2.69.160', '081.2.69.160', 'host.example'],
  ]);
});
