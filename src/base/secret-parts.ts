import { secretsInUrl } from './url-text.ts';

/**
 * What of a credential grants access: of a JSON key its private key and its tokens, of a PEM file the bodies of what
 * is not public, of URLs what `secretsInUrl` tells. All else is secret as a whole.
 */
export function secretParts(secret: string): readonly string[] {
  const parts = partsOfJson(secret) ?? partsOfPem(secret) ?? partsOfUrls(secret) ?? [];
  return parts.length > 0 ? parts : [secret];
}

const grantsAccess = /private_?key|token|secret|password|passphrase|credential|api_?key|access_?key/i;
// `private_key_id` and `token_uri` stand in every log of a vendor, and open nothing.
const isPublic = /_?(id|ur[il]|type|name|expir\w*)$/i;

function partsOfJson(text: string): readonly string[] | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    return [...secretsWithin(JSON.parse(text), false)].flatMap(secretParts);
  } catch {
    return undefined;
  }
}

function* secretsWithin(value: unknown, isSecret: boolean): Generator<string> {
  if (typeof value === 'string' && isSecret) yield value;
  if (typeof value !== 'object' || value === null) return;
  for (const [name, item] of Object.entries(value)) {
    const grants = grantsAccess.test(name) && !isPublic.test(name);
    yield* secretsWithin(
      item,
      Array.isArray(value) || typeof item === 'object' ? isSecret || grants : grants,
    );
  }
}

function partsOfPem(text: string): readonly string[] | undefined {
  const lines = text.replace(/\\[rn]/g, '\n');
  const blocks = [...lines.matchAll(/-----BEGIN ([A-Z\d ]+)-----(.*?)(?:-----END|$)/gs)];
  const secrets = blocks.filter(([, label = '']) => !/CERTIFICATE|PUBLIC KEY|PARAMETERS/.test(label));
  return blocks.length === 0 ? undefined : secrets.map(([, , body = '']) => bodyOf(body));
}

// Without the headers of old encrypted keys. However the lines are broken elsewhere, each is a run of this.
function bodyOf(block: string): string {
  const lines = block.split('\n').filter((line) => !line.includes(':'));
  return lines.join('').replace(/\s+/g, '');
}

function partsOfUrls(text: string): readonly string[] | undefined {
  const entries = text.split(',').map((entry) => entry.trim());
  if (!entries.every((entry) => /^[a-z][a-z\d+.-]*:\/\//i.test(entry))) return undefined;
  return entries.flatMap(secretsInUrl).filter((part) => part.length >= 3);
}
