import type { Failure } from '../base/failure.ts';
import type { SourceFacts } from './source.ts';

/** Why a source failed, without the server in front where the source is called by it: "no answer within 10 s". */
export function reasonOf({ name }: Pick<SourceFacts, 'name'>, { message }: Failure): string {
  const [whole = '', server = ''] = /^([^\s;]+\.[^\s;]+): (?!.*; \1: )/.exec(message) ?? [];
  const host = server.replace(/:\d+$/, '');
  const isCalledSo = host !== '' && (name.includes(host) || host.includes(name));
  return isCalledSo ? message.slice(whole.length) : message;
}
