import { describe, expect, expectTypeOf, it } from 'vitest';
import { type Problem, problemText } from '../../src/settings/problem.ts';
import {
  boolean,
  choice,
  duration,
  integer,
  list,
  matching,
  parsed,
  secret,
  text,
} from '../../src/settings/rows.ts';
import {
  isRequired,
  isUsable,
  optional,
  perZone,
  type ValuesOf,
  withDefault,
} from '../../src/settings/setting.ts';
import { readSettings, readValues } from '../../src/settings/values.ts';

const table = {
  HOST: text('Whom to call.', 'a host name'),
  TOKEN: secret('The token.'),
  PORT: withDefault('1883', integer([1, 65_535], 'Its port.', 'a port')),
  PAUSE: withDefault('30s', duration('Between two calls.')),
  LOUD: withDefault('false', boolean('Whether to shout.')),
  STYLE: optional(choice(['plain', 'fancy'], 'How it looks.'), 'as the host likes'),
  TAGS: optional(list('What it is about.', 'words')),
  ZONE: perZone(matching('Its zone.', 'four digits', /^\d{4}$/)),
};
const given = { HOST: 'broker', TOKEN: 's3cret' };

/** What is reported of these variables, as the owner reads it. */
function told(env: Readonly<Record<string, string>>): string[] {
  const problems: Problem[] = [];
  readSettings(env, table, { report: (problem) => problems.push(problem) });
  return problems.map(problemText);
}

describe('a table of settings', () => {
  it('gives each value its type: what may be left out may be undefined, all else is there', () => {
    expectTypeOf<ValuesOf<typeof table>>().toEqualTypeOf<{
      readonly HOST: string;
      readonly TOKEN: string;
      readonly PORT: number;
      readonly PAUSE: number;
      readonly LOUD: boolean;
      readonly STYLE: 'plain' | 'fancy' | undefined;
      readonly TAGS: readonly string[] | undefined;
      readonly ZONE: string | undefined;
    }>();
  });

  it('applies the defaults, and reads them as if they were written', () => {
    const { complete } = readValues(given, table);

    expect(complete).toEqual({ ...given, PORT: 1883, PAUSE: 30_000, LOUD: false });
  });

  it('takes what is written before the default', () => {
    const written = {
      ...given,
      PORT: '8883',
      PAUSE: '1h',
      LOUD: 'yes',
      STYLE: 'FANCY',
      TAGS: 'a, b',
      ZONE: '0042',
    };

    expect(readValues(written, table).complete).toEqual({
      ...given,
      PORT: 8883,
      PAUSE: 3_600_000,
      LOUD: true,
      STYLE: 'fancy',
      TAGS: ['a', 'b'],
      ZONE: '0042',
    });
  });

  it('is not complete while one value is wrong, and keeps the others', () => {
    const { complete, values, problems } = readValues({ ...given, PORT: '0' }, table);

    expect(complete).toBeUndefined();
    expect(values).toMatchObject({ HOST: 'broker', PAUSE: 30_000 });
    expect(values.PORT).toBeUndefined();
    expect(problems).toEqual([{ name: 'PORT', isMissing: false, wrong: 'is not between 1 and 65535' }]);
  });

  it('knows what must be given', () => {
    const required = Object.entries(table).filter(([, row]) => isRequired(row));

    expect(required.map(([name]) => name)).toEqual(['HOST', 'TOKEN']);
  });

  it('keeps for people what a default and its absence mean', () => {
    expect(table.PAUSE).toMatchObject({ about: 'Between two calls.', defaultText: '30s', default: 30_000 });
    expect(table.STYLE).toMatchObject({ accepted: 'plain or fancy', shownDefault: 'as the host likes' });
    expect(table.TOKEN.secret).toBe(true);
    expect(table.ZONE.perZone).toBe(true);
  });

  it('refuses a default that it would not take', () => {
    expect(() => withDefault('soon', duration('Never.'))).toThrow('is no duration');
  });
});

describe('what is reported of a table', () => {
  it('is every problem, with what is accepted', () => {
    expect(told({ PORT: 'x', STYLE: 'loud', ZONE: '12' })).toEqual([
      'HOST is not set; accepted: a host name',
      'TOKEN is not set; accepted: visible ASCII characters without a space',
      'PORT="x" is no whole number; accepted: a port',
      'STYLE="loud" is none of the choices; accepted: plain or fancy',
      'ZONE="12" is not usable; accepted: four digits',
    ]);
  });

  it('shows no secret', () => {
    expect(told({ ...given, TOKEN: 'hunter 2' })).toEqual([
      'TOKEN is not usable: its character 7 is a space (U+0020); accepted: visible ASCII characters without a space',
    ]);
  });

  it('names the variable that was read, and passes over rows that have none', () => {
    const problems: Problem[] = [];

    const { values } = readSettings({ ...given, PORT_2: 'x', ZONE: '0001' }, table, {
      report: (problem) => problems.push(problem),
      variableOf: (name) => (name === 'PORT' ? 'PORT_2' : name === 'ZONE' ? undefined : name),
    });

    expect(problems).toMatchObject([{ variable: 'PORT_2', found: 'x' }]);
    expect(values.ZONE).toBeUndefined();
  });
});

describe('a row', () => {
  it('can read its text into anything', () => {
    const row = parsed('A pair.', 'two words', (words) => /^(\w+) (\w+)$/.exec(words)?.slice(1));

    expect(readValues({ PAIR: 'a b' }, { PAIR: row }).complete).toEqual({ PAIR: ['a', 'b'] });
    expect(isUsable(row, 'a b')).toBe(true);
    expect(isUsable(row, 'a')).toBe(false);
  });

  it('is not changed by one that is made of it', () => {
    const row = matching('Digits.', 'digits', /^\d+$/);

    perZone(row);
    withDefault('7', row);

    expect(isRequired(row)).toBe(true);
    expect(row.perZone).toBeUndefined();
  });
});
