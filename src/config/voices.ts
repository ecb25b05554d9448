import { voices } from '../detect/vote.ts';
import type { Family } from '../ip/address.ts';
import type { Problem } from '../settings/problem.ts';
import type { Environment } from '../settings/secrets.ts';
import { needSuffixesFor } from '../sources/registry.ts';
import type { SourceSpec } from '../sources/source.ts';
import { plainEnvironment } from './slips/environment.ts';

/** How the sources of one family are heard. */
export interface Hearing {
  /** How many voices must agree. */
  readonly quorum: number;
  /** Whether a new address needs a witness who does not depend on the resolver. */
  readonly needsWitness: boolean;
  readonly problem?: Problem;
  readonly warning?: string;
}

/** What the settings are called where the owner wrote them, such as `IP_QUORUM_2`. */
export interface HearingNames {
  readonly quorum: string;
  readonly sources: string;
}

/** Judges a list of sources and IP_QUORUM (undefined: not set) together. Pure. */
export function hearingOf(
  specs: readonly SourceSpec[],
  family: Family,
  asked: number | undefined,
  names: HearingNames,
): Hearing {
  const voters = specs.filter(({ transport }) => transport !== 'local');
  const isHouse = voters.length < specs.length;
  const isAuthenticated = voters.some(({ transport }) => transport === 'https');
  const heard = voices(voters);
  const operators = new Set(voters.map(({ operator }) => operator)).size;
  const quorum = asked ?? Math.max(1, Math.min(2, heard));
  const hearing = { quorum, needsWitness: asked !== 1 };
  if (voters.length === 0) return hearing;

  if (!isAuthenticated && !isHouse && asked !== 1) {
    const found = voters.map(({ name }) => name).join(',');
    const wrong =
      'asks over DNS, STUN or plain HTTP alone, which whoever answers the lookups of this network can forge all at once';
    const accepted = `at least one source over HTTPS or of the house itself, such as ipify, cloudflare or gateway; or ${names.quorum}=1, which trusts a single voice`;
    return { ...hearing, problem: { variable: names.sources, found, wrong, accepted } };
  }
  if (!isAuthenticated && asked === undefined) {
    const warning = `${names.sources} has no source over HTTPS, so while those of the house give no answer the others can confirm an address but publish no new one; add some, such as ipify and cloudflare.`;
    return { ...hearing, quorum: Math.max(2, quorum), warning };
  }
  if (asked !== undefined && asked > heard) {
    const few = `the ${operators} ${operators === 1 ? 'operator' : 'operators'} of the ${family} sources`;
    const wrong =
      operators < asked
        ? `is more than ${few}, so no address could ever be agreed`
        : `is more than the ${heard} voices of the ${family} sources: each operator over HTTPS has one, all DNS, STUN and plain HTTP have one together`;
    const accepted = `1 to ${heard}, or more sources of other operators in ${names.sources}`;
    return { ...hearing, problem: { variable: names.quorum, found: String(asked), wrong, accepted } };
  }
  if (asked === 1) {
    const more = isAuthenticated
      ? `take it out, or set ${names.quorum}=2`
      : `add sources over HTTPS, such as ipify and cloudflare, to ${names.sources} and take it out`;
    const warning = `${names.quorum}=1 publishes what a single ${family} source says, which one liar or a forged DNS answer is enough for; to be safe ${more}.`;
    return { ...hearing, warning };
  }
  return hearing;
}

/** Whether a list of sources has hosts that only the public suffix list can tell to be of one owner or of two. */
export function needsSuffixesForSources(env: Environment): boolean {
  const lists = Object.entries(plainEnvironment(env).env).filter(([variable]) =>
    /^IPV[46]_SOURCES(_\d+)?$/.test(variable),
  );
  return lists.some(([, list = '']) => needSuffixesFor(list.split(',').map((entry) => entry.trim())));
}
