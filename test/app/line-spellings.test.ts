import { describe, expect, it } from 'vitest';
import { targetOf } from '../../src/app/targets.ts';
import { asWritten } from '../../src/base/spellings.ts';
import { targetSettings } from '../../src/config/target-settings.ts';
import { createLine } from '../../src/core/line.ts';
import { sourcesSetting } from '../../src/core/naming.ts';
import type { Outcome } from '../../src/core/outcome.ts';
import type { SourceHealth } from '../../src/detect/detector.ts';
import type { Family } from '../../src/ip/address.ts';
import { createReports } from '../../src/report/reporter.ts';
import { createWording } from '../../src/report/wording.ts';
import { configOf, refusalOf, type Variables } from '../support/settings.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const second = { DOMAIN_2: 'example.org', RECORDS_2: 'home' };
const both = 'ipv4,ipv6';
/** Sources of their own for target 2, so that it is on a line of its own. */
const own = { IPV4_SOURCES_2: 'ipify,aws', IPV6_SOURCES_2: 'ipify,icanhazip' };

/** The line of a target, with all who follow it. */
function lineOf(variables: Variables, number: number) {
  const { targets } = configOf(variables);
  const kept = targets.map((target) => ({ target: targetOf(target), line: target.line }));
  const line = targets.find((target) => target.number === number)?.line ?? '';
  return { line, kept, followers: kept.filter((one) => one.line === line).map(({ target }) => target) };
}

/** What the owner is told where the line of target 2 finds nothing, and says this of one family. */
async function toldOf(variables: Variables, family: Family, reason: string, number = 2) {
  const { line: id, followers } = lineOf(variables, number);
  const outcomes: Outcome[] = [];
  const health: SourceHealth = {
    ...{ name: 'ipify', operator: 'ipify.org', family, state: 'resting', reason },
    ...{ failures: 1, lies: 0, alwaysWrong: false },
  };
  const line = createLine({
    ...{ id, families: [family], targets: followers, clock: new VirtualClock(), random: () => 0.5 },
    detector: {
      detect: async () => ({
        ...{ kind: 'none', reason, split: false },
        troubles: [{ source: 'ipify', state: 'began', reason }],
      }),
      sources: () => [health],
    },
    natCheck: { look: async () => undefined },
    observe: (outcome) => outcomes.push(outcome),
    onFound() {},
    onNetworkBack() {},
  });
  await line.look(new AbortController().signal);
  const told = outcomes.flatMap((outcome) => {
    if (outcome.kind === 'detected' && outcome.detection.kind === 'none')
      return [outcome.detection.reason, ...outcome.detection.troubles.map((one) => one.reason)];
    return outcome.kind === 'looked' ? outcome.sources.map((one) => one.reason) : [];
  });
  expect(told).toHaveLength(3);
  return [...new Set(told)];
}

describe('what is told of a line names the settings of its targets', () => {
  it.each<[what: string, variables: Variables, family: Family, said: string, told: string]>([
    ['its own sources', own, 'ipv4', 'look at IPV4_SOURCES', 'look at IPV4_SOURCES_2'],
    [
      'its own sources of the other family',
      { IP_FAMILIES: both, ...own },
      'ipv6',
      'look at IPV6_SOURCES',
      'look at IPV6_SOURCES_2',
    ],
    [
      'sources that it could have',
      { VIA_2: 'eth1' },
      'ipv4',
      'IPV4_SOURCES=gateway:ADDRESS',
      'IPV4_SOURCES_2=gateway:ADDRESS',
    ],
    [
      'sources that it takes over, which it would write itself',
      { VIA_2: 'eth1', IPV4_SOURCES: 'ipify,aws' },
      'ipv4',
      'take it out of IPV4_SOURCES or write IPV4_SOURCES=gateway',
      'take it out of IPV4_SOURCES or write IPV4_SOURCES_2=gateway',
    ],
    [
      'its own families',
      { IP_FAMILIES_2: both },
      'ipv6',
      'take ipv6 out of IP_FAMILIES',
      'take ipv6 out of IP_FAMILIES_2',
    ],
    [
      'families that it takes over',
      { IP_FAMILIES: both, ...own },
      'ipv6',
      'take ipv6 out of IP_FAMILIES',
      'take ipv6 out of IP_FAMILIES',
    ],
    [
      'those of all who share the line',
      { IP_FAMILIES: both, IP_FAMILIES_2: 'ipv6', DOMAIN_3: 'example.net', RECORDS_3: 'home' },
      'ipv6',
      'take ipv6 out of IP_FAMILIES',
      'take ipv6 out of IP_FAMILIES and IP_FAMILIES_2',
    ],
    [
      'the suffix of whom it has',
      { IP_FAMILIES: both, IPV6_SUFFIX_2: '::1234' },
      'ipv6',
      'so IPV6_SUFFIX does not belong behind it',
      'so IPV6_SUFFIX_2 does not belong behind it',
    ],
    ['its quorum', { ...own, IP_QUORUM_2: '2' }, 'ipv4', 'IP_QUORUM=1', 'IP_QUORUM_2=1'],
    [
      'its way out, which names itself',
      { VIA_2: 'eth1' },
      'ipv4',
      'VIA_2=eth1: it has',
      'VIA_2=eth1: it has',
    ],
    [
      'a way out that it takes over',
      { VIA: 'eth1', ...own },
      'ipv4',
      'VIA=eth1: it has none',
      'VIA=eth1: it has none',
    ],
  ])('%s', async (_, variables, family, said, told) => {
    expect(await toldOf({ ...second, ...variables }, family, said)).toEqual([told]);
  });

  it('as everywhere where it is that of target 1', async () => {
    const said = 'take ipv6 out of IP_FAMILIES, or IPV6_SOURCES=gateway';

    expect(await toldOf({ ...second, IP_FAMILIES: both, ...own }, 'ipv6', said, 1)).toEqual([said]);
    expect(await toldOf({ ...second, IP_FAMILIES: both }, 'ipv6', said)).toEqual([said]);
  });

  it('and so is the list that a source should be taken out of', () => {
    const { line, kept } = lineOf({ ...second, ...own }, 2);
    const wrong: SourceHealth = {
      ...{ name: 'aws', operator: 'amazon.com', family: 'ipv4', state: 'resting' },
      ...{ reason: 'says 81.2.69.9', failures: 0, lies: 5, alwaysWrong: true },
    };
    const clock = new VirtualClock();
    const wording = createWording({ kept });
    const lines: string[] = [];
    const reports = createReports(kept, [{ tell: (event) => lines.push(wording.say(event, 0)) }], clock);
    reports.observe({ kind: 'looked', line, sources: [wrong], nat: undefined, took: 1 });

    expect(lines).toContain(
      'aws is always wrong, take it out of IPV4_SOURCES_2: it says 81.2.69.9 (5 votes lost)',
    );
    expect(sourcesSetting(lineOf({ ...second }, 2).followers, 'ipv4')).toBe('IPV4_SOURCES');
  });
});

