import { type Meanings, meaningOf } from '../../api/meanings.ts';
import type { ErrorReport } from '../../vendor.ts';

// https://www.tencentcloud.com/document/product/1097/40525, the error codes of each action; all come with status 200.
const meanings: Meanings = [
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
  [
    /DomainNotExists|NoDataOfDomain|DomainIdInvalid|DomainInvalid|DomainNotBean/,
    { status: 404, zoneIsGone: true },
  ],
  [/RecordIdInvalid|RecordNotExists/, { status: 404 }],
  [/DomainRecordExist/, { stale: true }],
  [/^InternalError|^ResourceUnavailable|^FailedOperation|^ResourceInsufficient/, { kind: 'transient' }],
  [
    /^(InvalidParameter|InvalidParameterValue|MissingParameter|LimitExceeded|UnsupportedOperation)/,
    { status: 422 },
  ],
];

export interface TencentError {
  readonly Code: string;
  readonly Message?: string | undefined;
  readonly RequestId?: string | undefined;
}

export function report({ Code: code, Message: message, RequestId: requestId }: TencentError): ErrorReport {
  const meaning = meaningOf(meanings, code);
  return { code, message, requestId, ...meaning };
}
