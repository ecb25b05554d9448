import { Failure } from '../../../base/failure.ts';
import type { Zone } from '../../../dns/name.ts';
import { describeBody, parseJson } from '../../../http/answer.ts';
import type { Http, HttpAnswer } from '../../../http/client.ts';
import { godaddyFailure } from './failure.ts';

export interface GodaddyCredential {
  readonly kind: 'token' | 'key';
  /** The value of the `Authorization` header. */
  readonly authorization: string;
  /** What no message may contain. */
  readonly secrets: readonly string[];
}

export type GodaddyMethod = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** What both versions of GoDaddy's API share: address, authentication and the reading of errors. */
export interface GodaddyApi {
  /** One call to a path below the API's address; resolves to an answer of any status. */
  send(method: GodaddyMethod, path: string, signal: AbortSignal, body?: unknown): Promise<HttpAnswer>;
  /** What an answer that is no success means for the owner of the zone. */
  failure(answer: HttpAnswer, zone: Zone, action: 'read' | 'write'): Failure;
  /** Throws unless the answer confirms a write: a 2xx with an empty body or JSON. */
  confirm(answer: HttpAnswer, zone: Zone): void;
}

export function godaddyApi(http: Http, base: URL, credential: GodaddyCredential): GodaddyApi {
  const root = base.href.replace(/\/+$/, '');
  const failure: GodaddyApi['failure'] = (answer, zone, action) =>
    godaddyFailure(answer, { zone, action, host: base.host, credential });
  return {
    send(method, path, signal, body) {
      const headers = { accept: 'application/json', authorization: credential.authorization };
      return http({
        method,
        url: root + path,
        signal,
        headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
    },
    failure,
    confirm(answer, zone) {
      if (!isSuccess(answer)) throw failure(answer, zone, 'write');
      if (answer.text.trim() === '' || parseJson(answer.text) !== undefined) return;
      throw new Failure(
        'transient',
        `GoDaddy's API at ${base.host} answered a write with ${answer.status} and ${describeBody(answer)}, which confirms nothing`,
        { doubt: true },
      );
    },
  };
}

export function isSuccess(answer: HttpAnswer): boolean {
  return answer.status >= 200 && answer.status < 300;
}

/** A name as it is sent; an empty one would turn a call about a name into one about all, so it is refused. */
export function sentName(name: string): string {
  if (name === '' || name === '.' || name === '..')
    throw new Failure('record', `GoDaddy cannot be asked about the name ${JSON.stringify(name)}`);
  return name;
}

/** One segment of a path. `@` and `*` stay as they are (RFC 3986, section 3.3), as every known client sends them. */
export function segment(text: string): string {
  return encodeURIComponent(sentName(text)).replaceAll('%40', '@');
}
