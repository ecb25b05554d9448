import type { Certificate } from './probe.ts';

/** What is new of a certificate. */
export type CertificateNews =
  | { readonly kind: 'expiring'; readonly days: number }
  /** It was told that the one before runs out. */
  | { readonly kind: 'renewed'; readonly days: number };

export interface Certificates {
  /** Takes one that was seen at a place, trusted or (only of one that was trusted before) just run out; wall clock. */
  seen(place: string, certificate: Certificate, isTrusted: boolean, now: number): CertificateNews | undefined;
}

const day = 86_400_000;
/** So many days before its end it is told, each once; 0: it is over. */
export const warnings: readonly number[] = [14, 7, 3, 1, 0];

/** Full days until its end, never less than 0. */
export function daysLeft({ validTo }: Certificate, now: number): number {
  return Math.max(0, Math.floor((validTo - now) / day));
}

/**
 * Whether it should have been renewed: those who renew by themselves do so when a third of its time is left (Let's Encrypt
 * at 30 of 90 days), so that one that is made for 6 days is no news at 3.
 */
export function isRunningOut(certificate: Certificate, now: number): boolean {
  return warningOf(certificate, now) !== undefined;
}

function warningOf({ validFrom, validTo }: Certificate, now: number): number | undefined {
  const left = validTo - now;
  if (left > (validTo - validFrom) / 3) return undefined;
  return warnings.findLast((days) => left <= days * day);
}

export function createCertificates(): Certificates {
  const trusted = new Set<string>();
  /** The last warning, by place and certificate: over each family it may be another one. */
  const told = new Map<string, Map<string, number>>();
  /** Those that were told as the new ones. */
  const renewed = new Set<string>();

  return {
    seen(place, certificate, isTrusted, now) {
      const { fingerprint } = certificate;
      if (isTrusted) trusted.add(fingerprint);
      else if (!trusted.has(fingerprint)) return undefined;
      const ofPlace = told.get(place) ?? new Map<string, number>();
      const before = ofPlace.get(fingerprint) ?? Number.POSITIVE_INFINITY;
      const warning = warningOf(certificate, now);
      const days = daysLeft(certificate, now);
      if (warning === undefined) {
        if (ofPlace.size === 0 || renewed.has(`${place} ${fingerprint}`)) return undefined;
        renewed.add(`${place} ${fingerprint}`);
        return { kind: 'renewed', days };
      }
      if (before <= warning) return undefined;
      told.set(place, ofPlace.set(fingerprint, warning));
      return { kind: 'expiring', days };
    },
  };
}
