import { randomUUID } from 'node:crypto';
import { object, safeParse } from 'valibot';
import type { HostContext } from '../host.ts';
import type { ErrorReport, Vendor } from '../vendor.ts';
import { rpcSigned } from './alibaba-rpc.ts';
import { optionalText } from './error-text.ts';
import { type Meanings, meaningOf } from './meanings.ts';
import { type JsonApi, jsonApi } from './rest-api.ts';

const errorBody = object({ Code: optionalText, Message: optionalText, RequestId: optionalText });

// https://www.alibabacloud.com/help/en/dns/api-alidns-2015-01-09-errorcodes, those of every service; the statuses are 400, 403, 404
// and 500.
const common: Meanings = [
  [
    /^(InvalidAccessKeyId|SignatureDoesNotMatch|IncompleteSignature|InvalidSecurityToken|MissingAccessKeyId)/,
    { status: 401 },
  ],
  [
    /^InvalidTimeStamp|^IllegalTimestamp/,
    {
      kind: 'transient',
      advice:
        "Alibaba Cloud refuses what is dated more than 15 minutes off its own time: set this machine's clock",
    },
  ],
  [/^SignatureNonceUsed|^(System|Internal)/, { kind: 'transient' }],
  [/^Throttling/, { status: 429 }],
];

export interface AlibabaOptions {
  /** For messages; default: that of the host. */
  readonly title?: string;
  readonly base: string;
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly advice: Vendor['advice'];
  /** What the codes of this service mean; they come before those that all services have. */
  readonly meanings: Meanings;
}

/** One service of Alibaba Cloud, with the action and a signature in the query of each call. */
export function alibabaApi(context: HostContext, options: AlibabaOptions): JsonApi {
  const { title = context.title, base, advice, meanings } = options;
  const { accessKeyId, accessKeySecret } = options;
  const key = { accessKeyId, accessKeySecret };
  return jsonApi({
    ...context,
    title,
    base,
    advice,
    prepare: (request) => rpcSigned(request, { ...key, now: context.clock.now(), nonce: randomUUID() }),
    headers: () => ({}),
    report: (body) => reportOf(body, [...meanings, ...common]),
  });
}

function reportOf(body: unknown, meanings: Meanings): ErrorReport {
  const { output, success } = safeParse(errorBody, body);
  if (!success) return {};
  const { Code: code = '', Message: message, RequestId: requestId } = output;
  return { code: code || undefined, message, requestId, ...meaningOf(meanings, code) };
}
