import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { GenericContainer, type StartedTestContainer } from 'testcontainers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sentBy } from '../../providers/dyndns2/played.ts';
import { dockerFor } from '../../support/docker.ts';
import { cases } from './cases.ts';

const engine = await dockerFor('The tests of what inadyn and ddclient send');
const folder = new URL('.', import.meta.url);
const hosts = readFileSync(new URL('hosts', folder), 'utf8').trim().split('\n');

describe.skipIf(!engine)('beside the clients of Debian', () => {
  let container: StartedTestContainer | undefined;

  beforeAll(async () => {
    const image = await GenericContainer.fromDockerfile(fileURLToPath(folder)).build(
      'homemade-ddns-test-dyndns',
      { deleteOnExit: false },
    );
    container = await image.withExtraHosts(hosts.map((host) => ({ host, ipAddress: '127.0.0.1' }))).start();
  });

  afterAll(async () => {
    await container?.stop();
  });

  test.each(cases)('$name is sent what $client sends', async (one) => {
    const { name, values, host = 'home.example.com', client, configuration, answer, query } = one;
    const encoded = Buffer.from(configuration).toString('base64');
    const played = await container?.exec(['/dyndns/play', client, encoded, answer]);
    const told = { hosts: [host], ipv4: '192.0.2.10' };
    const [ours = ''] = await sentBy(name, values, told, { [`${host}/AAAA`]: [] });

    const wanted = { ...shownRequest(ours), ...(query && { query }) };
    expect(requestOf(played?.stdout ?? ''), played?.stderr).toEqual(wanted);
    expect(Object.keys(shownRequest(ours).query)).not.toEqual([]);
  });
});

interface Request {
  readonly method: string;
  readonly place: string;
  readonly query: Readonly<Record<string, string>>;
  readonly authorization: string | undefined;
}

/** The last request that a client sent, since some look for something first. */
function requestOf(log: string): Request {
  const text =
    log
      .trim()
      .split(/\n\s*\n/)
      .at(-1) ?? '';
  const [, method = '', target = ''] = /^(\w+) (\S+) HTTP/.exec(text) ?? [];
  const header = (name: string) => new RegExp(`^${name}: *(.*?)\\s*$`, 'im').exec(text)?.[1];
  return ofUrl(method, `https://${header('host')}${target}`, header('authorization'));
}

function shownRequest(shown: string): Request {
  const [first = '', ...headers] = shown.split('\n');
  const [method = '', url = ''] = first.split(' ');
  const authorization = headers.find((line) => line.startsWith('authorization: '));
  return ofUrl(method, url, authorization?.slice('authorization: '.length));
}

function ofUrl(method: string, text: string, authorization: string | undefined): Request {
  const url = URL.parse(text);
  return {
    method,
    place: `${url?.host}${url?.pathname}`,
    query: Object.fromEntries(url?.searchParams ?? []),
    authorization,
  };
}
