import { array, fallback, type InferOutput, number, object, optional, safeParse } from 'valibot';
import type { Failure } from '../../../base/failure.ts';
import type { Zone } from '../../../dns/name.ts';
import { parseJson } from '../../../http/answer.ts';
import type { HttpAnswer } from '../../../http/client.ts';
import { joined, optionalText } from '../../api/error-text.ts';
import { type ErrorReport, refusalOf } from '../../refusal.ts';
import type { GodaddyCredential } from './api.ts';

export interface GodaddyCircumstances {
  readonly zone: Zone;
  readonly action: 'read' | 'write';
  readonly host: string;
  readonly credential: GodaddyCredential;
}

// v1 says code, message, fields, retryAfterSec; v3 says name, message, correlationId, details.
const errorBody = object({
  code: optionalText,
  name: optionalText,
  message: optionalText,
  correlationId: optionalText,
  retryAfterSec: fallback(optional(number()), undefined),
  fields: fallback(
    optional(array(object({ code: optionalText, message: optionalText, path: optionalText }))),
    undefined,
  ),
  details: fallback(
    optional(
      array(
        object({
          issue: optionalText,
          description: optionalText,
          field: optionalText,
          message: optionalText,
        }),
      ),
    ),
    undefined,
  ),
});
type ErrorBody = Partial<InferOutput<typeof errorBody>>;

const day = 24 * 3_600_000;

/** The class of a GoDaddy answer that is no success, and a sentence that tells the owner what to do. */
export function godaddyFailure(answer: HttpAnswer, about: GodaddyCircumstances): Failure {
  const { credential } = about;
  const advice = {
    credentials: wrongCredential(about),
    permission: missingPermission(credential),
    zone: "that the domain is registered at GoDaddy under this account and uses GoDaddy's name servers",
  };
  const vendor = { title: 'GoDaddy', secrets: credential.secrets, advice, report };
  return refusalOf(answer, parseJson(answer.text), vendor, about);
}

function report(_: unknown, answer: HttpAnswer): ErrorReport {
  const body = bodyOf(answer);
  const code = body.code ?? body.name;
  const wait = body.retryAfterSec;
  const isQuota = answer.status === 429 && code === 'QUOTA_EXCEEDED';
  const retryAfter = wait === undefined ? undefined : Math.min(Math.max(wait, 0) * 1000, day);
  return {
    code,
    message: joined([body.message, reasons(body)], ': '),
    requestId: body.correlationId,
    ...(answer.status === 429 && { retryAfter }),
    // It comes without any hint, and asking each minute would not help.
    ...(isQuota && { quota: true, advice: 'the monthly quota of this GoDaddy account is used up' }),
  };
}

/** Whether a write was refused because such a record, or a CNAME of that name, is there already. */
export function isConflict(answer: HttpAnswer): boolean {
  if (answer.status !== 409 && answer.status !== 422) return false;
  const body = bodyOf(answer);
  const codes = [
    body.code,
    body.name,
    ...(body.fields ?? []).map((field) => field.code),
    ...(body.details ?? []).map((detail) => detail.issue),
  ];
  return (
    codes.includes('DUPLICATE_RECORD') ||
    /\bcname\b|conflict/i.test(`${codes} ${body.message} ${reasons(body)}`)
  );
}

/** Whether a 404 of v1 speaks of the whole zone; a path that is not served and a record that is gone give 404 too. */
export function isUnknownZone(answer: HttpAnswer): boolean {
  const { code, message = '' } = bodyOf(answer);
  const says = code === 'UNKNOWN_DOMAIN' || /\bdomain\b.*\bnot (found|registered)\b/i.test(message);
  return answer.status === 404 && says;
}

function wrongCredential({ host, credential }: GodaddyCircumstances): string {
  const own =
    'keys and tokens of the test environment (OTE) and of production do not work for each other, and this is';
  return credential.kind === 'token'
    ? `check GODADDY_TOKEN and whether it has expired or was revoked; ${own} ${host}`
    : `check GODADDY_API_KEY and GODADDY_API_SECRET; ${own} ${host}. GoDaddy ends classic keys with 2026: a personal access token in GODADDY_TOKEN takes their place`;
}

function missingPermission(credential: GodaddyCredential): string {
  const scopes =
    credential.kind === 'token'
      ? 'GODADDY_TOKEN needs the scopes domains.domain:read and domains.dns:update. '
      : '';
  return `${scopes}the domain must belong to the account, and GoDaddy may open the API only to accounts with 10 or more domains or a Discount Domain Club Premier plan: ask its support`;
}

function bodyOf(answer: HttpAnswer): ErrorBody {
  const parsed = safeParse(errorBody, parseJson(answer.text));
  return parsed.success ? parsed.output : {};
}

function reasons(body: ErrorBody): string {
  const fields = (body.fields ?? []).map(({ path, message, code }) => joined([path, message ?? code], ' '));
  const details = (body.details ?? []).map(({ field, description, message, issue }) =>
    joined([field, description ?? message ?? issue], ' '),
  );
  return joined([...fields, ...details], '; ');
}
