import { Failure } from '../../base/failure.ts';
import { matching, secret } from '../../settings/rows.ts';
import type { RequiredSetting } from '../../settings/setting.ts';
import type { Families } from './service.ts';

// What rows of the table have in common.

/** A password of any characters of one line, as people choose them. */
export function password(about: string): RequiredSetting<string> {
  return secret(about, 'a text of one line', /^[^\p{Cc}]+$/u);
}

/** A name that basic authentication can carry: a colon would end it (RFC 7617, section 2). */
export function userName(about: string): RequiredSetting<string> {
  return matching(about, 'a text of one line without a colon', /^[^\p{Cc}:]+$/u);
}

/** A call for each family, in one parameter. */
export const apart: Families = { calls: 'apart' };

/** IPv4 alone. */
export const ipv4Only: Families = { calls: 'ipv4' };

/** Both in one call, and a family that is left out, or named with the word for it, is left alone. */
export const kept: Families = { calls: 'together', absent: { ipv4: 'kept', ipv6: 'kept' } };

/** Both in one call, and nobody says what becomes of a family that is left out. */
export const unsaid: Families = { calls: 'together', absent: { ipv4: 'unknown', ipv6: 'unknown' } };

/** A credential of one family. Throws a Failure of the record where there is none. */
export function needed(value: string | undefined, setting: string): string {
  if (value !== undefined) return value;
  throw new Failure('record', `${setting} is not set, so a record of this family cannot be kept`);
}
