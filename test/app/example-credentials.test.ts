import { expect, it } from 'vitest';
import { redactorOf } from '../../src/app/redaction.ts';
import { Failure, type FailureKind } from '../../src/base/failure.ts';
import { readConfig } from '../../src/config/config.ts';
import type { ProviderDefinition } from '../../src/providers/provider.ts';
import { loadProviders, providerNames } from '../../src/providers/registry.ts';
import { createEventLog } from '../../src/report/log/event-log.ts';
import { createLogger } from '../../src/report/logger.ts';
import { isRequired, isUsable } from '../../src/settings/setting.ts';
import { textPage } from '../../src/web/text-page.ts';
import { hasSamples, leastOf, sampleOf } from '../support/least-settings.ts';
import { agreedOn, nothingFound, stepOutcome } from '../support/outcomes.ts';
import { ownTexts } from '../support/own-words.ts';
import { reported } from '../support/reported.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const providers = (await loadProviders()).filter(hasSamples);
const own = [...new Set(ownTexts())];

// As the vendors' own pages show them; of the others, what stands for them in examples.
const examples: Readonly<Record<string, string>> = {
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  CLOUDFLARE_API_TOKEN: 'Sn3lZJTBX6kkg7OdcBUAxOO963GEIyGQqO3yg5sk',
  GODADDY_TOKEN: 'gd_pat_0123456789abcdefghijklmnopqrstuv',
  IONOS_API_KEY: 'publicprefix.secretOfTheKey',
  NETCUP_API_PASSWORD: 'password',
  PDNS_API_KEY: 'changeme',
  PORKBUN_API_KEY: 'pk1_0123456789abcdef',
  PORKBUN_SECRET_API_KEY: 'sk1_0123456789abcdef',
  RFC2136_TSIG_SECRET: 'c2VjcmV0IG9mIHRoZSBrZXk=',
};
const otherKind = /^(GIGAHOST_(USER|PASS)|GODADDY_API|OVH_CLIENT|OVH_ACCESS)/;
const placeholder = (name: string) => `your-${name.toLowerCase().replaceAll('_', '-')}`;
const nameItself = (name: string) => name;

/** Where a credential stands in a setting that holds more. */
const within: Readonly<Record<string, (credential: string) => string>> = {
  CUSTOM_URL: (credential) => `https://dns.example.net/${credential}?to={ip}`,
  CUSTOM_HEADERS: (credential) => `X-Token: ${credential}`,
};

/** All that one host wants, as target `number`. GoDaddy and OVHcloud take one kind of credential only. */
function settingsOf(provider: ProviderDefinition, number: number, made: (name: string) => string) {
  const { name, settings, check } = provider;
  const suffix = number === 1 ? '' : `_${number}`;
  const rows = Object.entries(settings).filter(
    ([row, { secret, ...rest }]) => !otherKind.test(row) && (secret || isRequired(rest)),
  );
  const credentials = Object.fromEntries(
    rows.map(([row, setting]) => {
      const value = made(row);
      const forms = setting.secret ? [within[row]?.(value), value, `${value}.${value}`, examples[row]] : [];
      const usable = forms.find((text) => text !== undefined && isUsable(setting, text));
      return [row, usable ?? sampleOf(row, setting)];
    }),
  );
  // Some need one more that is no secret.
  const least = check(credentials).length === 0 ? {} : leastOf(provider, rows[0]?.[0]);
  const all = { ...least, ...credentials, PROVIDER: name, DOMAIN: 'example.com', RECORDS: 'home,www' };
  return Object.fromEntries(Object.entries(all).map(([row, value]) => [`${row}${suffix}`, value]));
}

/** The gate of a program that has an account at every host. */
function gate(made: (name: string) => string): (text: string) => string {
  const env = Object.assign({}, ...providers.map((host, index) => settingsOf(host, index + 1, made)));
  return redactorOf(readConfig(env, { providers, providerNames }), env).redact;
}

/** What a program writes that sees all sorts of trouble, and its page. */
async function shown(redact: (text: string) => string): Promise<string[]> {
  const clock = new VirtualClock(Date.UTC(2026, 0, 1));
  let output = '';
  const write = (line: string) => {
    output += line.replace(/"time":"[^"]*"/, '');
  };
  const log = createLogger({ level: 'trace', format: 'json', redact, write });
  const { round, report } = reported(clock, { redact, reporters: [createEventLog(log, clock)] });
  round();
  for (const { title } of providers) {
    for (const kind of ['permanent', 'halt', 'limited', 'transient', 'record'] satisfies FailureKind[]) {
      const failure = new Failure(kind, `${title} has no zone example.com in this account: check DOMAIN`);
      const records = stepOutcome().records.map((one) => ({ ...one, state: 'failed' as const, failure }));
      round({ step: { records, waiting: { failure, until: 90_000 } } });
      output += textPage(report(), 0);
      round({ detections: { ipv4: nothingFound('no source answered in time') } });
      round({ detections: { ipv4: agreedOn('81.2.69.1') } });
    }
  }
  return output.split('\n');
}

it.each([
  ['as its vendor shows it', (name: string) => examples[name] ?? placeholder(name)],
  ['as a placeholder', placeholder],
  ['that is the name of its setting', nameItself],
])('log and page stay as they are with a credential %s for every host', async (_, made) => {
  const redact = gate(made);
  const credentials = providers.flatMap(({ settings }) =>
    Object.keys(settings).filter((name) => settings[name]?.secret && !name.startsWith('GODADDY_API')),
  );

  expect(own.filter((text) => redact(text) !== text)).toEqual([]);
  const plain = await shown((text) => text);
  expect((await shown(redact)).filter((line, index) => line !== plain[index])).toEqual([]);
  expect(credentials.length).toBeGreaterThanOrEqual(providers.length);
});

it('all the same the credentials that vendors show are secrets', () => {
  const redact = gate((name) => examples[name] ?? placeholder(name));
  const { NETCUP_API_PASSWORD: _, ...special } = examples;

  for (const credential of Object.values(special)) expect(redact(`<${credential}>`)).toBe('<[secret]>');
});
