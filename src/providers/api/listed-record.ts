import { check, type GenericSchema, looseObject, number, pipe, string, transform, union } from 'valibot';

/** A listed record of a type that this program never keeps, just as it was listed. */
export interface ForeignRecord {
  readonly foreign: Readonly<Record<string, unknown>>;
}

const addresses = /^(A|AAAA|CNAME)$/i;

/**
 * A record or record set of a listing. It must have the documented form where it is an address or a CNAME; one of
 * another type may have any, because a zone must stay readable whatever else it holds. `typeField` holds the type;
 * `own` are the addresses and the CNAME as the service calls them.
 */
export function ownOrForeign<const S extends GenericSchema>(schema: S, typeField = 'type', own = addresses) {
  const type = pipe(
    union([string(), number()]),
    check((given) => !own.test(String(given))),
  );
  const foreign = pipe(
    looseObject({ [typeField]: type }),
    transform((given): ForeignRecord => ({ foreign: given })),
  );
  return union([schema, foreign]);
}

/** The records of a listing without the foreign ones. */
export function withoutForeign<T extends object>(listed: readonly (T | ForeignRecord)[]): T[] {
  return listed.filter((one): one is T => !('foreign' in one));
}