/** All that a target can be told, each with a number. */
const numbered: Variables = {
  PROVIDER_2: 'vultr',
  VULTR_API_KEY_2: 'key-of-target-2',
  ...second,
  TTL_2: '700',
  IP_FAMILIES_2: both,
  TAKE_OVER_2: 'true',
  IPV6_SUFFIX_2: '::1234',
  ...own,
  IP_QUORUM_2: '2',
  VIA_2: 'eth1',
  ALLOW_PRIVATE_2: 'true',
};

describe('each setting of target 2 is named with its number', () => {
  const inNames = { PROVIDER_2: 'vultr', VULTR_API_KEY_2: 'key', DOMAINS_2: 'home.example.org' };
  const settings = [...Object.keys(targetSettings), 'VULTR_API_KEY', 'VULTR_API_URL'];

  it.each(settings)('%s, however a sentence asks for it', (setting) => {
    const variables = setting === 'DOMAINS' ? inNames : numbered;
    const { spellings } = configOf(variables).targets.find(({ number }) => number === 2) ?? {};
    const asked = [
      `check ${setting}`,
      `take it out of ${setting}`,
      `check VULTR_API_KEY and ${setting}`,
      `check VULTR_API_KEY, VULTR_API_URL or ${setting}`,
      `look into ${setting}, which`,
      `${setting}=x says so`,
    ];

    for (const sentence of asked)
      expect(asWritten(sentence, spellings)).toBe(
        sentence.replace(new RegExp(`\\b(${setting}|VULTR_API_KEY|VULTR_API_URL)\\b`, 'g'), '$1_2'),
      );
  });

  it.each<[variables: Variables, told: string]>([
    [
      { ...second, IP_FAMILIES_2: 'ipv4', IPV6_SOURCES_2: 'ipify' },
      'IPV6_SOURCES_2 has no effect: target 2 has no ipv6 in IP_FAMILIES_2.',
    ],
    [
      { ...second, IP_FAMILIES: 'ipv4', IPV6_SUFFIX_2: '::1' },
      'IPV6_SUFFIX_2 has no effect: target 2 has no ipv6 in IP_FAMILIES.',
    ],
    [
      { ...second, VULTR_API_KEY_2: 'key', PROVIDER_2: 'godaddy' },
      'VULTR_API_KEY_2 has no effect: target 2 does not use PROVIDER_2=vultr.',
    ],
  ])('in what has no effect: %j', (variables, told) => {
    expect(configOf(variables).warnings).toContain(told);
  });

  it.each<[variables: Variables, told: string]>([
    [
      { TTL_2: '700' },
      'RECORDS_2 is not set, so it keeps A home of example.com, which target 1 keeps already',
    ],
    [
      { DOMAIN_2: 'example.com', RECORDS_2: 'home' },
      'RECORDS_2="home" keeps A home of example.com, which target 1 keeps already',
    ],
    [
      { DOMAIN_2: 'example.org,example.net', RECORDS_2: 'home' },
      'DOMAIN_2="example.org,example.net" has a comma; one more zone is DOMAIN_3, full names of several are DOMAINS_2',
    ],
  ])('in what is refused: %j', (variables, told) => {
    expect(refusalOf(variables)).toContain(told);
  });
});
