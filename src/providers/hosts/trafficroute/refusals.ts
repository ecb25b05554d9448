import { object, safeParse, string } from 'valibot';
import { optionalText } from '../../api/error-text.ts';
import { type Meanings, meaningOf } from '../../api/meanings.ts';
import type { ErrorReport } from '../../vendor.ts';

const failed = object({
  ResponseMetadata: object({
    RequestId: optionalText,
    Error: object({ Code: string(), Message: optionalText }),
  }),
});

// https://www.volcengine.com/docs/6369/68677, and those of DNS: https://docs.byteplus.com/en/docs/byteplus-dns-suite/reference-handling-the-response
const meanings: Meanings = [
  [
    /^InvalidTimestamp$/,
    {
      kind: 'transient',
      advice: "Volcengine says that what was signed has expired: set this machine's clock",
    },
  ],
  [/^(InvalidAccessKey|SignatureDoesNotMatch|MissingSignature|MissingAuthenticationToken)$/, { status: 401 }],
  [/^(AccessDenied|LackPolicy)$/, { status: 403 }],
  [/FlowLimitExceeded$/, { status: 429 }],
  [/^ErrZoneNotFound$/, { status: 404, zoneIsGone: true }],
  [/^ErrZoneInactive$/, { kind: 'permanent', advice: 'Volcengine says that this zone is not active' }],
  [/^ErrDBNotFound$/, { status: 404 }],
  [/^(ErrDBDuplicated|ErrSpecNotValid|ErrParamInvalid|ErrQuotaExceeded|Err\w+Limited)$/, { status: 422 }],
  [/^(ErrInternalServer|Internal\w+)$/, { kind: 'transient' }],
];

export function isError(body: unknown): boolean {
  return safeParse(failed, body).success;
}

export function report(body: unknown): ErrorReport {
  const { output, success } = safeParse(failed, body);
  if (!success) return {};
  const { Error: error, RequestId: requestId } = output.ResponseMetadata;
  return { code: error.Code, message: error.Message, requestId, ...meaningOf(meanings, error.Code) };
}
