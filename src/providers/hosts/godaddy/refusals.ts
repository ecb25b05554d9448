import { array, fallback, type InferOutput, number, object, optional, safeParse } from 'valibot';
import type { HttpAnswer } from '../../../http/client.ts';
import { joined, optionalText } from '../../api/error-text.ts';
import { saysBusy } from '../../refusal-meaning.ts';
import type { ErrorReport, Vendor } from '../../vendor.ts';

const reason = object({
  code: optionalText,
  issue: optionalText,
  path: optionalText,
  field: optionalText,
  message: optionalText,
  description: optionalText,
});
type Reason = InferOutput<typeof reason>;
const reasons = fallback(optional(array(reason), []), []);
// v1 says code, message, fields, retryAfterSec; v3 says name, message, correlationId, details.
const errorBody = object({
  code: optionalText,
  name: optionalText,
  message: optionalText,
  correlationId: optionalText,
  retryAfterSec: fallback(optional(number()), undefined),
  fields: reasons,
  details: reasons,
});

type Advice = Vendor['advice'];
const inactive =
  'GoDaddy calls the domain inactive, which passes where it is at work on it; if not, check in its control panel whether the domain has expired';
const zone = "that the domain is registered at GoDaddy under this account and uses GoDaddy's name servers";
const account =
  'the domain must belong to the account, and GoDaddy may open the API only to accounts with 10 or more domains or a Discount Domain Club Premier plan: ask its support';

export function tokenAdvice(base: string): Advice {
  const credentials = `check GODADDY_TOKEN and whether it has expired or was revoked${environment(base)}`;
  const scopes = 'GODADDY_TOKEN needs the scopes domains.domain:read and domains.dns:update';
  return { credentials, permission: `${scopes}; ${account}`, zone };
}

export function keyAdvice(base: string): Advice {
  const end =
    'GoDaddy ends classic keys with 2026: a personal access token in GODADDY_TOKEN takes their place';
  const credentials = `check GODADDY_API_KEY and GODADDY_API_SECRET${environment(base)}; ${end}`;
  return { credentials, permission: account, zone };
}

/** Why a key or token that is right may be refused, away from the usual address of the API. */
function environment(base: string): string {
  const { host } = new URL(base);
  if (host === 'api.godaddy.com') return '';
  return `; keys and tokens of the test environment (OTE) and of production do not work for each other, and this is ${host}`;
}

/** What an error body of either API says. */
export function report(body: unknown, { status }: HttpAnswer): ErrorReport {
  const { output, success } = safeParse(errorBody, body);
  if (!success) return {};
  const { message, correlationId: requestId, retryAfterSec: wait } = output;
  const code = output.code ?? output.name;
  const all = [...output.fields, ...output.details];
  const said = { code, requestId, message: joined([message, joined(all.map(reasonText), '; ')], ': ') };
  // It says so of a domain that it is at work on, too, and takes the same request seconds later.
  if (code === 'INACTIVE_DOMAIN' && status !== 429) return { ...said, kind: 'transient', advice: inactive };
  if (status !== 429) return { ...said, zoneIsGone: isUnknownDomain(output) };
  const retryAfter = wait === undefined ? undefined : wait * 1000;
  // It comes without any hint, and asking each minute would not help.
  const quota = code === 'QUOTA_EXCEEDED';
  const advice = quota ? 'the monthly quota of this GoDaddy account is used up' : undefined;
  return { ...said, retryAfter, quota, advice };
}

/** The same of v3, where a duplicate may be the very record that is desired. */
export function reportV3(body: unknown, answer: HttpAnswer): ErrorReport {
  return { ...report(body, answer), stale: isConflict(body, answer) };
}

/** Whether a write was refused because such a record, or a CNAME of that name, is there already. */
function isConflict(body: unknown, { status }: HttpAnswer): boolean {
  const { output, success } = safeParse(errorBody, body);
  if (!success || (status !== 409 && status !== 422)) return false;
  const { code, name, message, details } = output;
  const said = [code, name, message, ...details.flatMap((detail) => [detail.issue, reasonText(detail)])];
  const words = said.join('\n');
  // A conflict is also what 409 itself is called, whatever it is about.
  const pattern =
    status === 409 ? /duplicate|already exists|\bcname\b|conflicts with/i : /duplicate|\bcname\b|conflict/i;
  return !saysBusy(words) && pattern.test(words);
}

/** v1 answers 404 to a path that is not served and to a record that is gone, too. */
function isUnknownDomain({ code, message = '' }: InferOutput<typeof errorBody>): boolean {
  return code === 'UNKNOWN_DOMAIN' || /\bdomain\b.*\bnot (found|registered)\b/i.test(message);
}

function reasonText({ path, field, description, message, code, issue }: Reason): string {
  return joined([path ?? field, description ?? message ?? code ?? issue], ' ');
}
