import { createHash, createHmac } from 'node:crypto';
// Read before a life begins, since reading it takes time that is no time of the life.
import 'aws4fetch';

interface HmacKey {
  readonly raw: ArrayBuffer | ArrayBufferView;
}

const bytesOf = (data: ArrayBuffer | ArrayBufferView): Uint8Array =>
  data instanceof ArrayBuffer
    ? new Uint8Array(data)
    : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
const bufferOf = ({ buffer, byteOffset, byteLength }: Buffer): ArrayBuffer => {
  const copy = new ArrayBuffer(byteLength);
  new Uint8Array(copy).set(new Uint8Array(buffer, byteOffset, byteLength));
  return copy;
};
const keys = new WeakMap<object, HmacKey>();

const prompt = {
  async importKey(_: string, raw: ArrayBuffer | ArrayBufferView) {
    const key = {};
    keys.set(key, { raw });
    return key;
  },
  async sign(_: string, key: object, data: ArrayBuffer | ArrayBufferView) {
    const known = keys.get(key);
    if (!known) throw new Error('this key is none of ours');
    return bufferOf(createHmac('sha256', bytesOf(known.raw)).update(bytesOf(data)).digest());
  },
  digest: async (_: string, data: ArrayBuffer | ArrayBufferView) =>
    bufferOf(createHash('sha256').update(bytesOf(data)).digest()),
};

/**
 * Has WebCrypto answer at once, for HMAC and digests with SHA-256: its own threads take time that is no time of a
 * life, so that a life would not be the same twice. Returns what puts it back.
 */
export function makeCryptoPrompt(): () => void {
  const { subtle } = crypto;
  for (const [name, value] of Object.entries(prompt))
    Object.defineProperty(subtle, name, { value, configurable: true, writable: true });
  return () => {
    for (const name of Object.keys(prompt)) Reflect.deleteProperty(subtle, name);
  };
}
