import type { Family } from '../dns/address.ts';
import { aws } from './aws.ts';
import { cloudflare } from './cloudflare.ts';
import type { HttpSourceDependencies } from './http-text.ts';
import { icanhazip } from './icanhazip.ts';
import { ipify } from './ipify.ts';
import type { Source } from './source.ts';
import { staticAddress } from './static.ts';
import { shownUrl, url } from './url.ts';

/** What sources need; `timeout` in milliseconds for one `ask`. */
export interface SourceDependencies extends HttpSourceDependencies {
  readonly timeout: number;
}

/** A kind of entry: how it is written, how it is recognised, and what it makes. `create` throws an Error that says what is wrong. */
interface SourceKind {
  readonly form: string;
  readonly match: RegExp;
  create(entry: string, family: Family, dependencies: SourceDependencies): Source;
}

const kinds: readonly SourceKind[] = [
  { form: 'ipify', match: /^ipify$/i, create: (_, family, needs) => ipify(family, needs) },
  { form: 'icanhazip', match: /^icanhazip$/i, create: (_, family, needs) => icanhazip(family, needs) },
  { form: 'aws (IPv4 only)', match: /^aws$/i, create: (_, family, needs) => forIpv4(family, aws(needs)) },
  { form: 'cloudflare', match: /^cloudflare$/i, create: (_, __, needs) => cloudflare(needs) },
  { form: 'static:ADDRESS', match: /^static:/i, create: staticAddress },
  { form: 'an http(s):// URL', match: /^https?:\/\//i, create: url },
];

/** What is asked when nothing is configured: for each family entries of several operators. */
export const defaultSources: Readonly<Record<Family, readonly string[]>> = {
  ipv4: ['ipify', 'cloudflare', 'aws', 'icanhazip'],
  ipv6: ['ipify', 'cloudflare', 'icanhazip'],
};

/** The source lists' entries in words, as the README and messages name them. */
export const sourceForms: readonly string[] = kinds.map(({ form }) => form);

/** Reads the entries of a source list. Throws one Error that names every bad entry and what is accepted. */
export function parseSources(
  entries: readonly string[],
  family: Family,
  dependencies: SourceDependencies,
): Source[] {
  const problems: string[] = [];
  const sources = entries.flatMap((entry) => {
    const kind = kinds.find(({ match }) => match.test(entry));
    try {
      if (!kind) throw new Error(`"${shownUrl(entry)}" is no source`);
      return [kind.create(entry, family, dependencies)];
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
      return [];
    }
  });
  if (problems.length > 0)
    throw new Error(`cannot be used: ${problems.join('; ')}; accepted: ${sourceForms.join(', ')}`);
  return sources;
}

function forIpv4(family: Family, source: Source): Source {
  if (family !== 'ipv4') throw new Error(`"${source.name}" knows IPv4 addresses only`);
  return source;
}
