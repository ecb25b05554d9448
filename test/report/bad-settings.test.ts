import { describe, expect, it } from 'vitest';
import { badSettingsReport } from '../../src/report/bad-settings.ts';
import { verdict } from '../../src/report/verdict.ts';
import type { Problem } from '../../src/settings/problem.ts';
import type { Environment } from '../../src/settings/secrets.ts';
import { textPage } from '../../src/web/text-page.ts';

const ownText = 'a domain of yours, such as example.com';

function reportOf(problems: readonly Problem[], env: Environment = {}) {
  return badSettingsReport({
    ...{ problems, env, ownTexts: new Set([ownText]), version: '1.2.3' },
    ...{ isPath: (text: string) => text.startsWith('/run/'), since: '2026-11-25T10:12:30.000Z' },
  });
}
const shownOf = (problem: Problem, env: Environment) => reportOf([problem], env).settings?.[0];

describe('the status of settings that cannot be used', () => {
  it('is failing, and names each setting, its file and what is accepted on page, health check and JSON', () => {
    const report = reportOf([
      { variable: 'DOMAIN', wrong: 'is not set', accepted: ownText },
      {
        ...{ variable: 'GODADDY_TOKEN_FILE', found: '/run/secrets/token', file: '/run/secrets/token' },
        ...{ wrong: 'cannot be read: there is no such file', accepted: 'the path of a file' },
      },
    ]);

    expect(report.status).toBe('failing');
    expect(textPage(report, 0)).toBe(
      [
        'homemade-ddns 1.2.3: failing',
        'The settings cannot be used, so no record is kept. What was found stands in the log.',
        '',
        'DOMAIN is not set; accepted: a domain of yours, such as example.com',
        'GODADDY_TOKEN_FILE (/run/secrets/token) cannot be read: there is no such file; accepted: the path of a file',
        '',
      ].join('\n'),
    );
    expect(verdict(report)).toBe(
      'unhealthy, failing: The settings cannot be used, so no record is kept: see DOMAIN, GODADDY_TOKEN_FILE. ' +
        'What was found stands in the log',
    );
  });

  it('tells that a setting is not set, also where it is there and empty, as a form hands it on', () => {
    const problem = { variable: 'RECORDS', wrong: 'is not set', accepted: ownText };

    expect(shownOf(problem, { RECORDS: '' })).toMatchObject({ wrong: 'is not set' });
    expect(shownOf(problem, { RECORDS: ' ' })).toMatchObject({ wrong: 'is not set' });
  });

  it.each([
    ['in what is wrong', { found: 'nonsense', wrong: 'is nonsense' }, { TTL: 'nonsense' }],
    ['in capitals', { found: 'nonsense', wrong: 'is NONSENSE' }, { TTL: 'nonsense' }],
    [
      'of another variable',
      { found: 'a', wrong: 'does not end in my.home' },
      { TTL: 'a', DOMAIN: 'my.home' },
    ],
    ['as the domain of a name', { found: 'x', wrong: 'is in home.net' }, { TTL: 'x', DOMAIN: 'a.home.net' }],
    ['out of a list', { found: 'a,bc', wrong: 'has bc' }, { TTL: 'a,bc' }],
    ['a number', { found: '7', wrong: 'is 7' }, { TTL: '7' }],
  ])('shows no value %s', (_, problem, env) => {
    expect(shownOf({ variable: 'TTL', ...problem }, env)?.wrong).toBe('cannot be used');
  });

  it('shows no value in what is accepted, unless those are the words of the manual', () => {
    const problem = { variable: 'DOMAIN', found: 'www.example.com', wrong: 'is no zone' };
    const env = { DOMAIN: problem.found };

    expect(shownOf({ ...problem, accepted: 'DOMAIN=example.com RECORDS=www' }, env)?.accepted).toBeNull();
    expect(shownOf({ ...problem, accepted: ownText }, env)?.accepted).toBe(ownText);
  });

  it('shows nothing of what a secret or a file holds', () => {
    const wrong = 'holds the character "ß"';

    expect(shownOf({ variable: 'TOKEN', wrong }, { TOKEN: 'paß' })?.wrong).toBe('cannot be used');
    const file = { variable: 'TOKEN', wrong, file: '/run/secrets/token' };
    expect(shownOf(file, { TOKEN_FILE: file.file })).toMatchObject({
      wrong: 'cannot be used',
      file: file.file,
    });
  });

  it('shows no secret that was given in the place of a path', () => {
    const problem = {
      variable: 'TOKEN_FILE',
      found: 'gd_pat_1',
      file: 'gd_pat_1',
      wrong: 'cannot be read: no file',
    };

    expect(shownOf(problem, { TOKEN_FILE: 'gd_pat_1' })).toMatchObject({ file: null });
  });
});
