import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { acceptedTtls, type Evidence, type ProviderDefinition } from '../../src/providers/provider.ts';
import { root } from './deployments.ts';
import { code, table } from './markdown.ts';
import { anchorOf } from './pages.ts';

/** All hosts at a glance, each linked to its section. */
export function hostTable(hosts: readonly ProviderDefinition[]): string {
  const rows = hosts.map((host) => [
    `[${host.title}](#${anchorOf(host.title)})`,
    code(host.name),
    host.updateOnly ? 'update only' : 'records',
    host.updateOnly ? '–' : togetherAt(host),
    host.ipv4Only ? 'no' : 'yes',
    host.updateOnly ? '–' : `${host.ttl.min} s`,
    evidenceOf(host),
  ]);
  return table(['host', 'PROVIDER', 'it keeps', 'one call for all', 'IPv6', 'least TTL', 'how sure'], rows);
}

/** What to create at a host, its limits and its variables. */
export function hostSection({ name, title, ttl, updateOnly, settings, about }: ProviderDefinition): string {
  const rows = Object.entries(settings).map(([variable, setting]) => [
    code(variable),
    setting.defaultText === undefined ? '–' : code(setting.defaultText),
    `${setting.about}${setting.secret ? ' (secret)' : ''}`,
  ]);
  const unset = ttl.usual === undefined ? '' : `, ${ttl.usual} where ${code('TTL')} is not set`;
  const limits = updateOnly ? '' : ` TTL ${acceptedTtls(ttl).replace('auto', code('auto'))}${unset}.`;
  return [
    `## ${title}`,
    code(`PROVIDER=${name}`),
    `${about}${limits}`,
    table(['variable', 'default', 'meaning'], rows),
  ].join('\n\n');
}

/** Whether one call changes all names of a zone, by the mechanism that its file uses. */
function togetherAt({ name }: ProviderDefinition): string {
  const code = sourcesOf(`src/providers/hosts/${name}`);
  const together = /\b(?:batchApi|inBatches)\(/.test(code);
  const single = /\b(?:recordApi|setApi)\(/.test(code);
  return together ? (single ? 'in some plans' : 'yes') : 'no';
}

/** Throws where neither the host nor its tests say how sure its facts are. */
export function evidenceOf({ name, evidence }: Pick<ProviderDefinition, 'name' | 'evidence'>): Evidence {
  if (evidence) return evidence;
  if (existsSync(`${root}test/integration/${name}`)) return 'a real server';
  const tests = sourcesOf(`test/providers/hosts/${name}`);
  if (tests.includes('recorded/replay.ts')) return 'recorded';
  if (tests.includes('recorded/openapi.ts')) return 'described';
  throw new Error(`${name}: say in its definition how sure its facts are (evidence)`);
}

/** The TypeScript of a folder, or of the file of that name. */
function sourcesOf(path: string): string {
  const folder = existsSync(`${root}${path}`) ? readdirSync(`${root}${path}`) : [];
  const files = existsSync(`${root}${path}.ts`) ? [`${path}.ts`] : folder.map((name) => `${path}/${name}`);
  return files.map((file) => readFileSync(`${root}${file}`, 'utf8')).join('\n');
}
