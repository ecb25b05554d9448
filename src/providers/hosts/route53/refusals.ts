import { safeParse } from 'valibot';
import type { ErrorReport } from '../../vendor.ts';
import { errorAnswer, saidIn } from './xml.ts';

const wrongCredentials: readonly string[] = [
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'SignatureDoesNotMatch',
  'IncompleteSignature',
  'MissingAuthenticationToken',
  'ExpiredToken',
];

/** What an error body says. */
export function report(body: unknown): ErrorReport {
  const parsed = safeParse(errorAnswer, body);
  if (!parsed.success) return {};
  const { code, message } = saidIn(parsed.output);
  const said = { code, message };
  if (/signature expired|not yet current/i.test(message) || code === 'RequestExpired') {
    const advice =
      "Route 53 refuses what is dated more than five minutes off its own time: set this machine's clock";
    return { ...said, kind: 'transient', advice };
  }
  if (wrongCredentials.includes(code)) return { ...said, status: 401 };
  // Both come as a 400.
  if (/^Throttling/.test(code)) return { ...said, status: 429 };
  if (code === 'PriorRequestNotComplete')
    return {
      ...said,
      kind: 'transient',
      advice: 'Route 53 is still busy with an earlier change of this zone',
    };
  const stale = /but it was not found|do not match the current values|but it already exists/.test(message);
  return { ...said, stale: stale && code === 'InvalidChangeBatch' };
}
