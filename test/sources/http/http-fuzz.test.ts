import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Failure } from '../../../src/base/failure.ts';
import { type Family, parseAddress } from '../../../src/ip/address.ts';
import { aws } from '../../../src/sources/http/aws.ts';
import { cloudflare } from '../../../src/sources/http/cloudflare.ts';
import type { HttpSourceDependencies } from '../../../src/sources/http/http-text.ts';
import { ipify } from '../../../src/sources/http/ipify.ts';
import { url } from '../../../src/sources/http/url.ts';
import { mutations } from '../../support/mutation.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

interface Case {
  readonly family: Family;
  readonly body: string;
  make(needs: HttpSourceDependencies): { ask(family: Family, signal: AbortSignal): Promise<string> };
  /** What the body says, read without the code under test. */
  said(body: string): unknown[];
}

const bare = (body: string) => [body.trim()];
const inJson = (body: string) => {
  try {
    return [JSON.parse(body.trim())?.ip];
  } catch {
    return [];
  }
};
const cases: readonly Case[] = [
  { family: 'ipv4', body: '81.2.69.142\n', make: (needs) => ipify('ipv4').open(needs), said: bare },
  { family: 'ipv6', body: '2a02:8010:6000::1', make: (needs) => ipify('ipv6').open(needs), said: bare },
  {
    family: 'ipv4',
    body: '{"ip":"81.2.69.142","country":"GB","port":4711}',
    make: (needs) => url('https://ip.example.net/', 'ipv4').open(needs),
    said: (body) => [...inJson(body), ...bare(body)],
  },
  {
    family: 'ipv6',
    body: ' { "ip" : "2a02:8010:6000::1" } ',
    make: (needs) => url('https://ip.example.net/', 'ipv6').open(needs),
    said: (body) => [...inJson(body), ...bare(body)],
  },
  {
    family: 'ipv4',
    body: '81.2.69.142, 81.2.69.142\n',
    make: (needs) => aws().open(needs),
    said: (body) => body.split(','),
  },
  {
    family: 'ipv4',
    body: 'fl=29f97\nh=api.cloudflare.com\nip=81.2.69.142\nts=1.1\nloc=DE\nwarp=off\ngateway=off\n',
    make: (needs) => cloudflare().open(needs),
    said: (body) => [...body.matchAll(/^\s*ip=(.*)$/gm)].map((match) => match[1]),
  },
];

const clock = new VirtualClock();
const calm = new AbortController().signal;

/** Asks for the body; true when an address was taken from it. Throws when that was wrong, or the error is not ours. */
async function check({ family, make, said }: Case, body: Buffer): Promise<boolean> {
  const text = body.toString('utf8');
  const source = make({ clock, http: async () => ({ status: 200, headers: {}, text }) });
  try {
    const address = await source.ask(family, calm);
    const told = said(text).map((one) => parseAddress(String(one).trim(), family));
    expect(told, `${address} from ${JSON.stringify(text)}`).toContain(address);
    return true;
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}

const everyCase = fc.constantFrom(...cases);

test('takes the honest bodies that the fuzzing starts from', async () => {
  for (const one of cases) await expect(check(one, Buffer.from(one.body))).resolves.toBe(true);
});

test('survives 100,000 bodies with mistakes in them', { timeout: 120_000 }, async () => {
  let taken = 0;
  await fc.assert(
    fc.asyncProperty(everyCase, mutations, async (one, mutate) => {
      if (await check(one, mutate(Buffer.from(one.body)))) taken += 1;
    }),
    { numRuns: 100_000 },
  );
  expect(taken).toBeGreaterThan(100);
});

test('survives 20,000 bodies of random bytes', async () => {
  await fc.assert(
    fc.asyncProperty(everyCase, fc.uint8Array({ maxLength: 4096 }), async (one, bytes) => {
      await check(one, Buffer.from(bytes));
    }),
    { numRuns: 20_000 },
  );
});
