import { object, safeParse } from 'valibot';
import type { HttpAnswer } from '../../../http/client.ts';
import { optionalText } from '../../api/error-text.ts';
import type { ErrorReport } from '../../vendor.ts';

const errorBody = object({ error: object({ code: optionalText, message: optionalText }) });

const moved =
  'Hetzner DNS has moved from the DNS Console (dns.hetzner.com) to the Hetzner Console, and HETZNER_API_TOKEN or HETZNER_API_URL is of the old one: ' +
  'move the zone there if that has not been done, create an API token with the permission Read & Write at https://console.hetzner.com in the project that holds the zone, under Security → API Tokens, and leave HETZNER_API_URL out';

/** Tokens of the old DNS Console have 32 letters and digits, those of the Cloud API 64. */
export function isOfTheOldConsole(token: string, base: string): boolean {
  return /^[a-z0-9]{32}$/i.test(token) || new URL(base).hostname === 'dns.hetzner.com';
}

const meanings: Readonly<Record<string, Partial<ErrorReport>>> = {
  token_readonly: { status: 403 },
  maintenance: { kind: 'transient', advice: 'Hetzner is under maintenance' },
  uniqueness_error: { stale: true },
  conflict: { kind: 'transient', advice: 'Hetzner is busy with another change of this zone' },
  locked: { kind: 'transient', advice: 'Hetzner is busy with another change of this zone' },
  protected: {
    kind: 'record',
    advice: 'the record set is protected against changes: take the protection off in the Hetzner Console',
  },
  resource_limit_exceeded: {
    kind: 'record',
    advice:
      'the zone or the project at Hetzner is full, so that no more record sets can be made: delete some there, or ask its support for a higher limit',
  },
  service_error: { status: 500 },
  incorrect_zone_mode: {
    kind: 'permanent',
    advice:
      'the zone is in secondary mode at Hetzner, which copies it from another primary server: keep the records there, or create the zone in primary mode',
  },
};

/** What an error body says; `old` where the token or the address is of the old DNS Console. */
export function report(body: unknown, { status }: HttpAnswer, old: boolean): ErrorReport {
  const parsed = safeParse(errorBody, body);
  const { code = '', message } = parsed.success ? parsed.output.error : {};
  const said = { code, message };
  if (old && [401, 403, 404, 410].includes(status)) return { ...said, kind: 'permanent', advice: moved };
  if (status === 410)
    return {
      ...said,
      kind: 'permanent',
      advice: 'Hetzner has taken this part of its API away: look for a newer version of homemade-ddns',
    };
  return { ...said, ...meanings[code] };
}
