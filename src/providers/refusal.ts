import { Failure, type FailureKind } from '../base/failure.ts';
import { secretRemover } from '../base/secret-text.ts';
import type { Zone } from '../dns/name.ts';
import { describeBody, kindOfStatus, retryAfterOf, usableWait } from '../http/answer.ts';
import type { HttpAnswer } from '../http/client.ts';
import { joined, oneLine } from './api/error-text.ts';

/** What a vendor's error body says, as far as an adapter can read it. */
export interface ErrorReport {
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  /** What the vendor's support asks for. */
  readonly requestId?: string | undefined;
  /** The HTTP status that tells what this error means, where the vendor answers with another one. */
  readonly status?: number | undefined;
  /** The class, where the status does not tell it. */
  readonly kind?: FailureKind | undefined;
  /** A sentence without full stop for the owner, instead of the usual one for the status. */
  readonly advice?: string | undefined;
  /** Milliseconds to wait, where the body says it. */
  readonly retryAfter?: number | undefined;
  /** A quota of hours or more is used up. */
  readonly quota?: boolean | undefined;
  /** What is wrong with each part of a request of many parts, in their order; undefined where nothing is. */
  readonly parts?: readonly (string | undefined)[] | undefined;
  /** The zone is not as it was read: a record is gone, or one like it is there already. It must be read again. */
  readonly stale?: boolean | undefined;
  /** The zone itself is not there, where another 404 says that of one thing in it. */
  readonly zoneIsGone?: boolean | undefined;
}

/** What the messages need to know of a vendor. */
export interface Vendor {
  /** The vendor's own spelling. */
  readonly title: string;
  /** What no message may contain. */
  readonly secrets: readonly string[];
  /** How sentences about the account go on: "… does not accept the credentials: check EXAMPLE_TOKEN". */
  readonly advice: {
    readonly credentials: string;
    /** Names the permission to grant. */
    readonly permission: string;
    /** Default: check DOMAIN and the account. */
    readonly zone?: string;
  };
  /** Headers, in lower case, that look as if they asked to wait and do not with this status. Default: none. */
  notAWait?(status: number): readonly string[];
  /** Reads an error body; `body` is undefined when it could not be read at all. */
  report(body: unknown, answer: HttpAnswer): ErrorReport;
}

export interface Occasion {
  readonly zone: Zone;
  readonly action: 'read' | 'write';
  readonly host: string;
}

const hour = 3_600_000;

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

  constructor(kind: FailureKind, message: string, details: RefusalDetails) {
    super(kind, message, details);
    this.status = details.status;
    this.code = details.code;
    this.stale = details.stale;
    this.zoneIsGone = details.zoneIsGone ?? false;
    this.parts = details.parts ?? [];
  }
}

interface RefusalDetails {
  readonly status: number;
  readonly code: string | undefined;
  readonly retryAfter: number | undefined;
  readonly doubt: boolean;
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
  const report = cleaned(credible(vendor.report(body, answer), answer), answer, vendor.secrets);
  const { code, status = answer.status } = report;
  const zoneIsGone = status === 404 && report.zoneIsGone === true;
  const asked = usableWait(report.retryAfter ?? Number.NaN) ?? hint({ ...answer, status }, vendor);
  const retryAfter = asked ?? (report.quota ? hour : undefined);
  const stale = report.stale === true;
  const kind = stale
    ? 'transient'
    : (report.kind ?? kindOf(status, about, { retryAfter, quota: report.quota }));
  const said = saidIn(answer, report);
  const sentence = report.advice ?? usualSentence(kind, status, vendor, about, report);
  const message = `${sentence} (${said})`;
  // A zone that is not as it was read is as unknown as after a lost answer.
  const doubt = stale || (about.action === 'write' && (answer.status >= 500 || status < 300));
  const wait = kind === 'limited' ? retryAfter : undefined;
  const parts = (report.parts ?? []).map((part) =>
    part === undefined ? undefined : refusedRecord(vendor, part),
  );
  return new Refusal(kind, message, { status, code, doubt, stale, zoneIsGone, parts, retryAfter: wait });
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
function cleaned(report: ErrorReport, answer: HttpAnswer, secrets: readonly string[]): ErrorReport {
  const { code, message, requestId = answer.headers['x-request-id'] } = report;
  const remove = secretRemover(secrets);
  const clean = (text: string | undefined) => text && remove(text);
  return { ...report, code: clean(code), message: clean(message), requestId: clean(requestId) };
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

function usualSentence(
  kind: FailureKind,
  status: number,
  { title, advice }: Vendor,
  { zone, action, host }: Occasion,
  { quota, stale, message }: ErrorReport,
): string {
  if (stale) return `${title} holds other records than were read a moment ago; they are read again`;
  if (quota) return `the quota of this ${title} account is used up`;
  if (status === 429) return `${title} says that there were too many requests`;
  if (kind === 'limited') return `${title} asks to wait`;
  if (status === 401) return `${title} does not accept the credentials: ${advice.credentials}`;
  if (status === 403) return `${title} does not allow this for ${zone.display}: ${advice.permission}`;
  if (status === 404) return noZone(title, zone, advice.zone);
  if (kind === 'record') return refusedText(title, message);
  if (kindOfStatus(status) === 'record') {
    const what = action === 'read' ? 'to list the records of' : 'to change';
    return `${title} refused ${what} ${zone.display}: ${oneLine(message ?? 'it gave no reason')}`;
  }
  if (status >= 500) return `${title} has a fault of its own`;
  return `${host} answered as ${title}'s API does not`;
}

function refusedText(title: string, why = 'it gave no reason'): string {
  return `${title} refused the record: ${oneLine(why)}`;
}

function refusedRecord({ title, secrets }: Vendor, why: string): Failure {
  return new Failure('record', secretRemover(secrets)(refusedText(title, why)));
}

/** "No such zone in this account", in words. */
export function noZone(title: string, zone: Zone, advice = 'that the zone is in this account'): string {
  return `${title} has no zone ${zone.display} in this account: check DOMAIN, and ${advice}`;
}

/** The wait that 429 or 503 ask for; a date is read against the server's own clock. */
function hint(answer: HttpAnswer, { notAWait }: Vendor): number | undefined {
  const misleading = notAWait?.(answer.status) ?? [];
  const told = Object.entries(answer.headers).filter(([name]) => !misleading.includes(name));
  const headers = Object.fromEntries(told);
  return retryAfterOf({ ...answer, headers }, Date.parse(answer.headers.date ?? ''));
}

function saidIn(answer: HttpAnswer, { code, message, requestId }: ErrorReport): string {
  const what = joined([code, message], ': ') || describeBody(answer);
  return oneLine(joined([`${answer.status} ${what}`, requestId && `request ${requestId}`], ', '));
}
