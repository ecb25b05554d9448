import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { secretMark, secretRemover } from '../../src/base/secret-text.ts';

const secret = 'p@ss "wörd"';

describe('a remover of secrets', () => {
  it.each([
    ['as it is', secret],
    ['in a URL', encodeURIComponent(secret)],
    ['in JSON', JSON.stringify(secret).slice(1, -1)],
    ['in basic authentication', Buffer.from(secret).toString('base64')],
  ])('takes a secret out %s, wherever it stands', (_, form) => {
    const text = `${form}, then ${form}; ${form}`;

    expect(secretRemover([secret])(text)).toBe(`${secretMark}, then ${secretMark}; ${secretMark}`);
  });

  it('leaves nothing of a secret that begins with another', () => {
    const remove = secretRemover(['hunter', 'hunter2abc']);

    expect(remove('hunter2abc hunter')).toBe('[secret] [secret]');
  });

  it('takes characters of regular expressions for what they are', () => {
    const remove = secretRemover(['a.c*', '(|)']);

    expect(remove('abcc a.c* (|)')).toBe('abcc [secret] [secret]');
  });

  it('leaves the text as it is when there is nothing to hide', () => {
    for (const none of [[], [''], ['', 'a', 'no']])
      expect(secretRemover(none)('a note to nobody')).toBe('a note to nobody');
  });

  it('leaves no secret in a text of secrets, whatever they are', () => {
    const anySecret = fc.string({ minLength: 3, maxLength: 12 }).filter((one) => !secretMark.includes(one));
    const property = fc.property(fc.array(anySecret, { minLength: 1, maxLength: 5 }), (secrets) => {
      const left = secretRemover(secrets)(secrets.join('\n')).split('\n');

      for (const line of left) expect(secrets).not.toContain(line);
    });

    fc.assert(property);
  });
});
