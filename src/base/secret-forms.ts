import { secretParts } from './secret-parts.ts';
import { folded, spellingsOf } from './spelling.ts';

/**
 * All forms in which a credential is looked for, without regard to case: as it is written, as it is meant, and what
 * base64 and hexadecimal digits make of both, wherever it stands in what they encode.
 */
export function secretForms(credential: string): string[] {
  return secretParts(credential).flatMap((secret) => {
    // One of one or two characters is no secret, and would blot out every text.
    if (secret.length < 3) return [];
    const inUrl = encodeURIComponent(secret.toWellFormed());
    const written = [...new Set([secret, inUrl, JSON.stringify(secret).slice(1, -1)])];
    const plain = [...written, inUrl.replaceAll('%20', '+'), ...spellingsOf(secret).map(({ text }) => text)];
    const encoded = [
      ...written.flatMap((text) => withinBase64(Buffer.from(text))),
      Buffer.from(secret).toString('base64'),
      Buffer.from(secret).toString('hex'),
    ];
    // Shorter ones stand in other text by chance.
    return [...plain, ...encoded.filter((form) => form.length >= 8)].map(folded);
  });
}

// Three bytes make four characters, so that what stands before decides among three spellings.
function withinBase64(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64url');
    const first = Math.ceil((before * 4) / 3);
    const isPartial = (before + bytes.length) % 3 !== 0;
    const own = encoded.slice(first, isPartial ? -1 : undefined);
    return [own, own.replaceAll('-', '+').replaceAll('_', '/')];
  });
}
