import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { createTextShape, type Fields } from '../../src/report/log/text-line.ts';

const at = '2026-11-25T10:12:30.999Z';

/** One entry as a line, without the line about the time zone that comes first. */
function shaped(fields: Fields, colour = false): string {
  const shape = createTextShape(colour);
  shape({ level: 'info', time: at, msg: '' });
  return shape({ level: 'info', time: at, ...fields });
}

it('a line is the time, a word for what is no plain news, and the sentence', () => {
  expect(shaped({ msg: 'Stopped' })).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:30 {2}Stopped\n$/);
  const marks = ['fatal', 'error', 'warn', 'debug', 'trace'].map((level) => shaped({ level, msg: 'So' }));
  expect(marks.map((line) => line.slice(21))).toEqual([
    'FATAL  So\n',
    'ERROR  So\n',
    'WARN   So\n',
    'DEBUG  So\n',
    'TRACE  So\n',
  ]);
});

it('no field is swallowed, whatever it is called, and the reason comes first', () => {
  const fields = {
    ...{ msg: 'It failed', name: 'home', hostname: 'nas', pid: 0, v: null, nested: { list: [1, { a: 2 }] } },
    ...{ list: ['x', 'y'], isOn: false, reason: 'no answer' },
  };

  expect(shaped(fields).slice(21)).toBe(
    'It failed: no answer (name home, hostname nas, pid 0, v null, nested {"list":[1,{"a":2}]}, list x, y, isOn false)\n',
  );
});

it('an error with its stack is one line', () => {
  const err = {
    type: 'TypeError',
    message: 'x is no function',
    stack: 'TypeError: x is no function\n  at a\n  at b',
  };

  expect(shaped({ level: 'fatal', msg: 'A fault of this program', err }).slice(21)).toBe(
    'FATAL  A fault of this program: TypeError: x is no function at a at b\n',
  );
});

it.each(['a\nb', 'a\r\nb', 'a\u001b[2Jb', 'a\u202eb', 'a\u2028b'])(
  '%j makes no second line and no paint',
  (text) => {
    const line = shaped({ msg: text, reason: text, list: [text], nested: { text } });

    expect(line.match(/\n/g)).toHaveLength(1);
    expect(line.slice(0, -1)).not.toMatch(/\p{C}/u);
  },
);

it('has colour only where it is asked for, and the same words', () => {
  const fields = { level: 'warn', msg: 'No network' };
  const paint = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');

  expect(shaped(fields)).not.toMatch(paint);
  expect(shaped(fields, true)).toMatch(paint);
  expect(shaped(fields, true).replace(paint, '')).toBe(shaped(fields));
});

it('tells the time zone before the first line, and again when the clock is changed', () => {
  const file = new URL('../../src/report/log/text-line.ts', import.meta.url);
  const script = `
    const { createTextShape } = await import('${file}');
    const shape = createTextShape(false);
    for (const time of ['2026-10-25T00:30:00Z', '2026-10-25T00:59:59Z', '2026-10-25T01:00:00Z', '2026-10-25T01:30:00Z'])
      process.stdout.write(shape({ level: 'info', time, msg: 'Now' }))`;
  const env = { TZ: 'Europe/Berlin' };
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    env,
    encoding: 'utf8',
  });

  expect(said.trimEnd().split('\n')).toEqual([
    '2026-10-25 02:30:00  Times are UTC+2 (Europe/Berlin)',
    '2026-10-25 02:30:00  Now',
    '2026-10-25 02:59:59  Now',
    '2026-10-25 02:00:00  From here on times are UTC+1 (Europe/Berlin)',
    '2026-10-25 02:00:00  Now',
    '2026-10-25 02:30:00  Now',
  ]);
});
