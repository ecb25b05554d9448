/**
 * A name in lower case, and where what follows it begins. A byte that is no part of a host name is written as
 * `\DDD`, as in zone files. Undefined: malformed. A pointer leads backwards only, so that it cannot go round.
 */
export function readName(bytes: Buffer, start: number): { name: string; end: number } | undefined {
  const labels: string[] = [];
  let end: number | undefined;
  let at = start;
  let before = start;
  let length = 0;
  for (;;) {
    const size = bytes[at];
    if (size === undefined) return undefined;
    if (size >= 0xc0) {
      const low = bytes[at + 1];
      if (low === undefined) return undefined;
      end ??= at + 2;
      at = ((size & 0x3f) << 8) | low;
      if (at >= before) return undefined;
      before = at;
      continue;
    }
    if (size > 63 || at + 1 + size > bytes.length) return undefined;
    if (size === 0) return { name: labels.join('.'), end: end ?? at + 1 };
    length += size + 1;
    if (length > 254) return undefined;
    labels.push(labelText(bytes.subarray(at + 1, at + 1 + size)));
    at += size + 1;
  }
}

function labelText(label: Buffer): string {
  return label
    .toString('latin1')
    .replace(/[^\w*-]/g, (byte) => `\\${String(byte.charCodeAt(0)).padStart(3, '0')}`)
    .toLowerCase();
}

/** A name of A-labels on the wire, uncompressed. */
export function nameBytes(name: string): Buffer {
  const labels = name.split('.').filter((label) => label !== '');
  const parts = labels.map((label) => Buffer.concat([Buffer.of(label.length), Buffer.from(label, 'latin1')]));
  return Buffer.concat([...parts, Buffer.of(0)]);
}
