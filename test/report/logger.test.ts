import { expect, it } from 'vitest';
import { createLogger } from '../../src/report/logger.ts';

/** What is written of these fields while this short text counts as a secret. */
async function written(secret: string, fields: object): Promise<string> {
  let output = '';
  const write = (line: string) => {
    output += line;
  };
  const redact = (text: string) => text.replaceAll(secret, '[secret]');
  const log = createLogger({ level: 'trace', format: 'json', redact, write });
  log.info(fields, 'A sentence');
  return output;
}

it.each(['reason', 'info', '123', '"', ':', 'true', ',"', '20'])(
  'the secret %s breaks no name, number or frame of a log line',
  async (secret) => {
    const fields = { reason: 'none', tookMs: 123, fine: true, nothing: null, reasons: [{ reason123: 1230 }] };

    const line = await written(secret, fields);

    const { time, ...rest } = JSON.parse(line);
    expect(rest).toEqual({ level: 'info', ...fields, msg: 'A sentence' });
    expect(time).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  },
);

it('a secret goes from a text however deep it stands', async () => {
  const err = new Error('no hunter2', { cause: new Error('because hunter2') });

  const line = await written('hunter2', { err, list: [['hunter2'], { of: { it: 'a hunter2 b' } }] });

  expect(line).not.toContain('hunter2');
  expect(JSON.parse(line)).toMatchObject({ list: [['[secret]'], { of: { it: 'a [secret] b' } }] });
});
