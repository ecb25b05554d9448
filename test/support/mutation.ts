import fc from 'fast-check';

type Mutation = (message: Buffer) => Buffer;

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const at = (message: Buffer, part: number) => Math.floor(part * message.length);

function overwrite(message: Buffer, offset: number, bytes: Uint8Array): Buffer {
  const copy = Buffer.from(message);
  copy.set(bytes.subarray(0, Math.max(0, copy.length - offset)), Math.min(offset, copy.length));
  return copy;
}

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(place, fc.nat(7)).map(
    ([part, bit]): Mutation =>
      (message) =>
        overwrite(message, at(message, part), Buffer.of((message[at(message, part)] ?? 0) ^ (1 << bit))),
  ),
  fc.tuple(place, fc.uint8Array({ minLength: 1, maxLength: 4 })).map(
    ([part, bytes]): Mutation =>
      (message) =>
        overwrite(message, at(message, part), bytes),
  ),
  // A 16-bit number somewhere: a wrong count or length, or a compression pointer.
  fc
    .tuple(
      place,
      fc.oneof(
        fc.nat(0xffff),
        fc.nat(80).map((to) => 0xc000 + to),
      ),
    )
    .map(
      ([part, number]): Mutation =>
        (message) =>
          overwrite(message, at(message, part), Buffer.of(number >> 8, number & 255)),
    ),
  place.map(
    (part): Mutation =>
      (message) =>
        message.subarray(0, at(message, part)),
  ),
  fc.tuple(place, fc.uint8Array({ minLength: 1, maxLength: 40 })).map(
    ([part, bytes]): Mutation =>
      (message) =>
        Buffer.concat([message.subarray(0, at(message, part)), bytes, message.subarray(at(message, part))]),
  ),
  // A piece of the message once more, at its end.
  fc.tuple(place, place).map(
    ([from, to]): Mutation =>
      (message) =>
        Buffer.concat([message, message.subarray(at(message, from), at(message, to))]),
  ),
);

/** One to four mistakes of the kinds that break parsers: flipped bits, wrong numbers, loops, cuts, insertions. */
export const mutations: fc.Arbitrary<Mutation> = fc
  .array(mutation, { minLength: 1, maxLength: 4 })
  .map((steps) => (message) => steps.reduce((mutated, step) => step(mutated), message));
