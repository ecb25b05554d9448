import { secretsInUrl } from './url-text.ts';

/**
 * What of a credential grants access: of a JSON key its private key and its tokens, of a PEM file the bodies of what
 * is not public, of URLs what stands behind the host. All else is secret as a whole.
 */
export function secretParts(secret: string): readonly string[] {
  const parts = partsOfKey(secret) ?? partsOfUrls(secret) ?? [];
  if (parts.length > 0) return parts;
  // A key of several lines is often given in base64, to have it on one.
  return [secret, ...(partsOfKey(Buffer.from(secret, 'base64').toString()) ?? [])];
}

function partsOfKey(text: string): readonly string[] | undefined {
  return partsOfJson(text) ?? partsOfPem(text);
}

const grantsAccess = /private_?key|token|secret|password|passphrase|credential|api_?key|access_?key/i;
// `private_key_id` and `token_uri` stand in every log of a vendor, and open nothing.
const isPublic = /[_-](?:id|ur[il]|type|name|expir\w*)$|(?:Id|Ur[il]|Type|Name|Expir\w*)$/;

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
  const parts = entries
    .flatMap((entry) => [...secretsInUrl(entry), ...endOf(entry)])
    .filter((part) => part.length >= 3);
  if (parts.length > 0) return parts;
  // Schemes and hosts stand in many a text.
  return entries.flatMap((entry) => {
    const { pathname = '', search = '' } = URL.parse(entry) ?? {};
    return pathname.length + search.length > 1 ? [pathname + search] : [];
  });
}

/**
 * What stands last in the path of an address that is a secret, however short: Uptime Kuma has tokens of ten characters. A
 * word of a service is none.
 */
function endOf(entry: string): string[] {
  const [last = ''] = URL.parse(entry)?.pathname.split('/').filter(Boolean).slice(-1) ?? [];
  const isToken = last.length >= 8 || (last.length >= 5 && /\d/.test(last) && /[a-z]/i.test(last));
  return isToken ? [last] : [];
}
