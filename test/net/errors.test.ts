import { describe, expect, it, test } from 'vitest';
import { networkFailure, networkTrouble, noAnswerWithin } from '../../src/net/errors.ts';

function failed(code: string): Error {
  return Object.assign(new Error(`connect ${code}`), { code });
}

test('says in words why a server is out of reach', () => {
  const unreachable = failed('ENETUNREACH');

  const failure = networkFailure('[2001:db8::1]:53', unreachable);

  expect(failure.kind).toBe('transient');
  expect(failure.message).toBe('[2001:db8::1]:53: there is no route to it');
  expect(failure.cause).toBe(unreachable);
});

describe('what went wrong on the way to a server', () => {
  it.each([
    ['ENOTFOUND', 'its name could not be resolved'],
    ['EAI_AGAIN', 'its name could not be resolved'],
    ['ECONNREFUSED', 'nothing answers on that port'],
    ['EHOSTUNREACH', 'there is no route to it'],
    ['EAFNOSUPPORT', 'there is no route to it'],
  ])('is, with %s, that %s', (code, words) => {
    expect(networkTrouble(failed(code))).toBe(words);
  });

  it.each([
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'CERT_HAS_EXPIRED',
    'ECONNRESET',
    'UND_ERR_SOCKET',
    'constructor',
  ])('is told as the system says it with %s', (code) => {
    expect(networkTrouble(failed(code))).toBe(`the connection failed (connect ${code})`);
  });

  it('is found in what an error wraps and in the first of many', () => {
    const wrapped = new Error('fetch failed', { cause: failed('ECONNREFUSED') });
    const many = new AggregateError([failed('EHOSTUNREACH'), failed('ECONNRESET')]);

    expect([wrapped, many].map(networkTrouble)).toEqual([
      'nothing answers on that port',
      'there is no route to it',
    ]);
  });

  it('is told by its code where that is all there is', () => {
    const bare = Object.assign(new AggregateError([]), { code: 'ETIMEDOUT' });

    expect(networkTrouble(bare)).toBe('the connection failed (ETIMEDOUT)');
  });

  it('is what was thrown where that has no code', () => {
    expect([new Error('cut off'), 'cut off'].map(networkTrouble)).toEqual([
      'the connection failed (cut off)',
      'the connection failed (cut off)',
    ]);
  });
});

test('tells a silence in seconds', () => {
  expect([500, 2_496, 10_000].map(noAnswerWithin)).toEqual([
    'no answer within 0.5 s',
    'no answer within 2.5 s',
    'no answer within 10 s',
  ]);
});
