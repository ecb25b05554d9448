import { object, safeParse } from 'valibot';
import type { HttpAnswer } from '../../../http/client.ts';
import { optionalText } from '../../api/error-text.ts';
import type { ErrorReport } from '../../vendor.ts';

const errorBody = object({ errorCode: optionalText, class: optionalText, message: optionalText });

const meanings: Readonly<Record<string, ErrorReport>> = {
  INVALID_KEY: { status: 401 },
  INVALID_CREDENTIAL: { status: 401 },
  NOT_CREDENTIAL: { status: 401 },
  INVALID_SIGNATURE: { status: 401 },
  QUERY_TIME_OUT: { kind: 'transient', advice: 'OVHcloud says that the request is not of its time' },
};

const expired =
  'OVHcloud says that the service has expired: renew the domain, or its DNS zone, in the control panel';

// https://github.com/ovh/docs/issues/7609
const dynHost =
  'OVHcloud takes no address beside a DynHost record of the same name: delete the DynHost record in the control panel';

/** What an error body of the API says. */
export function report(body: unknown, { headers, status }: HttpAnswer): ErrorReport {
  const ended: ErrorReport = status === 460 ? { kind: 'permanent', advice: expired } : {};
  const { output, success } = safeParse(errorBody, body);
  if (!success) return ended;
  const code = output.errorCode ?? output.class;
  const { message } = output;
  const isDynHost = /dyn-?host/i.test(message ?? '') && status < 500;
  if (isDynHost) return { code, message, kind: 'record', advice: dynHost };
  return { code, message, requestId: headers['x-ovh-queryid'], ...ended, ...(code && meanings[code]) };
}
