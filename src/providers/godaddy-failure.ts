import { array, fallback, type InferOutput, number, object, optional, safeParse, string } from 'valibot';
import type { Zone } from '../dns/name.ts';
import { Failure } from '../failure.ts';
import { describeBody, kindOfStatus, parseJson, retryAfterOf } from '../http/answer.ts';
import type { HttpAnswer } from '../http/client.ts';
import type { GodaddyCredential } from './godaddy-api.ts';

export interface GodaddyCircumstances {
  readonly zone: Zone;
  readonly action: 'read' | 'write';
  readonly host: string;
  readonly credential: GodaddyCredential;
}

const text = fallback(optional(string()), undefined);

// v1 says code, message, fields, retryAfterSec; v3 says name, message, correlationId, details.
const errorBody = object({
  code: text,
  name: text,
  message: text,
  correlationId: text,
  retryAfterSec: fallback(optional(number()), undefined),
  fields: fallback(optional(array(object({ code: text, message: text, path: text }))), undefined),
  details: fallback(
    optional(array(object({ issue: text, description: text, field: text, message: text }))),
    undefined,
  ),
});
type ErrorBody = Partial<InferOutput<typeof errorBody>>;

const hour = 3_600_000;
const day = 24 * hour;

/** The class of a GoDaddy answer that is no success, and a sentence that tells the owner what to do. */
export function godaddyFailure(given: HttpAnswer, about: GodaddyCircumstances): Failure {
  const answer = { ...given, text: redact(given.text, about.credential.secrets) };
  const body = bodyOf(answer);
  const say = (what: string) => `${what} (${said(answer, body)})`;
  const zone = about.zone.display;
  switch (answer.status) {
    case 401:
      return new Failure('permanent', say(unauthenticated(about)));
    case 403:
      return new Failure('permanent', say(denied(about)));
    case 404:
      return new Failure(
        'permanent',
        say(
          `GoDaddy has no zone ${zone} in this account: check DOMAIN, and that the domain is registered at GoDaddy under this account and uses GoDaddy's name servers`,
        ),
      );
    case 429:
      return limited(answer, body, say);
    case 400:
    case 409:
    case 422:
      // A read that is refused concerns the whole zone, not one record.
      return about.action === 'write'
        ? new Failure('record', say(`GoDaddy refused the record: ${reasons(body)}`))
        : new Failure('permanent', say(`GoDaddy refused to list the records of ${zone}: ${reasons(body)}`));
  }
  const doubt = about.action === 'write' && answer.status >= 500;
  const retryAfter = hint(answer);
  if (retryAfter !== undefined)
    return new Failure('limited', say('GoDaddy asks to wait'), { retryAfter, doubt });
  const blame =
    answer.status >= 500
      ? 'GoDaddy has a fault of its own'
      : `${about.host} answered as GoDaddy's API does not`;
  return new Failure(kindOfStatus(answer.status), say(blame), { doubt });
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
  return codes.includes('DUPLICATE_RECORD') || /\bcname\b|conflict/i.test(`${codes} ${reasons(body)}`);
}

/** Whether a 404 of v1 speaks of the whole zone; a path that is not served and a record that is gone give 404 too. */
export function isUnknownZone(answer: HttpAnswer): boolean {
  const { code, message = '' } = bodyOf(answer);
  const says = code === 'UNKNOWN_DOMAIN' || /\bdomain\b.*\bnot (found|registered)\b/i.test(message);
  return answer.status === 404 && says;
}

function unauthenticated({ host, credential }: GodaddyCircumstances): string {
  const own =
    'keys and tokens of the test environment (OTE) and of production do not work for each other, and this is';
  return credential.kind === 'token'
    ? `GoDaddy does not accept the token: check GODADDY_TOKEN and whether it has expired or was revoked; ${own} ${host}`
    : `GoDaddy does not accept the key and secret: check GODADDY_API_KEY and GODADDY_API_SECRET; ${own} ${host}. GoDaddy ends classic keys with 2026: a personal access token in GODADDY_TOKEN takes their place`;
}

function denied({ zone, credential }: GodaddyCircumstances): string {
  const scopes =
    credential.kind === 'token'
      ? ' The token needs the scopes domains.domain:read and domains.dns:update.'
      : '';
  return `GoDaddy does not let this account use its DNS API for ${zone.display}.${scopes} The domain must belong to the account, and GoDaddy may open the API only to accounts with 10 or more domains or a Discount Domain Club Premier plan: ask its support`;
}

function limited(answer: HttpAnswer, body: ErrorBody, say: (what: string) => string): Failure {
  const retryAfter =
    body.retryAfterSec === undefined ? hint(answer) : Math.min(Math.max(body.retryAfterSec, 0) * 1000, day);
  if (body.code === 'QUOTA_EXCEEDED' || body.name === 'QUOTA_EXCEEDED') {
    // This 429 comes without any hint, and the quota is a monthly one: asking each minute would not help.
    return new Failure('limited', say('the monthly quota of this GoDaddy account is used up'), {
      retryAfter: retryAfter ?? hour,
    });
  }
  return new Failure('limited', say('GoDaddy says that there were too many requests'), { retryAfter });
}

/** The wait that 429 or 503 ask for; a date is read against the server's own clock. */
function hint(answer: HttpAnswer): number | undefined {
  return retryAfterOf(answer, Date.parse(answer.headers.date ?? ''));
}

function bodyOf(answer: HttpAnswer): ErrorBody {
  const parsed = safeParse(errorBody, parseJson(answer.text));
  return parsed.success ? parsed.output : {};
}

function reasons(body: ErrorBody): string {
  const fields = (body.fields ?? []).map(({ path, message, code }) => join([path, message ?? code], ' '));
  const details = (body.details ?? []).map(({ field, description, message, issue }) =>
    join([field, description ?? message ?? issue], ' '),
  );
  return clean(join([...fields, ...details], '; ') || body.message || 'it gave no reason');
}

function said(answer: HttpAnswer, body: ErrorBody): string {
  const code = body.code ?? body.name;
  const request = body.correlationId ?? answer.headers['x-request-id'];
  const what = join([code, body.message], ': ') || describeBody(answer);
  return clean(join([`${answer.status} ${what}`, request && `request ${request}`], ', '));
}

function join(parts: readonly (string | undefined)[], separator: string): string {
  return parts.filter((part) => part !== undefined && part !== '').join(separator);
}

/** Foreign text, made fit for one line of a log. */
function clean(foreign: string): string {
  const line = foreign.replace(/[\p{C}\s]+/gu, ' ').trim();
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}

/** An answer may echo what it was sent. */
function redact(foreign: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret !== '')
    .reduce((line, secret) => line.replaceAll(secret, '[redacted]'), foreign);
}
