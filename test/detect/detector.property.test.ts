import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDetector, type Detection } from '../../src/detect/detector.ts';
import { voices } from '../../src/detect/vote.ts';
import { notPublic } from '../../src/ip/address.ts';
import type { Source, Transport } from '../../src/sources/source.ts';
import { broken, type Line, scriptedSource } from '../support/scripted-source.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const honest = ['81.2.69.1', '81.2.69.2', '81.2.69.3'];
const line: fc.Arbitrary<Line> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...honest) },
  { weight: 1, arbitrary: fc.constantFrom('192.168.1.9', '100.64.3.3', '203.0.113.7', '::1', '<html>', '') },
  { weight: 1, arbitrary: fc.constant(broken()) },
  { weight: 1, arbitrary: fc.constant<Line>('hangs') },
);
const script = fc.record({
  operator: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  transport: fc.constantFrom<Transport>('https', 'https', 'http', 'dns', 'stun'),
  findable: fc.boolean(),
  /** What it does in each of the looks, and how long it takes. */
  lines: fc.array(fc.tuple(line, fc.nat({ max: 2500 })), { minLength: 5, maxLength: 5 }),
});

interface Said {
  readonly source: Source;
  readonly address: string;
  readonly independent: boolean;
}

/** Everything a source said during one look, in the order in which it was said. */
function listener(clock: VirtualClock) {
  const said: Said[] = [];
  const wrap = (source: Source): Source => {
    const wrapped: Source = {
      ...source,
      async ask(family, signal) {
        const address = await source.ask(family, signal);
        said.push({ source: wrapped, address, independent: false });
        return address;
      },
      ...(source.witness && {
        async witness(family, signal) {
          const answer = await source.witness?.(family, signal);
          if (!answer) throw new Error('it was a witness');
          said.push({ source: wrapped, ...answer });
          return answer;
        },
      }),
    };
    return wrapped;
  };
  return { said, wrap, clock };
}

async function runLook(detect: () => Promise<Detection>, clock: VirtualClock): Promise<Detection> {
  let result: Detection | undefined;
  const running = detect().then((detection) => {
    result = detection;
  });
  for (let step = 0; result === undefined && step < 50; step++) await clock.advance(step === 0 ? 0 : 500);
  await running;
  if (result === undefined) throw new Error('the look does not end');
  return result;
}

const isAble = ({ witness }: Source) => witness !== undefined;

/** A witness said it; or there is none at all, and enough operators say it over HTTPS by name. */
function isVouched(address: string, heard: readonly Said[], able: number): boolean {
  if (able === 0) return true;
  if (heard.some((one) => one.independent && one.address === address)) return true;
  const byName = heard.filter((one) => isAble(one.source) && one.address === address);
  const operators = new Set(byName.map(({ source }) => source.operator)).size;
  return !heard.some(({ independent }) => independent) && operators >= Math.min(2, able);
}

test('no answers in whatever order make it agree without a quorum of independent operators', async () => {
  let agreements = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(script, { minLength: 1, maxLength: 7 }),
      fc.integer({ min: 1, max: 4 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      async (scripts, quorum, start) => {
        const clock = new VirtualClock();
        const { said, wrap } = listener(clock);
        const scripted = scripts.map(({ operator, transport, findable }, index) =>
          scriptedSource({ name: `s${index}`, operator, transport, findable, line: 'hangs', clock }),
        );
        const sources = scripted.map(wrap);
        const detector = createDetector({
          sources: { ipv4: sources, ipv6: [] },
          quorum: { ipv4: quorum, ipv6: 1 },
          allowPrivate: false,
          timeout: 10_000,
          clock,
          random: () => start,
        });

        let last: string | undefined;
        const formers = new Set<string>();
        for (let tick = 0; tick < 5; tick++) {
          for (const [index, source] of scripted.entries()) {
            [source.line, source.delay] = scripts[index]?.lines[tick] ?? ['hangs', 0];
          }
          said.length = 0;
          const detection = await runLook(() => detector.detect('ipv4', new AbortController().signal), clock);
          if (detection.kind === 'none') continue;
          agreements += 1;
          check(detection, said, last);
          last = detection.address;
          formers.add(last);
          await clock.advance(70_000);
        }

        function check(
          detection: Detection & { kind: 'agreed' },
          heard: readonly Said[],
          agreed: string | undefined,
        ) {
          const { address, changed } = detection;
          const saying = (one: string) =>
            heard.filter((vote) => vote.address === one).map(({ source }) => source);
          const operators = (some: readonly Source[]) => new Set(some.map(({ operator }) => operator)).size;

          expect(notPublic(address, 'ipv4')).toBeUndefined();
          expect(changed).toBe(address !== agreed);
          const single = heard
            .filter(({ address: one }) => honest.includes(one))
            .every((vote) => vote.address === agreed);
          if (!changed && single) return;
          // The address is held while a former one takes turns with it.
          const others = heard.filter((vote) => honest.includes(vote.address) && vote.address !== agreed);
          if (!changed && detection.again !== undefined && others.every((vote) => formers.has(vote.address)))
            return;
          expect(operators(saying(address))).toBeGreaterThanOrEqual(quorum);
          expect(voices(saying(address))).toBeGreaterThanOrEqual(quorum);
          if (changed) expect(isVouched(address, heard, operators(sources.filter(isAble)))).toBe(true);
          for (const other of honest) {
            if (other !== address) expect(voices(saying(address))).toBeGreaterThan(voices(saying(other)));
          }
        }
      },
    ),
    { numRuns: 400 },
  );
  // A detector that never agrees would pass all of the above.
  expect(agreements).toBeGreaterThan(200);
});

test('two camps of any size never make the address go back and forth', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.boolean(), { minLength: 2, maxLength: 8 }),
      fc.integer({ min: 1, max: 3 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      async (camps, quorum, start) => {
        const clock = new VirtualClock();
        const sources = camps.map((camp, index) =>
          scriptedSource({ name: `s${index}`, line: camp ? '81.2.69.1' : '81.2.69.2' }),
        );
        const detector = createDetector({
          sources: { ipv4: sources, ipv6: [] },
          quorum: { ipv4: quorum, ipv6: 1 },
          allowPrivate: false,
          timeout: 10_000,
          clock,
          random: () => start,
        });

        const published: string[] = [];
        for (let tick = 0; tick < 100; tick++) {
          const detection = await detector.detect('ipv4', new AbortController().signal);
          if (detection.kind === 'agreed' && detection.changed) published.push(detection.address);
          await clock.advance(120_000);
        }

        // First one camp's word, then the other's, then the first's again only as the majority of everybody.
        expect(published.length).toBeLessThanOrEqual(3);
      },
    ),
    { numRuns: 60 },
  );
});
