import { Failure } from '../base/failure.ts';
import { type Family, parseAddress } from '../ip/address.ts';
import { familyNames } from './server.ts';
import type { Source } from './source.ts';

/** `static:ADDRESS`: an address that the owner knows. Throws an Error when it is none of the family. */
export function staticAddress(entry: string, family: Family): Source {
  const address = parseAddress(entry.replace(/^static:/i, ''), family);
  if (address === undefined) throw new Error(`"${entry}" holds no ${familyNames[family]} address`);
  return {
    name: `static:${address}`,
    operator: `static:${address}`,
    transport: 'local',
    mayBePrivate: true,
    async ask(asked, signal) {
      if (signal.aborted) throw new Failure('transient', 'the question was stopped');
      if (asked !== family) throw new Failure('permanent', `holds no ${familyNames[asked]} address`);
      return address;
    },
  };
}
