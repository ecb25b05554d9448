import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccounts } from '../../src/app/accounts.ts';
import { targetOf } from '../../src/app/targets.ts';
import { systemClock } from '../../src/base/clock.ts';
import type { Failure } from '../../src/base/failure.ts';
import type { Outcome } from '../../src/core/outcome.ts';
import { createWorker } from '../../src/core/worker.ts';
import type { Authoritative } from '../../src/dns/authoritative.ts';
import type { Http } from '../../src/http/client.ts';
import type { ProviderDefinition } from '../../src/providers/provider.ts';
import { loadProviders } from '../../src/providers/registry.ts';
import { hasSamples, leastOf } from '../support/least-settings.ts';
import { configOf, refusalOf, type Variables } from '../support/settings.ts';

const providers = (await loadProviders()).filter(hasSamples);
const each = providers.map((provider) => [provider.name, provider] as const);
const none = { GODADDY_TOKEN: '' };
const others: Variables = { PROVIDER: 'vultr', VULTR_API_KEY: 'key-of-target-1' };
const first = { ...none, PROVIDER: 'digitalocean', DO_AUTH_TOKEN: 'token-of-target-1' };
const second = { DOMAIN_2: 'example.org', RECORDS_2: 'home,www' };
/** Settings of any target that a message tells people to look at. */
const common = /\b(check|set|out of|of|in|write) (DOMAIN|RECORDS|TTL)\b(?!_)|\b(PROVIDER|TAKE_OVER|TTL)=/;

/** The names without the number, where a message has such. */
function plainNames({ settings }: ProviderDefinition, message: string): string[] {
  const names = Object.keys(settings).filter((name) =>
    new RegExp(`(?<![\\w/-])${name}(?!\\w)`).test(message),
  );
  return [...names, ...(common.exec(message)?.slice(0, 1) ?? [])];
}

const numbered = (variables: Variables, number = 2): Variables =>
  Object.fromEntries(Object.entries(variables).map(([name, value]) => [`${name}_${number}`, value]));

/** The servers of zones, which hold an address that is not the wanted one. */
const elsewhere: Authoritative = { lookUp: async () => ({ addresses: ['81.2.69.200'] }) };

/** What comes of one step of target `index`, at a host that answers each request with this. */
async function failuresWith(settings: Variables, answer: { status: number; text: string }, index = 1) {
  const http: Http = async () => ({ headers: { 'content-type': 'application/json' }, ...answer });
  const { targets } = configOf(settings);
  const configured = targets[index];
  if (!configured) throw new Error('there is no such target');
  const target = targetOf(configured);
  const context = { clock: systemClock, timeout: 1000, authoritative: elsewhere };
  const options = { http, clock: systemClock, context, onSecret() {} };
  const outcomes: Outcome[] = [];
  const worker = createWorker({
    ...{ target, clock: systemClock, random: () => 0.5, recheck: 3_600_000, dryRun: false },
    ...createAccounts(options, new Map([[target, configured]]))(target),
    hardStop: new AbortController().signal,
    observe: (outcome) => outcomes.push(outcome),
  });
  worker.follow({ ipv4: '81.2.69.142' });
  await worker.idle();
  await worker.stop();
  return outcomes.flatMap((outcome): Failure[] => {
    if (outcome.kind !== 'stepped') return [];
    const { waiting, records } = outcome.step;
    return [...records.flatMap(({ failure }) => failure ?? []), ...(waiting ? [waiting.failure] : [])];
  });
}

const reasonsOf = async (...given: Parameters<typeof failuresWith>) =>
  (await failuresWith(...given)).map(({ reason }) => reason).join('\n');

describe('a target with a number is told its own variables', () => {
  it.each(each)('by settings of %s that are missing', (name, provider) => {
    const { check } = provider;
    const problems = check({});
    const message =
      problems.length === 0
        ? ''
        : refusalOf({
            ...(name === 'digitalocean' ? { ...none, ...others } : first),
            ...second,
            PROVIDER_2: name,
          });

    expect(plainNames(provider, message)).toEqual([]);
    for (const problem of problems) {
      const [setting] = Object.keys(provider.settings).filter((row) => problem.includes(row));
      expect(message).toContain(`${setting}_2`);
    }
  });

  // Others speak no HTTP, or sign with a key that has to be a real one.
  const overHttp = each.filter(([, { settings }]) =>
    Object.keys(settings).some((name) => name.endsWith('_API_URL')),
  );

  it.each(overHttp)('by what %s refuses', async (_, provider) => {
    const settings = { ...first, ...second, ...numbered(leastOf(provider)) };
    const told: string[] = [];
    for (const status of [200, 400, 401, 403, 404, 422])
      for (const text of ['{}', '[]', 'badauth', 'nohost'])
        told.push(await reasonsOf(settings, { status, text }));

    const message = told.join('\n');
    expect(message).not.toBe('');
    expect(plainNames(provider, message)).toEqual([]);
    if (Object.values(provider.settings).some(({ secret }) => secret))
      expect(message).toMatch(/[A-Z]_2\b|the private key/);
  });
});

describe('the variable is named', () => {
  const refused = { status: 401, text: '{"code":"UNABLE_TO_AUTHENTICATE"}' };
  let folder = '';
  const file = (name: string) => {
    writeFileSync(join(folder, name), 'gd_pat_0123456789');
    return join(folder, name);
  };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'spellings-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('as a file where it is one, with and without a number', async () => {
    const env = {
      ...{ ...none, ...second, GODADDY_TOKEN_FILE: file('first'), GODADDY_TOKEN_2_FILE: file('second') },
    };

    expect(await reasonsOf(env, refused, 0)).toMatch(/check GODADDY_TOKEN_FILE and/);
    expect(await reasonsOf(env, refused, 1)).toMatch(/check GODADDY_TOKEN_2_FILE and/);
  });

  it('without a number where the value is that of target 1', async () => {
    expect(await reasonsOf(second, refused)).toMatch(/check GODADDY_TOKEN and/);
    expect(await reasonsOf(second, { status: 404, text: '{}' })).toMatch(/check DOMAIN_2, and/);
  });

  it('as it would be written, where what is missing could be given', async () => {
    const cloudflare = { ...first, ...second, PROVIDER_2: 'cloudflare', CLOUDFLARE_API_TOKEN_2: 'token' };
    const empty = { status: 200, text: '{"success":true,"errors":[],"result":[]}' };

    expect(await reasonsOf(cloudflare, empty)).toMatch(
      /check DOMAIN_2, and that CLOUDFLARE_API_TOKEN_2 .* give CLOUDFLARE_ZONE_ID_2/,
    );
  });

  it('as DOMAINS, where the names are given there', async () => {
    const names = { DOMAIN: '', RECORDS: '', DOMAINS: 'home.example.com' };

    expect(await reasonsOf(names, { status: 404, text: '{}' }, 0)).toMatch(/check DOMAINS, and/);
  });

  it('and it is the one that a problem of the settings is about', () => {
    const env = { ...first, ...second, PROVIDER_2: 'cloudflare' };

    expect(refusalOf(env)).toContain(
      'PROVIDER_2="cloudflare" cannot be used: CLOUDFLARE_API_TOKEN_2 is required',
    );
  });
});
