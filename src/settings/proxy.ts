import { messageOf } from '../base/failure.ts';
import { acceptedProxies, parseProxy } from '../http/proxy-url.ts';
import type { Problem } from './problem.ts';
import type { Environment } from './secrets.ts';

/** The first that is set of each pair counts, as everywhere. */
const variables = [
  ['https_proxy', 'HTTPS_PROXY'],
  ['http_proxy', 'HTTP_PROXY'],
] as const;

/** What is wrong with the proxies that the environment names: one that cannot be used would fail for ever. */
export function proxyProblems(env: Environment): Problem[] {
  return variables.flatMap((names) => {
    const variable = names.find((name) => env[name]);
    const found = variable === undefined ? undefined : env[variable];
    if (variable === undefined || found === undefined) return [];
    try {
      parseProxy(found);
      return [];
    } catch (error) {
      return [{ variable, found, wrong: messageOf(error), accepted: acceptedProxies }];
    }
  });
}
