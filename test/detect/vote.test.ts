import { describe, expect, test } from 'vitest';
import { createBallot, type Vote, voices } from '../../src/detect/vote.ts';
import type { Source, Transport } from '../../src/sources/source.ts';

const a = '81.2.69.1';
const b = '81.2.69.2';

function source(operator: string, transport: Transport = 'https'): Source {
  return {
    name: `${transport}:${operator}`,
    operator,
    transport,
    ask: () => Promise.reject(new Error('not asked')),
  };
}
const votes = (address: string, ...sources: Source[]): Vote[] =>
  sources.map((one) => ({ source: one, address }));

const ipify = source('ipify');
const amazon = source('amazon');
const cloudflare = source('cloudflare');
const cloudflareDns = source('cloudflare', 'dns');
const openDns = source('opendns', 'dns');
const googleDns = source('google', 'dns');
const googleStun = source('google', 'stun');

describe('voices', () => {
  test('are the operators over HTTPS', () => {
    expect(voices([ipify, amazon, source('amazon')])).toBe(2);
  });

  test('take all that can be forged by whoever answers our lookups as one', () => {
    expect(voices([openDns, googleDns, cloudflareDns])).toBe(1);
    expect(voices([source('10.0.0.1', 'http'), source('10.0.0.2', 'http')])).toBe(1);
  });

  test('never count an operator twice, whichever way it is asked', () => {
    expect(voices([cloudflare, cloudflareDns])).toBe(1);
    expect(voices([googleDns, googleStun])).toBe(1);
  });

  test('are one for all of DNS, STUN and plain HTTP together', () => {
    expect(voices([cloudflare, cloudflareDns, openDns])).toBe(2);
    expect(voices([googleDns, openDns, googleStun])).toBe(1);
    expect(voices([googleStun, openDns, source('10.0.0.1', 'http')])).toBe(1);
  });
});

describe('a ballot', () => {
  const everybody = [ipify, amazon, cloudflare, cloudflareDns, openDns, googleDns];

  test('is won by a quorum of operators', () => {
    const ballot = createBallot(everybody, 2);

    expect(ballot.winner(votes(a, ipify))).toBeUndefined();
    expect(ballot.winner(votes(a, ipify, source('ipify')))).toBeUndefined();
    expect(ballot.winner(votes(a, ipify, amazon))).toBe(a);
  });

  test('needs more votes than any other answer', () => {
    const ballot = createBallot(everybody, 2);

    expect(ballot.winner([...votes(a, ipify, amazon), ...votes(b, cloudflare, openDns)])).toBeUndefined();
    expect(ballot.winner([...votes(a, ipify, amazon), ...votes(b, cloudflare)])).toBe(a);
  });

  test('is not carried by a captured port 53', () => {
    const ballot = createBallot(everybody, 2);

    expect(ballot.winner(votes(b, cloudflareDns, openDns, googleDns))).toBeUndefined();
    expect(ballot.winner([...votes(b, cloudflareDns, openDns, googleDns), ...votes(a, ipify, amazon)])).toBe(
      a,
    );
  });

  test('of sources that can all be forged together has a single voice', () => {
    const some = [cloudflareDns, openDns, googleStun, source('10.0.0.1', 'http')];

    expect(createBallot(some, 2).winner(votes(a, ...some))).toBeUndefined();
    expect(createBallot(some, 1).winner(votes(a, openDns))).toBe(a);
  });

  test('hears the voice that can be forged once for each address that one of its members says', () => {
    const ballot = createBallot(everybody, 2);
    const said = [...votes(a, openDns, ipify), ...votes(b, googleDns)];

    expect(ballot.winner(said)).toBe(a);
    expect(ballot.winner([...said, ...votes(b, amazon)])).toBeUndefined();
  });

  test('knows when the answers to come cannot decide it', () => {
    const ballot = createBallot(everybody, 2);
    const split = [...votes(a, ipify), ...votes(b, amazon)];

    expect(ballot.canWin([], [ipify])).toBe(false);
    expect(ballot.canWin([], [ipify, amazon])).toBe(true);
    expect(ballot.canWin(split, [])).toBe(false);
    expect(ballot.canWin(split, [cloudflare])).toBe(true);
  });

  test('knows when the answers to come cannot change it', () => {
    const ballot = createBallot(everybody, 2);
    const clear = votes(a, ipify, amazon);

    expect(ballot.isCertain(a, clear, [cloudflare])).toBe(true);
    expect(ballot.isCertain(a, clear, [cloudflare, openDns])).toBe(false);
  });

  test('asks for no vote that would not count', () => {
    const ballot = createBallot(everybody, 2);

    expect(ballot.counts(source('ipify'), votes(a, ipify), [])).toBe(false);
    expect(ballot.counts(openDns, votes(a, googleDns), [])).toBe(false);
    expect(ballot.counts(openDns, votes(a, cloudflareDns), [cloudflare])).toBe(true);
    expect(ballot.counts(amazon, votes(a, ipify), [])).toBe(true);
  });
});
