import { type Family, familyOf, parseAddress } from '../../ip/address.ts';

const addressLike = /[\da-f:.]*[\da-f](?::|\.)[\da-f:.]+/gi;

/** The addresses of each family that a text names, in canonical form. */
export function addressesInText(text: string): readonly string[] {
  return (text.match(addressLike) ?? []).flatMap((piece) => {
    const bare = piece.replace(/[.:]+$/, (end) => (end === '::' ? end : ''));
    const family = familyOf(bare);
    return family === undefined ? [] : (parseAddress(bare, family) ?? []);
  });
}

/** What an answer says to hold instead of the address that was sent; undefined where it repeats that, or none of its family. */
export function heldInstead(text: string, family: Family, sent: string): string | undefined {
  const told = addressesInText(text).filter((address) => familyOf(address) === family);
  return told.includes(sent) ? undefined : told[0];
}
