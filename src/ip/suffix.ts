import { parseAddress } from './address.ts';
import { addressOf, bytesOf } from './address-bytes.ts';

const accepted =
  'accepted is the lower half of an IPv6 address, such as ::1234, or all behind a prefix of another length, ' +
  'such as ::5:0:0:0:1234/56';

/** Bits of a prefix whose length is not said: that of one network (RFC 4291, section 2.5.1). */
const usualLength = 64;
// No provider hands out more than a /32, and a prefix of 128 leaves no host part.
const lengths = { least: 32, most: 127 };

/**
 * Reads `IPV6_SUFFIX`, what stands behind a prefix of the length that it may name (`/56`), and returns it in
 * canonical form, without the usual length of 64. Throws an Error whose message says what is accepted.
 */
export function parseSuffix(text: string): string {
  const [, host = '', given] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const suffix = parseAddress(host, 'ipv6');
  if (suffix === undefined) throw new Error(`is no host part; ${accepted}`);
  const length = given === undefined ? usualLength : Number(given);
  if (length < lengths.least || length > lengths.most)
    throw new Error(
      `names a prefix of ${length} bits; accepted is a length from ${lengths.least} to ${lengths.most}`,
    );
  const bytes = bytesOf(suffix);
  if (!sharePrefix(bytes, Buffer.alloc(16), length))
    throw new Error(
      `sets bits of the prefix; accepted is a host part whose upper ${length} bits are zero, such as ::1234, ` +
        'or the length of a shorter prefix with it, such as ::5:0:0:0:1234/56',
    );
  // The number of a network alone is the address of all its routers (RFC 4291, section 2.6.1).
  const network = Math.max(usualLength, length);
  if (bytes.every((byte, index) => (byte & ~maskOf(network, index)) === 0))
    throw new Error('is zero, which names no host; accepted is a host part such as ::1234');
  return length === usualLength ? suffix : `${suffix}/${length}`;
}

/** How many bits of the detected address stay in front of a suffix as `parseSuffix` returns it. */
export function prefixLengthOf(suffix: string): number {
  return Number(suffix.split('/')[1] ?? usualLength);
}

/** The address of another host behind the same prefix: as many bits of `address` as `suffix` keeps, and then the suffix. */
export function withSuffix(address: string, suffix: string): string {
  const length = prefixLengthOf(suffix);
  const own = bytesOf(suffix.replace(/\/.*/, ''));
  const bytes = bytesOf(address).map((byte, index) => {
    const mask = maskOf(length, index);
    return (byte & mask) | ((own[index] ?? 0) & ~mask);
  });
  return addressOf(bytes);
}

/** Whether the first bits of two addresses, as many as `length`, are the same. */
export function isSamePrefix(one: string, other: string, length: number): boolean {
  return sharePrefix(bytesOf(one), bytesOf(other), length);
}

function sharePrefix(one: Buffer, other: Buffer, length: number): boolean {
  return one.every((byte, index) => ((byte ^ (other[index] ?? 0)) & maskOf(length, index)) === 0);
}

/** The bits of a byte that lie within a prefix. */
function maskOf(length: number, index: number): number {
  const bits = Math.min(8, Math.max(0, length - 8 * index));
  return (0xff << (8 - bits)) & 0xff;
}
