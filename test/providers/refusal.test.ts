import { expect, test } from 'vitest';
import { parseZone } from '../../src/dns/name.ts';
import { isGone, refusalOf } from '../../src/providers/refusal.ts';
import type { ErrorReport } from '../../src/providers/vendor.ts';

const advice = { credentials: 'check the token', permission: 'grant it' };
const about = { zone: parseZone('example.com'), action: 'write', host: 'localhost', method: 'PUT' } as const;

function refused(status: number, said: ErrorReport) {
  const vendor = { title: 'Example', secrets: [], advice, report: () => said };
  return refusalOf({ status, headers: {}, text: '{}' }, {}, vendor, about);
}

test.each([
  [0, undefined],
  [-5000, undefined],
  [Number.NaN, undefined],
  [1500, 2000],
  [31_536_000_000, 86_400_000],
])('a body that asks to wait for %d ms is followed for %s', (said, wait) => {
  expect(refused(429, { retryAfter: said }).retryAfter).toBe(wait);
});

test.each<[number, string, ErrorReport, string]>([
  [429, 'bad credentials', { status: 401 }, 'limited'],
  [429, 'a fault of its own', { kind: 'transient' }, 'limited'],
  [500, 'bad credentials', { status: 401 }, 'transient'],
  [500, 'a refused record', { kind: 'record', advice: 'the record is wrong' }, 'transient'],
  [503, 'too many requests', { status: 429 }, 'limited'],
  [503, 'a maintenance', { kind: 'transient', advice: 'it is under maintenance' }, 'transient'],
  [400, 'bad credentials', { status: 401 }, 'permanent'],
  [200, 'too many requests', { status: 429 }, 'limited'],
])('%d whose body speaks of %s has the class that fits both', (status, _, said, kind) => {
  expect(refused(status, said).kind).toBe(kind);
});

test.each<[string, number, ErrorReport, boolean]>([
  ['a 404', 404, {}, true],
  ['a 400 that means 404', 400, { status: 404 }, true],
  ['a 404 of the whole zone', 404, { zoneIsGone: true }, false],
  ['a 403', 403, {}, false],
])('tells a thing that is gone from a zone that is: %s', (_, status, said, gone) => {
  expect(isGone(refused(status, said))).toBe(gone);
});

test.each<[number, ErrorReport]>([
  [409, {}],
  [409, { code: 'CONFLICT', message: 'Conflict' }],
  [422, { code: 'ERROR', message: 'The domain is being used in another request' }],
  [409, { message: 'Record example.com is being used in another request' }],
  [400, { message: 'Another operation on this zone is in progress' }],
  [400, { code: 'ConcurrentModification' }],
  [403, { message: 'The zone is locked, please try again later' }],
  [422, { message: 'There are pending changes for this zone' }],
  [423, {}],
  [400, { status: 400, message: 'zone is currently being updated' }],
])('%d with %j says that the service is busy, which passes', (status, said) => {
  const refusal = refused(status, said);
  expect(refusal).toMatchObject({ kind: 'transient', unconfirmed: false, stale: false });
  expect(refusal.message).toMatch(/^Example is busy with another change of example\.com/);
});

test.each([
  'IP address 192.0.2.7 is not allowed',
  'Your IP is not whitelisted',
  'API access is not allowed from your IP',
  'Unauthorized IP address: 192.0.2.7',
  'This key has an allow-list of addresses',
])('an allow-list of addresses is told as such: %s', (message) => {
  for (const status of [401, 403]) {
    const { kind, message: told } = refused(status, { message });
    expect(kind).toBe('permanent');
    expect(told).toMatch(/^Example refuses the credentials from this address: .*take that limit off/);
  }
});

test.each<[number, ErrorReport, string]>([
  [409, { message: 'A DNS record already exists' }, 'record'],
  [409, { code: 'DUPLICATE_RECORD' }, 'record'],
  [409, { code: 'RecordAlreadyExists' }, 'record'],
  [409, { message: 'A CNAME record cannot stand beside other records' }, 'record'],
  [409, { code: 'dns_record_not_mutable', message: 'read-only' }, 'record'],
  [422, { message: 'The address is not valid' }, 'record'],
  [403, { message: 'Access denied' }, 'permanent'],
  [403, { message: 'API rate limit exceeded' }, 'limited'],
  [400, { code: 'Throttling.User' }, 'limited'],
  [409, { kind: 'record', message: 'try again later' }, 'record'],
])('%d with %j has a meaning of its own', (status, said, kind) => {
  expect(refused(status, said).kind).toBe(kind);
});

test.each([
  ['<html>', { 'content-type': 'text/html' }, true],
  ['  <!DOCTYPE html>\n', {}, true],
  ['Access denied', { 'content-type': 'text/html; charset=utf-8' }, true],
  ['error code: 1020', { 'content-type': 'text/plain' }, true],
  ['Unauthorized', { 'content-type': 'text/plain' }, false],
  ['{"error":"no"}', { 'content-type': 'text/html' }, false],
  ['', { 'content-type': 'text/html' }, false],
])('a refusal with the body %j is that of something in between: %s %s', (text, headers, isForeign) => {
  const body = text.startsWith('{') ? {} : undefined;
  for (const status of [401, 403, 404]) {
    const vendor = { title: 'Example', secrets: [], advice, report: () => ({}) };
    const refusal = refusalOf({ status, headers, text }, body, vendor, about);
    expect(refusal.kind).toBe(isForeign ? 'transient' : 'permanent');
    expect(isGone(refusal)).toBe(!isForeign && status === 404);
    expect(/check the token|grant it|check DOMAIN/.test(refusal.message)).toBe(!isForeign);
  }
});
