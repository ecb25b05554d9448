import { domainToASCII } from 'node:url';
import { list } from '../settings/parsers.ts';

/** Host names between commas, as lower-case A-labels; `*.` in front stands for every name below, `*` for any name. */
export function allowedHosts(text: string): readonly string[] {
  return list(text).map((entry) => {
    if (entry === '*') return entry;
    const [, wildcard = '', name = ''] = /^(\*\.)?(.*?)\.?$/.exec(entry) ?? [];
    const ascii = /[\s:/@*?#%[\]\\]/.test(name) ? '' : domainToASCII(name);
    if (ascii === '') throw new Error(`has the entry ${JSON.stringify(entry)}, which is no host name`);
    return wildcard + ascii;
  });
}
