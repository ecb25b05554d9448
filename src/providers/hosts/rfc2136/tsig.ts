import { createHmac, timingSafeEqual } from 'node:crypto';
import { classes, types, type WireMessage, type WireRecord } from '../../../dns/message.ts';
import { recordBytes } from '../../../dns/request.ts';
import { nameBytes, readName } from '../../../dns/wire-name.ts';

/** A shared secret that authenticates messages in both directions (RFC 8945). */
export interface TsigKey {
  /** In lower case, without a trailing dot. */
  readonly name: string;
  readonly algorithm: TsigAlgorithm;
  readonly secret: Buffer;
}

export interface SignedMessage {
  readonly bytes: Buffer;
  readonly mac: Buffer;
}

/**
 * What the signature of an answer is worth. `error` is the server's complaint about ours, with the server's time
 * in seconds where it told it; it is not authenticated, so it is good for an error message only.
 */
export type TsigVerdict =
  | { readonly is: 'valid' }
  | { readonly is: 'missing' | 'malformed' | 'wrong' }
  | { readonly is: 'stale'; readonly seconds: number }
  | { readonly is: 'error'; readonly error: number; readonly serverTime?: number };

export const tsigErrors = { BADSIG: 16, BADKEY: 17, BADTIME: 18 } as const;

const hashes = {
  'hmac-md5': 'md5',
  'hmac-sha1': 'sha1',
  'hmac-sha224': 'sha224',
  'hmac-sha256': 'sha256',
  'hmac-sha384': 'sha384',
  'hmac-sha512': 'sha512',
} as const;
export type TsigAlgorithm = keyof typeof hashes;
export const tsigAlgorithms = Object.keys(hashes).filter(isAlgorithm);

/** Seconds that the clocks of both sides may be apart, as RFC 8945 recommends. */
const fudge = 300;
const variablesBeforeMac = 10;

/** Reads `hmac-sha256`, with or without a trailing dot and in either case. Undefined when it is none of the known. */
export function parseTsigAlgorithm(text: string): TsigAlgorithm | undefined {
  const name = text.toLowerCase().replace(/\.$/, '').replace('.sig-alg.reg.int', '');
  return isAlgorithm(name) ? name : undefined;
}

function isAlgorithm(name: string): name is TsigAlgorithm {
  return Object.hasOwn(hashes, name);
}

function wireName(algorithm: TsigAlgorithm): string {
  return algorithm === 'hmac-md5' ? 'hmac-md5.sig-alg.reg.int' : algorithm;
}

/** The request with its signature behind it. `now` in milliseconds since the epoch. */
export function sign(message: Buffer, key: TsigKey, now: number): SignedMessage {
  const seconds = Math.floor(now / 1000);
  const mac = hmac(key, [message, variables(key, seconds, fudge, 0)]);
  const algorithm = nameBytes(wireName(key.algorithm));
  const data = Buffer.concat([
    algorithm,
    timeAndFudge(seconds, fudge),
    uint16(mac.length),
    mac,
    message.subarray(0, 2),
    uint16(0),
    uint16(0),
  ]);
  const bytes = Buffer.concat([message, recordBytes(nameBytes(key.name), types.TSIG, classes.ANY, 0, data)]);
  bytes.writeUInt16BE(message.readUInt16BE(10) + 1, 10);
  return { bytes, mac };
}

/** Checks the answer to a request that was signed with `requestMac` (RFC 8945, section 5.3). */
export function verify(answer: WireMessage, key: TsigKey, requestMac: Buffer, now: number): TsigVerdict {
  const record = answer.additionals.at(-1);
  if (record?.type !== types.TSIG) return { is: 'missing' };
  const tsig = readTsig(answer.bytes, record);
  if (!tsig || record.class !== classes.ANY || record.ttl !== 0) return { is: 'malformed' };
  const { error, other } = tsig;
  if (error === tsigErrors.BADTIME && other.length === 6)
    return { is: 'error', error, serverTime: other.readUIntBE(0, 6) };
  if (error !== 0) return { is: 'error', error };
  if (record.name !== key.name || tsig.algorithm !== wireName(key.algorithm)) return { is: 'wrong' };
  const unsigned = Buffer.from(answer.bytes.subarray(0, record.start));
  unsigned.writeUInt16BE(tsig.originalId, 0);
  unsigned.writeUInt16BE(answer.additionals.length - 1, 10);
  const mac = hmac(key, [
    uint16(requestMac.length),
    requestMac,
    unsigned,
    variables(key, tsig.seconds, tsig.fudge, 0),
  ]);
  if (mac.length !== tsig.mac.length || !timingSafeEqual(mac, tsig.mac)) return { is: 'wrong' };
  const apart = tsig.seconds - Math.floor(now / 1000);
  return Math.abs(apart) > tsig.fudge ? { is: 'stale', seconds: apart } : { is: 'valid' };
}

function readTsig(bytes: Buffer, { dataStart, end }: WireRecord) {
  const algorithm = readName(bytes, dataStart);
  if (!algorithm || algorithm.end + variablesBeforeMac > end) return undefined;
  const at = algorithm.end;
  const macEnd = at + variablesBeforeMac + bytes.readUInt16BE(at + 8);
  if (macEnd + 6 > end || macEnd + 6 + bytes.readUInt16BE(macEnd + 4) !== end) return undefined;
  return {
    algorithm: algorithm.name,
    seconds: bytes.readUIntBE(at, 6),
    fudge: bytes.readUInt16BE(at + 6),
    mac: bytes.subarray(at + variablesBeforeMac, macEnd),
    originalId: bytes.readUInt16BE(macEnd),
    error: bytes.readUInt16BE(macEnd + 2),
    other: bytes.subarray(macEnd + 6, end),
  };
}

/** What is authenticated besides the message itself (RFC 8945, section 4.3.3). */
function variables(key: TsigKey, seconds: number, allowed: number, error: number): Buffer {
  const classAndTtl = Buffer.alloc(6);
  classAndTtl.writeUInt16BE(classes.ANY, 0);
  return Buffer.concat([
    nameBytes(key.name),
    classAndTtl,
    nameBytes(wireName(key.algorithm)),
    timeAndFudge(seconds, allowed),
    uint16(error),
    uint16(0),
  ]);
}

function timeAndFudge(seconds: number, allowed: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUIntBE(seconds, 0, 6);
  bytes.writeUInt16BE(allowed, 6);
  return bytes;
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function hmac({ algorithm, secret }: TsigKey, parts: readonly Buffer[]): Buffer {
  const mac = createHmac(hashes[algorithm], secret);
  for (const part of parts) mac.update(part);
  return mac.digest();
}
