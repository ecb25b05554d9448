import { describe, expect, test } from 'vitest';
import { broken } from '../support/scripted-source.ts';
import { after, before, lie, minute, stage } from './stage.ts';

const small = {
  'dns:cloudflare': { transport: 'dns', operator: 'cloudflare', line: before },
  'stun:google': { transport: 'stun', operator: 'google', line: before },
  'dns:opendns': { transport: 'dns', operator: 'opendns', line: before },
} as const;
const home = { ...small, ipify: { line: before }, amazon: { line: before } };

type Home = ReturnType<typeof stage<keyof typeof home>>;

function forge({ cast }: Pick<Home, 'cast'>, line = lie) {
  for (const name of ['dns:cloudflare', 'stun:google', 'dns:opendns'] as const) cast[name].line = line;
}

async function looks(n: number, { look, clock }: Pick<Home, 'look' | 'clock'>, every = minute / 2) {
  const detections: Awaited<ReturnType<typeof look>>[] = [];
  for (let tick = 0; tick < n; tick++) {
    detections.push(await look());
    await clock.advance(every);
  }
  return detections;
}
const addresses = (detections: readonly { readonly kind: string; readonly address?: string }[]) => [
  ...new Set(detections.flatMap(({ address }) => address ?? [])),
];

describe('who holds DNS, STUN and plain HTTP', () => {
  test('cannot publish an address at the start', async () => {
    const stageOf = stage({ ...home, web: { transport: 'http', line: lie } });
    forge(stageOf);

    expect(addresses(await looks(20, stageOf))).toEqual([before]);
  });

  test('cannot publish an address while HTTPS says the former one', async () => {
    const stageOf = stage(home);
    await stageOf.look();
    forge(stageOf);

    expect(addresses(await looks(200, stageOf))).toEqual([before]);
  });

  test('cannot publish an address while HTTPS says nothing', async () => {
    const stageOf = stage(home);
    await stageOf.look();
    forge(stageOf);
    for (const one of [stageOf.cast.ipify, stageOf.cast.amazon]) one.line = broken();

    expect(addresses(await looks(200, stageOf))).toEqual([]);
  });

  test('cannot say for ever that nothing changed', async () => {
    const stageOf = stage(home, { recheck: 60 * minute });
    await stageOf.look();
    for (const one of [stageOf.cast.ipify, stageOf.cast.amazon]) one.line = after;
    const hour = await looks(119, stageOf);

    const later = await looks(3, stageOf);

    expect(addresses(hour)).toEqual([before]);
    expect(later.at(-1)).toMatchObject({ kind: 'agreed', address: after });
  });
});

describe('a new address', () => {
  test('costs two questions over HTTPS at most', async () => {
    const { look, cast, all } = stage(home);
    await look();
    const asked = () => cast.ipify.asked + cast.amazon.asked;
    const known = asked();
    all(after);

    const detection = await look();

    expect(detection).toMatchObject({ kind: 'agreed', address: after, changed: true });
    expect(asked() - known).toBeLessThanOrEqual(2);
  });

  test('is confirmed by the only source over HTTPS once more, when its word was heard before it was a vote', async () => {
    const { look, all, cast } = stage({ ipify: { line: before } }, { votes: 1 });
    await look();
    all(after);

    const detection = await look();

    expect(detection).toMatchObject({ kind: 'agreed', address: after, changed: true });
    expect(cast.ipify.asked).toBe(3);
  });

  test('needs no witness where the owner wants none', async () => {
    const { look, cast } = stage(home, { votes: 1, needsWitness: { ipv4: false, ipv6: false } });
    forge({ cast });

    expect(await look()).toMatchObject({ kind: 'agreed', address: lie });
    expect(cast.ipify.asked).toBe(0);
  });
});

describe('sources over HTTPS that can only be found by name', () => {
  const named = {
    ...small,
    ipify: { line: before, findable: false },
    amazon: { line: before, findable: false },
    third: { line: before, findable: false },
  };

  test('count after two minutes of the same answer, which is told once', async () => {
    const stageOf = stage(named);

    const first = await looks(8, stageOf);
    stageOf.all(after);
    const second = await looks(8, stageOf);

    expect(first.slice(0, 4).every(({ kind }) => kind === 'none')).toBe(true);
    expect(first[0]).toMatchObject({ again: 2 * minute, reason: expect.stringContaining('2 minutes') });
    expect(first[4]).toMatchObject({ kind: 'agreed', address: before });
    expect(second.slice(0, 4).every(({ kind }) => kind === 'none')).toBe(true);
    expect(second[4]).toMatchObject({ kind: 'agreed', address: after });
    const told = [...first, ...second].flatMap((one) => (one.kind === 'agreed' ? (one.notices ?? []) : []));
    expect(told.map(({ kind }) => kind)).toEqual(['no-witness']);
  });

  test('count for nothing while one is only heard alone', async () => {
    const stageOf = stage(named);
    for (const one of [stageOf.cast.amazon, stageOf.cast.third]) one.line = broken();

    expect(addresses(await looks(20, stageOf))).toEqual([]);
  });

  test('begin their two minutes anew when they say something else', async () => {
    const stageOf = stage(named);
    await looks(3, stageOf);
    stageOf.all(after);

    const detections = await looks(5, stageOf);

    expect(detections.map(({ kind }) => kind)).toEqual(['none', 'none', 'none', 'none', 'agreed']);
  });

  test('count for nothing while a true witness says something else', async () => {
    const stageOf = stage({ ...named, third: { line: before } });
    await stageOf.look();
    forge(stageOf);
    for (const one of [stageOf.cast.ipify, stageOf.cast.amazon]) one.line = lie;

    expect(addresses(await looks(20, stageOf)).includes(lie)).toBe(false);
  });
});
