import { object, optional, safeParse, string } from 'valibot';
import type { HostContext } from '../host.ts';
import type { ErrorReport, Vendor } from '../vendor.ts';
import { optionalText } from './error-text.ts';
import { type Meanings, meaningOf } from './meanings.ts';
import { type JsonApi, jsonApi } from './rest-api.ts';
import { tc3Headers } from './tc3.ts';

const failed = object({
  Response: object({
    Error: object({ Code: string(), Message: optionalText }),
    RequestId: optional(string()),
  }),
});
const contentType = 'application/json';

// https://www.tencentcloud.com/document/product/1097/40525, the error codes of every part; all come with status 200.
const common: Meanings = [
  [
    /^AuthFailure\.SignatureExpire/,
    {
      kind: 'transient',
      advice:
        "Tencent Cloud refuses what is dated more than five minutes off its own time: set this machine's clock",
    },
  ],
  [/^AuthFailure\.UnauthorizedOperation|^UnauthorizedOperation|^OperationDenied/, { status: 403 }],
  [/^AuthFailure/, { status: 401 }],
  [/^RequestLimitExceeded|^LimitExceeded\.RequestLimit|FrequencyLimit/, { status: 429 }],
  [/^InternalError|^ResourceUnavailable|^FailedOperation|^ResourceInsufficient/, { kind: 'transient' }],
  [
    /^(InvalidParameter|InvalidParameterValue|MissingParameter|LimitExceeded|UnsupportedOperation)/,
    { status: 422 },
  ],
];

export interface TencentOptions {
  /** For messages. */
  readonly title: string;
  readonly base: string;
  readonly secretId: string;
  readonly secretKey: string;
  /** The part of Tencent Cloud that is called. */
  readonly service: string;
  readonly version: string;
  readonly advice: Vendor['advice'];
  /** What the codes of this part mean; they come before those that all parts have. */
  readonly meanings: Meanings;
}

/**
 * One part of Tencent Cloud: all is POST to one address, with the action in a header, and errors come inside of a 200.
 * https://www.tencentcloud.com/document/product/1145/49287
 */
export function tencentApi(context: HostContext, options: TencentOptions): JsonApi {
  const { title, base, secretId, secretKey, service, version, advice, meanings } = options;
  const key = { secretId, secretKey, service, contentType };
  return jsonApi({
    ...context,
    title,
    base,
    advice,
    contentType,
    headers: (request) => ({
      'x-tc-version': version,
      ...tc3Headers(request, { ...key, now: context.clock.now() }),
    }),
    isError: (body) => safeParse(failed, body).success,
    report: (body) => reportOf(body, [...meanings, ...common]),
  });
}

/** The call of an action. */
export function tencentRequest(action: string, body: object) {
  return {
    ...({ path: '/', method: 'POST', action: action.startsWith('Describe') ? 'read' : 'write' } as const),
    headers: { 'x-tc-action': action },
    body,
  };
}

function reportOf(body: unknown, meanings: Meanings): ErrorReport {
  const { output, success } = safeParse(failed, body);
  if (!success) return {};
  const { Code: code, Message: message } = output.Response.Error;
  return { code, message, requestId: output.Response.RequestId, ...meaningOf(meanings, code) };
}
