import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  composeFile,
  dockerRun,
  envFile,
  type Result,
  secretCommands,
} from '../../../src/commands/setup/files.ts';

const result: Result = {
  settings: {
    PROVIDER: 'godaddy',
    DOMAIN: 'bücher.example',
    RECORDS: 'home,*.lab',
    X: `a "b" 'c' $d \\ # e`,
  },
  secrets: ['GODADDY_API_KEY', 'GODADDY_API_SECRET'],
  keep: 'file',
  ipv6: false,
};
const inVariables: Result = { ...result, keep: 'variable' };

/** What a shell makes of a command line that begins with `docker`. */
const argumentsOf = (command: string): string[] => {
  const script = `docker() { printf '%s\\n' "$@"; }; PWD=/home/me; ${command}`;
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).trimEnd().split('\n');
};

it('a key file is copied, and not typed, because a line would end it', () => {
  const withKey: Result = {
    ...result,
    secrets: ['OCI_PRIVATE_KEY', 'X_TOKEN'],
    keyFiles: ['OCI_PRIVATE_KEY'],
  };

  expect(secretCommands(withKey)).toMatch(
    /^cp YOUR_KEY_FILE secrets\/oci_private_key; chmod 644 secrets\/oci_private_key$/m,
  );
  expect(secretCommands(withKey)).toContain("printf 'X_TOKEN, not shown: '");
  expect(envFile({ ...withKey, keep: 'variable' })).toContain('without quotes, a key file as one line.');
});

describe('the compose file', () => {
  it('sets just what was answered, and reads the credential from files', () => {
    const { services, secrets } = parse(composeFile(result));

    expect(services.ddns.environment).toEqual({
      ...result.settings,
      // Compose makes one dollar sign of two.
      X: `a "b" 'c' $$d \\ # e`,
      GODADDY_API_KEY_FILE: '/run/secrets/godaddy_api_key',
      GODADDY_API_SECRET_FILE: '/run/secrets/godaddy_api_secret',
    });
    expect(services.ddns.secrets).toEqual(['godaddy_api_key', 'godaddy_api_secret']);
    expect(secrets.godaddy_api_key).toEqual({ file: './secrets/godaddy_api_key' });
  });

  it('is hardened as the others are', () => {
    const { ddns } = parse(composeFile(result)).services;

    expect(ddns).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      restart: 'unless-stopped',
      mem_limit: '128m',
    });
    expect(ddns.security_opt).toEqual(['no-new-privileges:true']);
    expect(ddns.ports).toEqual(['127.0.0.1:8080:8080']);
  });

  it.each([
    ['9090', ['127.0.0.1:9090:9090']],
    ['0', undefined],
  ])('publishes the port that was given: %s', (port, ports) => {
    const given = { ...result, settings: { ...result.settings, HTTP_PORT: port } };

    expect(parse(composeFile(given)).services.ddns.ports).toEqual(ports);
    expect(dockerRun(given).includes('-p 127.0.0.1:')).toBe(ports !== undefined);
  });

  it('takes a credential in a variable from .env, and says so where it is not there', () => {
    const { services, secrets } = parse(composeFile(inVariables));

    expect(services.ddns.environment.GODADDY_API_KEY).toMatch(
      /^\$\{GODADDY_API_KEY:\?write it into the file \.env\}$/,
    );
    expect(services.ddns.secrets ?? secrets).toBeUndefined();
  });

  it('has a network with IPv6 where that is wanted', () => {
    expect(parse(composeFile({ ...result, ipv6: true })).networks).toEqual({
      default: { enable_ipv6: true },
    });
    expect(parse(composeFile(result)).networks).toBeUndefined();
  });
});

describe('the line for docker run', () => {
  it('gives each setting as it was answered, and the folder of the files', () => {
    const given = argumentsOf(dockerRun(result));

    for (const [name, text] of Object.entries(result.settings)) expect(given).toContain(`${name}=${text}`);
    expect(given).toContain('GODADDY_API_KEY_FILE=/run/secrets/godaddy_api_key');
    expect(given).toContain('/home/me/secrets:/run/secrets:ro');
    expect(given.at(-1)).toBe('homemade-ddns');
  });

  it('reads all from .env where the credential is a variable', () => {
    expect(argumentsOf(dockerRun(inVariables))).toContain('--env-file');
    expect(dockerRun(inVariables)).not.toContain('GODADDY_API_KEY');
  });
});

describe('the file .env', () => {
  it('holds the settings as they are, and what to replace', () => {
    const lines = envFile(inVariables).split('\n');

    expect(lines).toContain(`X=${result.settings.X}`);
    expect(lines).toContain('GODADDY_API_SECRET=<YOUR_GODADDY_API_SECRET>');
  });

  it('names the files where there are some', () => {
    expect(envFile(result)).toContain('GODADDY_API_KEY_FILE=/run/secrets/godaddy_api_key');
    expect(envFile(result)).not.toContain('<');
  });
});

describe('the commands for the secret files', () => {
  it('read each hidden, and end with files that the container may read', () => {
    const commands = secretCommands(result);

    expect(commands.match(/read -rs secret/g)).toHaveLength(2);
    expect(commands).toContain(
      '> secrets/godaddy_api_secret; unset secret; chmod 644 secrets/godaddy_api_secret',
    );
  });

  it('are what bash takes', () => {
    expect(execFileSync('bash', ['-n', '-c', secretCommands(result)], { encoding: 'utf8' })).toBe('');
  });
});
