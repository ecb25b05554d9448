import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLogger } from '../../src/report/logger.ts';
import { createRedactor } from '../../src/report/redact.ts';

describe('a redactor', () => {
  it('takes a secret out of any text, in every form it is sent or printed in', () => {
    const redactor = createRedactor();
    redactor.add('p@ss "word"');

    const text = [
      'plain p@ss "word"',
      `url ${encodeURIComponent('p@ss "word"')}`,
      `json ${JSON.stringify({ secret: 'p@ss "word"' })}`,
      `basic ${Buffer.from('p@ss "word"').toString('base64')}`,
    ].map(redactor.redact);

    for (const line of text) expect(line).toMatch(/^\w+ .*\[secret\]/);
    expect(text.join()).not.toMatch(/p@ss|p%40ss|cEBzcyAid29yZCI/);
  });

  it('takes out what a URL gives away', () => {
    const redactor = createRedactor();
    redactor.addUrl('https://user:hunter2%21@echo.example/ip?token=abcdefghij');

    const line = redactor.redact('hunter2! hunter2%21 token=abcdefghij abcdefghij https://echo.example/ip');

    expect(line).not.toMatch(/hunter2|abcdefghij/);
    expect(line).toContain('https://echo.example/ip');
  });

  it('takes out the ids of the last sessions, and does not grow with every one', () => {
    const redactor = createRedactor();
    redactor.add('hunter2');
    for (let n = 0; n <= 100; n++) redactor.addSession(`sid-${n}-id`);

    const [lasting, first, last] = ['hunter2', 'sid-0-id', 'sid-100-id'].map(redactor.redact);

    expect([lasting, last]).toEqual(['[secret]', '[secret]']);
    expect(first).toBe('sid-0-id');
  });

  it('handles secrets that contain one another and characters of regular expressions', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ minLength: 3, maxLength: 12 }), { minLength: 1, maxLength: 5 }),
        fc.string(),
        (secrets, padding) => {
          const redactor = createRedactor();
          for (const secret of secrets) redactor.add(secret);

          const redacted = redactor.redact(
            secrets.map((secret) => `${padding}\u0000${secret}\u0000`).join(''),
          );

          for (const secret of secrets) {
            if (!'[secret]'.includes(secret) && !padding.includes(secret))
              expect(redacted.split('\u0000').includes(secret)).toBe(false);
          }
        },
      ),
    );
  });

  it.each(['json', 'text'] as const)(
    'keeps secrets out of %s logs, out of causes and stacks too',
    async (format) => {
      const redactor = createRedactor();
      redactor.add('hunter2');
      let output = '';
      const write = (line: string) => {
        output += line;
      };
      const log = createLogger({
        level: 'trace',
        format,
        redact: redactor.redact,
        write,
      });

      log.error(
        { err: new Error('no hunter2', { cause: new Error('because hunter2') }), url: 'http://x/?k=hunter2' },
        'hunter2',
      );

      expect(output).toContain('[secret]');
      expect(output).not.toContain('hunter2');
    },
  );
});
