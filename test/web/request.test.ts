import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longestHead, readHead } from '../../src/web/request.ts';

const read = (text: string) => readHead(Buffer.from(text, 'latin1'));
const requestOf = (text: string) => {
  const head = read(text);
  return head.kind === 'complete' ? head.request : head;
};

describe('the head of a request', () => {
  it('is read with its path, name and fields', () => {
    const request = requestOf(
      'GET /healthz?a=1#b HTTP/1.1\r\nHost: NAS.local.:8080\r\nAccept:  text/html \r\n\r\nmore',
    );

    expect(request).toMatchObject({ method: 'GET', path: '/healthz', host: 'nas.local' });
    expect(request).toHaveProperty(
      'headers',
      new Map([
        ['host', 'NAS.local.:8080'],
        ['accept', 'text/html'],
      ]),
    );
  });

  it.each([
    ['GET / HTTP/1.0\r\n\r\n', undefined],
    ['GET / HTTP/1.1\r\nhost:\r\n\r\n', undefined],
    ['GET / HTTP/1.1\nhost: nas\n\n', 'nas'],
    ['\r\nGET / HTTP/1.1\r\nhost: 10.0.0.1:80\r\n\r\n', '10.0.0.1'],
    ['GET / HTTP/1.1\r\nhost: [fe80::1]:8080\r\n\r\n', 'fe80::1'],
    ['GET http://evil.example/ HTTP/1.1\r\nhost: nas\r\n\r\n', 'evil.example'],
  ])('says what the caller calls us: %j', (text, host) => {
    expect(requestOf(text)).toMatchObject({ path: '/', host });
  });

  it.each([
    '\x16\x03\x01\x02',
    'GET /\r\n\r\n',
    'GET / HTTP/1.1 \r\n\r\n',
    'GET / HTTP/1.1\r\nno field\r\n\r\n',
    'GET / HTTP/1.1\r\na: b\r\n folded\r\n\r\n',
    'GET / HTTP/1.1\r\na: b\rc\r\n\r\n',
    'GET / HTTP/1.1\r\na: b\0c\r\n\r\n',
    'GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n',
    'GET / HTTP/1.1\r\nhost: a b\r\n\r\n',
    'GET / HTTP/1.1\r\nhost: user@nas\r\n\r\n',
  ])('is refused where it is none: %j', (text) => {
    expect(read(text)).toMatchObject({ kind: 'refused', status: 400 });
  });

  it('is refused where it is of another HTTP', () => {
    expect(read('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')).toMatchObject({ kind: 'refused', status: 505 });
  });

  it.each(['GET / HTTP/1.1\r\nx: ', '\r\n'])('is refused where it is too long: %j…', (start) => {
    const filled = start.padEnd(longestHead, start.at(-1));

    expect(read(filled)).toEqual({ kind: 'incomplete' });
    expect(read(`${filled}\n`)).toMatchObject({ kind: 'refused', status: 431 });
  });

  it('never throws, whatever the bytes are, and a part of one is never another one', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        readHead(Buffer.from(bytes));
      }),
    );
    const whole = 'GET /a HTTP/1.1\r\nhost: nas\r\n\r\n';
    for (let n = 0; n < whole.length; n++) expect(read(whole.slice(0, n))).toEqual({ kind: 'incomplete' });
  });
});
