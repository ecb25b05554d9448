import { Failure, type FailureKind } from '../base/failure.ts';
import { keptText } from '../base/kept-text.ts';
import { secretRemover } from '../base/secret-text.ts';
import { oneLine } from '../base/visible-text.ts';
import { describeBody, kindOfStatus, retryAfterOf, usableWait } from '../http/answer.ts';
import type { HttpAnswer } from '../http/client.ts';
import { joined } from './api/error-text.ts';
import { inTime, isForeign } from './refusal-meaning.ts';
import { foreignSaid, foreignSentence, refusedText, usualSentence } from './refusal-text.ts';
import type { ErrorReport, Occasion, Vendor } from './vendor.ts';

const hour = 3_600_000;
const badGateway = 502;

/** An answer that is no success. */
export class Refusal extends Failure {
  /** The HTTP status, or what the vendor means by it. */
  readonly status: number;
  readonly code: string | undefined;
  /** The zone is not as it was read, and nothing was carried out. */
  readonly stale: boolean;
  /** It is the zone that is not there, not what was asked about in it. */
  readonly zoneIsGone: boolean;
  /** Of a request of many parts that was not carried out: why which part was refused, in their order. */
  readonly parts: readonly (Failure | undefined)[];

  constructor(kind: FailureKind, reason: string, details: RefusalDetails) {
    super(kind, reason, details);
    this.status = details.status;
    this.code = details.code;
    this.stale = details.stale;
    this.zoneIsGone = details.zoneIsGone ?? false;
    this.parts = details.parts ?? [];
  }
}

interface RefusalDetails {
  readonly said?: string | undefined;
  readonly status: number;
  readonly code: string | undefined;
  readonly retryAfter: number | undefined;
  readonly only?: string | undefined;
  readonly unconfirmed: boolean;
  readonly stale: boolean;
  readonly zoneIsGone?: boolean;
  readonly parts?: readonly (Failure | undefined)[];
}

/** Whether the service said that what was asked about is not there, in a zone that may well be there. */
export function isGone(thrown: unknown): thrown is Refusal {
  return thrown instanceof Refusal && thrown.status === 404 && !thrown.zoneIsGone;
}

/** The class of an answer that is no success, and a sentence that tells the owner what to do. */
export function refusalOf(answer: HttpAnswer, body: unknown, vendor: Vendor, about: Occasion): Refusal {
  if (isForeign(body, answer) && !vendor.isOwnPage?.(answer)) return foreignRefusal(answer, vendor, about);
  const clean = cleaner(vendor, about);
  const said = cleaned(credible(vendor.report(body, answer), answer), answer, clean);
  const report = inTime(said, answer.status);
  const { code, status = answer.status } = report;
  const zoneIsGone = status === 404 && report.zoneIsGone === true;
  const asked = usableWait(report.retryAfter ?? Number.NaN) ?? hint({ ...answer, status }, vendor);
  const retryAfter = asked ?? (report.quota ? hour : undefined);
  const stale = report.stale === true;
  const kind = stale
    ? 'transient'
    : (report.kind ?? kindOf(status, about, { retryAfter, quota: report.quota }));
  const sentence = report.advice ?? usualSentence(kind, status, vendor, about, report);
  // A zone that is not as it was read is as unknown as after a lost answer.
  const unconfirmed = stale || (about.action === 'write' && (answer.status >= 500 || status < 300));
  const wait = kind === 'limited' ? retryAfter : undefined;
  const only = kind === 'limited' && vendor.limitedApart?.includes(about.method) ? about.method : undefined;
  const parts = (report.parts ?? []).map((part) =>
    part === undefined ? undefined : new Failure('record', clean(refusedText(vendor.title, part))),
  );
  return new Refusal(kind, sentence, {
    said: saidIn(answer, report),
    status,
    code,
    unconfirmed,
    stale,
    zoneIsGone,
    parts,
    retryAfter: wait,
    only,
  });
}

/** Says nothing about the credentials, nor about what was asked for: to us it is as no answer of the API. */
function foreignRefusal(answer: HttpAnswer, vendor: Vendor, about: Occasion): Refusal {
  const clean = cleaner(vendor, about);
  const said = oneLine(clean(foreignSaid(answer)));
  const details = { code: undefined, retryAfter: undefined, unconfirmed: false, stale: false };
  return new Refusal('transient', clean(foreignSentence(vendor, about)), {
    ...{ ...details, said, status: badGateway },
  });
}

/**
 * A 429 or a fault of the service says nothing of the request, whatever its body calls the error: what it calls
 * bad credentials then may be its own failing check of them, and would be left alone for an hour.
 */
function credible(report: ErrorReport, { status }: HttpAnswer): ErrorReport {
  if (status !== 429 && status < 500) return report;
  const { code, message, requestId, retryAfter, quota, ...verdict } = report;
  const kind = verdict.kind ?? (verdict.status === undefined ? undefined : kindOfStatus(verdict.status));
  const fits =
    !verdict.stale && (kind === undefined || kind === 'limited' || (kind === 'transient' && status >= 500));
  return fits ? report : { code, message, requestId, retryAfter, quota };
}

/** The report without secrets; they go before anything is cut short, because half a secret is not found any more. */
function cleaned(report: ErrorReport, answer: HttpAnswer, remove: (text: string) => string): ErrorReport {
  const { code, message, requestId = answer.headers['x-request-id'] } = report;
  const clean = (text: string | undefined) => text && remove(text);
  return { ...report, code: clean(code), message: clean(message), requestId: clean(requestId) };
}

/** What was asked about is no secret, even where a credential has the same words. */
function cleaner({ secrets, title }: Vendor, { zone, host }: Occasion): (text: string) => string {
  return secretRemover(secrets, keptText([zone.name, zone.display, host, title]));
}

function kindOf(
  status: number,
  { action }: Occasion,
  { retryAfter, quota }: { retryAfter: number | undefined; quota: boolean | undefined },
): FailureKind {
  if (quota || (status === 503 && retryAfter !== undefined)) return 'limited';
  const kind = kindOfStatus(status);
  // A read that is refused concerns the whole zone, not one record.
  return kind === 'record' && action === 'read' ? 'permanent' : kind;
}

/** The wait that 429 or 503 ask for; a date is read against the server's own clock. */
function hint(answer: HttpAnswer, { notAWait }: Vendor): number | undefined {
  const misleading = notAWait?.(answer.status) ?? [];
  const told = Object.entries(answer.headers).filter(([name]) => !misleading.includes(name));
  const headers = Object.fromEntries(told);
  return retryAfterOf({ ...answer, headers }, Date.parse(answer.headers.date ?? ''));
}

function saidIn(answer: HttpAnswer, { code, message, requestId }: ErrorReport): string {
  const what = joined([code, message], ': ') || `with ${describeBody(answer)}`;
  return oneLine(joined([`${answer.status} ${what}`, requestId && `request ${requestId}`], ', '));
}
