import { describe, expect, it } from 'vitest';
import { programSettings } from '../../src/config/program-settings.ts';
import { configOf, refusalOf } from '../support/settings.ts';

const second = { DOMAIN_2: 'example.org', RECORDS_2: 'www' };

describe('a number', () => {
  it.each([...Object.keys(programSettings), 'TZ', 'HTTPS_PROXY', 'NO_PROXY', 'NODE_EXTRA_CA_CERTS'])(
    'on %s, which is one for the whole program, is refused with the reason',
    (name) => {
      const message = refusalOf({ ...second, [`${name}_2`]: 'true' });

      expect(message).toMatch(
        new RegExp(`${name}_2\\b.* holds for all targets; accepted: ${name} without a number`),
      );
    },
  );

  it.each(['ON_STOP_1', 'DRY_RUN_02', 'dry_run_2', 'DRY_RUN_0'])('in %s is refused as well', (name) => {
    expect(refusalOf({ [name]: 'keep' })).toMatch(new RegExp(`${name}="keep" has a number, but`));
  });

  it.each([
    ['DOMAIN_02', 'DOMAIN_2'],
    ['DOMAIN_002', 'DOMAIN_2'],
    ['DOMAIN_0', 'DOMAIN'],
    ['DOMAIN_00', 'DOMAIN'],
    ['DOMAIN_01', 'DOMAIN'],
    ['domain_2', 'DOMAIN_2'],
    ['Domain_2', 'DOMAIN_2'],
    ['IPV4_SOURCES_02', 'IPV4_SOURCES_2'],
    ['GODADDY_TOKEN_02', 'GODADDY_TOKEN_2'],
    ['GODADDY_TOKEN_FILE_2', 'GODADDY_TOKEN_2_FILE'],
    ['GODADDY_TOKEN_FILE_02', 'GODADDY_TOKEN_2_FILE'],
    ['GODADDY_TOKEN_02_FILE', 'GODADDY_TOKEN_2_FILE'],
    ['godaddy_token_2_file', 'GODADDY_TOKEN_2_FILE'],
    ['DO_AUTH_TOKEN_FILE_3', 'DO_AUTH_TOKEN_3_FILE'],
  ])('in %s is refused, with %s as the way out', (name, right) => {
    const message = refusalOf({ [name]: 'example.org' });

    expect(message).toMatch(new RegExp(`${name}\\b.*; accepted: ${right}$`, 'm'));
    expect(message).not.toContain('(warning)');
  });

  it('that no number can be is refused', () => {
    expect(refusalOf({ DOMAIN_99999999999999999999: 'example.org' })).toContain(
      'targets are numbered 2, 3, 4',
    );
  });

  it('shows no secret', () => {
    expect(refusalOf({ GODADDY_TOKEN_02: 'hunter2' })).not.toContain('hunter2');
    expect(refusalOf({ HTTPS_PROXY_2: 'http://me:hunter2@proxy:3128' })).not.toContain('hunter2');
  });

  it.each(['MY_APP_2', 'HTTP_PORT_80_TCP', 'DOMAIN_NAME_2'])(
    'of another program is left alone: %s',
    (name) => {
      const { targets, warnings } = configOf({ [name]: '1' });

      expect(targets).toHaveLength(1);
      expect(warnings).toEqual([]);
    },
  );
});

describe('a target', () => {
  it.each(['DO_AUTH_TOKEN_2', 'GODADDY_TOKEN_2', 'CLOUDFLARE_ZONE_ID_2', 'DO_API_URL_2'])(
    'is not made by %s alone, which is told',
    (name) => {
      const { targets, warnings } = configOf({ [name]: 'left-over' });

      expect(targets.map(({ number }) => number)).toEqual([1]);
      expect(warnings).toEqual([
        `${name} has no effect: nothing else is set for a target 2, such as DOMAIN_2 or RECORDS_2.`,
      ]);
    },
  );

  it('is not made by a credential in a file that is not there any more', () => {
    expect(configOf({ DO_AUTH_TOKEN_2_FILE: '/run/secrets/gone' }).targets).toHaveLength(1);
  });

  it('is not made by the numbered file of what is no secret', () => {
    expect(configOf({ RECORDS_2_FILE: '/run/records' }).targets).toHaveLength(1);
  });

  it('is made by any setting of its own', () => {
    const { targets } = configOf({ RECORDS_2: 'www', RECORDS_30: 'mail' });

    expect(targets.map(({ number, keys }) => [number, keys[0]?.name])).toEqual([
      [1, 'home'],
      [2, 'www'],
      [30, 'mail'],
    ]);
  });

  it('that a slip kept from being made is hinted at', () => {
    expect(configOf({ DOMAN_2: 'example.org' }).warnings).toEqual([
      'DOMAN_2 is no setting; was DOMAIN_2 meant?',
    ]);
  });

  it('that takes over a wrong value tells it once', () => {
    const message = refusalOf({ ...second, TTL: 'soon', IPV4_SOURCES: 'nobody' });

    expect(message.match(/TTL="soon"/g)).toHaveLength(1);
    expect(message.match(/IPV4_SOURCES="nobody"/g)).toHaveLength(1);
  });
});
