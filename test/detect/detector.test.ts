import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/base/failure.ts';
import { createDetector, type Detection, type DetectorOptions } from '../../src/detect/detector.ts';
import { broken, type Script, type ScriptedSource, scriptedSource } from '../support/scripted-source.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const before = '81.2.69.1';
const after = '81.2.69.2';
const lie = '81.2.70.66';
const timeout = 10_000;
const minute = 60_000;

type Cast<Name extends string> = Record<Name, ScriptedSource>;

/** A detector of IPv4 over the given sources, in this order, on a clock that stands still while nobody waits. */
function stage<const Name extends string>(
  scripts: Record<Name, Omit<Script, 'name'>>,
  options: Partial<DetectorOptions> & { readonly votes?: number } = {},
) {
  const clock = new VirtualClock();
  const cast = Object.fromEntries(
    Object.entries<Omit<Script, 'name'>>(scripts).map(([name, script]) => [
      name,
      scriptedSource({ clock, ...script, name }),
    ]),
  ) as Cast<Name>;
  const everybody = Object.values<ScriptedSource>(cast);
  const detector = createDetector({
    sources: { ipv4: everybody, ipv6: [] },
    quorum: { ipv4: options.votes ?? 2, ipv6: 2 },
    allowPrivate: false,
    timeout,
    clock,
    random: () => 0,
    ...options,
  });
  const asked = () => everybody.reduce((sum, source) => sum + source.asked, 0);
  const all = (line: string) => {
    for (const source of everybody) source.line = line;
  };
  /** One look, the clock going on until it ends. */
  async function look(signal = new AbortController().signal): Promise<Detection & { readonly took: number }> {
    const started = clock.monotonic();
    let result: Detection | undefined;
    void detector.detect('ipv4', signal).then((detection) => {
      result = detection;
    });
    while (result === undefined) {
      await clock.advance(0);
      if (result === undefined) await clock.advance(100);
      if (clock.monotonic() - started > 100_000) throw new Error('the look does not end');
    }
    return { ...(result as Detection), took: clock.monotonic() - started };
  }
  const healthOf = (name: Name) => detector.sources().find((health) => health.name === name);
  return { clock, cast, detector, look, asked, all, healthOf };
}

const three = { ipify: { line: before }, amazon: { line: before }, cloudflare: { line: before } };

describe('the first look', () => {
  test('agrees on what a quorum says, asking no more than the quorum', async () => {
    const { look, asked } = stage(three);

    const detection = await look();

    expect(detection).toMatchObject({
      kind: 'agreed',
      address: before,
      changed: true,
      witnesses: ['ipify', 'amazon'],
    });
    expect(asked()).toBe(2);
  });

  test('asks the quorum at the same time', async () => {
    const slow = { line: before, delay: 700 };
    const { look } = stage({ ipify: slow, amazon: slow, cloudflare: slow });

    const { took } = await look();

    expect(took).toBe(700);
  });

  test('asks a further operator when the first two disagree', async () => {
    const { look, cast } = stage({ ...three, ipify: { line: lie } });

    const detection = await look();

    expect(detection).toMatchObject({ kind: 'agreed', address: before, witnesses: ['amazon', 'cloudflare'] });
    expect(cast.cloudflare.asked).toBe(1);
  });

  test('finds nothing while no two operators agree', async () => {
    const { look } = stage({ ...three, ipify: { line: lie }, amazon: { line: after } });

    const detection = await look();

    expect(detection).toMatchObject({ kind: 'none', split: true });
    expect(detection.kind === 'none' && detection.reason).toContain('ipify: 81.2.70.66; amazon: 81.2.69.2');
  });

  test('does not take two sources of one operator for two', async () => {
    const { look } = stage({
      ipify: { line: before },
      again: { operator: 'ipify', line: before },
      dead: { line: broken() },
    });

    const detection = await look();

    expect(detection).toMatchObject({ kind: 'none', split: true });
  });

  test('begins its rotation anywhere, so that homes do not all ask the same source', async () => {
    const { look, cast } = stage(three, { random: () => 0.99 });

    await look();

    expect([cast.ipify.asked, cast.amazon.asked, cast.cloudflare.asked]).toEqual([1, 0, 1]);
  });
});

describe('a look while nothing changes', () => {
  test('costs one request, from one source after the other', async () => {
    const { look, asked, cast } = stage(three);
    await look();
    const started = asked();

    const detections: Detection[] = [];
    for (let tick = 0; tick < 100; tick++) detections.push(await look());

    expect(asked() - started).toBe(100);
    expect(Math.min(cast.ipify.asked, cast.amazon.asked, cast.cloudflare.asked)).toBeGreaterThanOrEqual(33);
    expect(detections.every((detection) => detection.kind === 'agreed' && !detection.changed)).toBe(true);
    expect(detections.flatMap(({ troubles }) => troubles)).toEqual([]);
  });

  test('skips a source that fails and is content with the next one', async () => {
    const { look, cast, asked } = stage(three);
    await look();
    cast.cloudflare.line = broken('answered an HTML page');

    const detection = await look();

    expect(detection).toMatchObject({ kind: 'agreed', changed: false, witnesses: ['ipify'] });
    expect(detection.troubles).toEqual([
      { source: 'cloudflare', state: 'began', reason: 'answered an HTML page' },
    ]);
    expect(asked()).toBe(4);
  });

  test('keeps the address and says why when nobody answers, and goes on by itself', async () => {
    const { look, cast } = stage(three);
    await look();
    for (const source of Object.values(cast)) source.line = broken('there is no route to it');

    const offline = await look();
    cast.ipify.line = before;
    const online = await look();

    expect(offline).toMatchObject({
      kind: 'none',
      split: false,
      reason: 'no source gave an IPv4 address (cloudflare, ipify, amazon: there is no route to it)',
    });
    expect(online).toMatchObject({ kind: 'agreed', address: before, changed: false });
  });
});

describe('another answer', () => {
  test('is agreed in the same look when another operator says so too', async () => {
    const { look, all, asked } = stage(three);
    await look();
    const started = asked();
    all(after);

    const detection = await look();

    expect(detection).toMatchObject({ kind: 'agreed', address: after, changed: true });
    expect(asked() - started).toBe(2);
  });

  test('of one liar changes nothing', async () => {
    const { look, cast } = stage(three);
    await look();
    cast.cloudflare.line = lie;

    const detection = await look();

    expect(detection).toMatchObject({ kind: 'agreed', address: before, changed: false });
    expect(detection.troubles).toEqual([
      { source: 'cloudflare', state: 'began', reason: 'says 81.2.70.66, but ipify, amazon say 81.2.69.1' },
    ]);
  });

  test('is found although one of three operators lies', async () => {
    const { look, cast, all } = stage(three);
    await look();
    all(after);
    cast.ipify.line = lie;

    const detection = await look();

    expect(detection).toMatchObject({ kind: 'agreed', address: after, changed: true });
  });

  test('that nobody confirms keeps the address that was agreed', async () => {
    const { look, cast } = stage(three);
    await look();
    cast.cloudflare.line = lie;
    cast.ipify.line = broken();
    cast.amazon.line = broken();

    const alone = await look();
    cast.cloudflare.line = before;
    const later = await look();

    expect(alone).toMatchObject({ kind: 'none', split: true });
    expect(later).toMatchObject({ kind: 'agreed', address: before, changed: false });
  });

  test('of a source that is merely late costs it one line and one minute', async () => {
    const { look, cast, all, clock, healthOf } = stage({ ...three, fourth: { line: before } });
    await look();
    all(after);
    cast.fourth.line = before;

    const change = await look();
    const second = await look();
    await clock.advance(minute);
    cast.fourth.line = after;
    const later = [await look(), await look(), await look(), await look()].flatMap(
      ({ troubles }) => troubles,
    );

    expect(change).toMatchObject({ kind: 'agreed', address: after });
    expect(change.troubles).toEqual([
      { source: 'fourth', state: 'began', reason: 'still says 81.2.69.1, the address before' },
    ]);
    expect(second.troubles).toEqual([]);
    expect(later).toEqual([{ source: 'fourth', state: 'ended', reason: expect.any(String) }]);
    expect(healthOf('fourth')).toMatchObject({ lies: 0, state: 'ok' });
  });
});

describe('sources that disagree for ever', () => {
  test('make the address change once at most, never back and forth', async () => {
    const { look, clock, cast } = stage({
      ...three,
      d: { line: before },
      e: { line: before },
      f: { line: before },
    });
    await look();
    for (const one of [cast.cloudflare, cast.d, cast.e]) one.line = after;

    let changes = 0;
    for (let tick = 0; tick < 400; tick++) {
      const detection = await look();
      if (detection.kind === 'agreed' && detection.changed) changes += 1;
      await clock.advance(minute);
    }

    expect(changes).toBe(1);
  });

  test('do not keep a home from returning to its former address', async () => {
    const { look, all, cast, clock } = stage({ ...three, fourth: { line: before } });
    await look();
    all(after);
    await look();
    await clock.advance(minute);
    all(before);
    cast.ipify.line = broken();
    cast.fourth.line = broken();

    const detection = await look();

    expect(detection).toMatchObject({ kind: 'agreed', address: before, changed: true });
  });

  test.each([
    ['stays away while a silent source could make the difference', broken(), { kind: 'none', split: true }],
    ['stays away while more say otherwise', after, { kind: 'agreed', address: after, changed: false }],
    ['comes back when most of everybody say so', before, { kind: 'agreed', address: before, changed: true }],
  ])('a former address %s', async (_, line, expected) => {
    const { look, all, cast } = stage({ ...three, fourth: { line: before }, fifth: { line: before } });
    await look();
    all(after);
    await look();
    cast.fifth.line = before;
    cast.ipify.line = before;
    cast.fourth.line = line;

    const detection = await look();

    expect(detection).toMatchObject(expected);
  });
});

describe('a former address that most say, while a silent source could make the difference,', () => {
  /** Two say the former address, one says another, one is dead. */
  async function heldBack(third: string) {
    const home = stage({ ...three, fourth: { line: before } });
    const { look, all, cast, clock } = home;
    await look();
    all(after);
    await look();
    // In this order the third one comes to be asked first while the former address is being held back.
    cast.ipify.line = before;
    cast.amazon.line = broken();
    cast.cloudflare.line = third;
    cast.fourth.line = before;
    /** The looks of so many minutes. */
    const lookFor = async (minutes: number, every = minute / 2) => {
      const detections: Detection[] = [];
      for (let n = 0; n < (minutes * minute) / every; n++) {
        detections.push(await look());
        await clock.advance(every);
      }
      return detections;
    };
    return { ...home, lookFor };
  }
  const says = (address: string) => (one: Detection) => one.kind === 'agreed' && one.address === address;

  test.each([
    ['a liar', lie],
    ['the address agreed last', after],
  ])('comes back within minutes although one goes on to say %s', async (_, third) => {
    const { lookFor } = await heldBack(third);

    const detections = await lookFor(5);

    expect(detections.map(says(before))).toEqual([...Array(4).fill(false), ...Array(6).fill(true)]);
    expect(detections.filter((one) => one.kind === 'agreed' && one.changed)).toHaveLength(1);
  });

  test('stays away when they were merely late by a minute and a half', async () => {
    const { lookFor, all } = await heldBack(after);

    const late = await lookFor(1.5, 5_000);
    all(after);
    const later = await lookFor(5);

    expect([...late, ...later].some(says(before))).toBe(false);
    expect(later.slice(-4).every(says(after))).toBe(true);
  });

  test('begins its wait anew when it did not win in between', async () => {
    const { lookFor, look, cast, clock } = await heldBack(lie);
    await lookFor(1);
    cast.ipify.line = broken();
    await look();
    cast.ipify.line = before;
    await clock.advance(minute);

    const detections = await lookFor(1);

    expect(detections.some(says(before))).toBe(false);
  });

  test('is not taken because it won twice a long time apart', async () => {
    const { look, clock } = await heldBack(lie);
    await look();
    await clock.advance(10 * minute);

    const detection = await look();

    expect(detection).toMatchObject({ kind: 'none', split: true });
  });
});

test('an address that somebody went on to speak of is still a former one after a day', async () => {
  const { look, all, cast, clock } = stage({ ...three, fourth: { line: before }, fifth: { line: before } });
  await look();
  all(after);
  await look();
  cast.ipify.line = before;
  for (let hour = 0; hour < 25; hour++) {
    for (let tick = 0; tick < 5; tick++) await look();
    await clock.advance(60 * minute);
  }
  cast.amazon.line = before;
  for (const one of [cast.cloudflare, cast.fourth, cast.fifth]) one.line = broken();
  cast.cloudflare.line = lie;

  const detection = await look();

  expect(detection).toMatchObject({ kind: 'none', split: true });
});

test('an address that is heard only in looks that agree on nothing is as good as a new one after a day', async () => {
  const { look, all, cast, clock } = stage({ ...three, fourth: { line: before } });
  await look();
  all(after);
  await look();
  for (const one of Object.values(cast)) one.line = broken();
  cast.ipify.line = before;
  for (let hour = 0; hour < 25; hour++) {
    await look();
    await clock.advance(60 * minute);
  }
  cast.amazon.line = before;
  cast.cloudflare.line = lie;

  const detection = await look();

  expect(detection).toMatchObject({ kind: 'agreed', address: before, changed: true });
});

test('an address that nobody has spoken of for a day is as good as a new one', async () => {
  const { look, all, cast, clock } = stage({ ...three, fourth: { line: before }, fifth: { line: before } });
  await look();
  all(after);
  await look();
  for (let hour = 0; hour < 25; hour++) {
    await look();
    await clock.advance(60 * minute);
  }
  for (const one of Object.values(cast)) one.line = broken();
  cast.ipify.line = before;
  cast.amazon.line = before;
  cast.cloudflare.line = after;

  const detections = [await look(), await look(), await look()];

  expect(detections.some((detection) => detection.kind === 'agreed' && detection.address === before)).toBe(
    true,
  );
});

describe('slow and silent sources', () => {
  test('are helped out by one more each second of a vote', async () => {
    const { look } = stage({ ...three, ipify: { line: 'hangs' } });

    const detection = await look();

    expect(detection).toMatchObject({ kind: 'agreed', address: before });
    expect(detection.took).toBe(1000);
  });

  test('are stopped once the vote is decided', async () => {
    const { look, cast, clock } = stage({ ...three, ipify: { line: 'hangs' } });

    await look();
    await clock.advance(0);

    expect(cast.ipify.stopped).toBe(1);
  });

  test('are not blamed when they were stopped', async () => {
    const { look, healthOf } = stage({ ...three, ipify: { line: 'hangs' } });

    const detection = await look();

    expect(detection.troubles).toEqual([]);
    expect(healthOf('ipify')).toMatchObject({ failures: 0, state: 'untried' });
  });

  test('hold up a look for twice the timeout at most, and are named', async () => {
    const { look } = stage({ ipify: { line: 'hangs' }, amazon: { line: 'hangs' } });

    const detection = await look();

    expect(detection).toMatchObject({
      ...{ kind: 'none', split: false },
      reason: 'no source gave an IPv4 address (ipify, amazon: did not answer in time)',
    });
    expect(detection.took).toBe(2 * timeout);
  });

  test('that used up the time are blamed, and nobody else', async () => {
    const { look, cast, healthOf } = stage(three);
    cast.ipify.line = 'hangs';
    cast.amazon.line = 'hangs';

    const { troubles } = await look();

    expect(troubles.map(({ source }) => source)).toEqual(['ipify', 'amazon']);
    expect(healthOf('ipify')).toMatchObject({ state: 'resting', reason: 'did not answer in time' });
    expect(healthOf('cloudflare')).toMatchObject({ state: 'ok', failures: 0 });
  });

  test('are passed over in the same look while nothing changes', async () => {
    const { look, cast, asked } = stage({ ...three, fourth: { line: before }, fifth: { line: before } });
    await look();
    cast.cloudflare.line = 'hangs';
    cast.fourth.line = 'hangs';
    const started = asked();

    const detection = await look();

    expect(detection).toMatchObject({ kind: 'agreed', changed: false, witnesses: ['fifth'] });
    expect(detection.took).toBe(4000);
    expect(asked() - started).toBe(3);
  });

  test('that were passed over are blamed and rest, so that the next looks cost one request each', async () => {
    const { look, cast, asked, clock } = stage(three);
    await look();
    cast.cloudflare.line = 'hangs';

    const { troubles } = await look();
    const started = asked();
    for (let tick = 0; tick < 5; tick++) {
      await look();
      await clock.advance(10_000);
    }

    expect(troubles).toEqual([{ source: 'cloudflare', state: 'began', reason: 'did not answer in time' }]);
    expect(asked() - started).toBe(5);
    expect(cast.cloudflare.asked).toBe(1);
  });

  test('may still be the first to answer, and are not blamed then', async () => {
    const { look, cast } = stage(three);
    await look();
    for (const source of Object.values(cast)) source.delay = 2500;

    const detection = await look();

    expect(detection).toMatchObject({ kind: 'agreed', witnesses: ['cloudflare'], troubles: [] });
    expect(detection.took).toBe(2500);
  });

  test('do not keep the one after a failing source waiting once they were passed over', async () => {
    const { look, cast } = stage({ ...three, fourth: { line: broken() } });
    await look();
    cast.cloudflare.line = 'hangs';

    const detection = await look();

    expect(detection).toMatchObject({ kind: 'agreed', witnesses: ['ipify'] });
    expect(detection.took).toBe(2000);
  });

  test('that were passed over count for nothing in a vote that another answer starts', async () => {
    const { look, cast, all } = stage(three);
    await look();
    all(after);
    cast.cloudflare.line = 'hangs';

    const detection = await look();

    expect(detection).toMatchObject({ kind: 'agreed', address: after, witnesses: ['ipify', 'amazon'] });
    expect(detection.took).toBe(2000);
  });
});

describe('an aborted look', () => {
  test('ends at once', async () => {
    const { clock, detector } = stage({ ipify: { line: 'hangs' }, amazon: { line: 'hangs' } });
    const controller = new AbortController();
    const detecting = detector.detect('ipv4', controller.signal);
    await clock.advance(500);

    controller.abort();

    await expect(detecting).resolves.toMatchObject({ kind: 'none', reason: 'stopped' });
    expect(clock.monotonic()).toBe(500);
  });

  test('asks nobody when it was aborted before', async () => {
    const { look, asked } = stage({ house: { channel: 'house', line: before }, ...three });

    const detection = await look(AbortSignal.abort());

    expect(detection).toMatchObject({ kind: 'none', reason: 'stopped' });
    expect(asked()).toBe(0);
  });
});

describe('what the house knows', () => {
  test('is agreed without a vote, and nobody else is asked', async () => {
    const { look, cast, asked } = stage({ ...three, gateway: { channel: 'house', line: before } });

    const first = await look();
    cast.gateway.line = after;
    const second = await look();

    expect(first).toMatchObject({ kind: 'agreed', address: before, changed: true, witnesses: ['gateway'] });
    expect(second).toMatchObject({ kind: 'agreed', address: after, changed: true });
    expect(asked()).toBe(2);
  });

  test('is asked in the order given', async () => {
    const { look } = stage({
      one: { channel: 'house', line: broken() },
      two: { channel: 'house', line: before },
    });

    const detection = await look();

    expect(detection).toMatchObject({ kind: 'agreed', witnesses: ['two'] });
  });

  test('gives way to the others while it fails, and is asked again after its rest', async () => {
    const { look, cast, clock } = stage({ ...three, gateway: { channel: 'house', line: broken() } });

    const without = await look();
    await look();
    cast.gateway.line = after;
    await clock.advance(minute);
    const again = await look();

    expect(without).toMatchObject({ kind: 'agreed', address: before, witnesses: ['ipify', 'amazon'] });
    expect(cast.gateway.asked).toBe(2);
    expect(again).toMatchObject({ kind: 'agreed', address: after, witnesses: ['gateway'] });
    expect(again.troubles).toMatchObject([{ source: 'gateway', state: 'ended' }]);
  });

  test('is asked even while it rests when nobody else is left', async () => {
    const { look, cast } = stage({ 'interface:eth0': { channel: 'house', line: broken() } });
    await look();
    cast['interface:eth0'].line = before;

    const detection = await look();

    expect(detection).toMatchObject({ kind: 'agreed', address: before });
  });
});

describe('an address that is not public', () => {
  test.each([
    ['192.168.1.20', 'answered 192.168.1.20, a private address'],
    ['203.0.113.9', 'answered 203.0.113.9, a documentation address'],
    ['2a02:8010::1', 'answered something that is no IPv4 address'],
    ['', 'answered something that is no IPv4 address'],
  ])('such as %j is refused with the reason', async (line, reason) => {
    const { look } = stage({ ...three, ipify: { line } });

    const detection = await look();

    expect(detection).toMatchObject({ kind: 'agreed', address: before });
    expect(detection.troubles).toEqual([{ source: 'ipify', state: 'began', reason }]);
  });

  test('of carrier-grade NAT is explained plainly', async () => {
    const { look } = stage({ ipify: { line: '100.64.1.2' } }, { votes: 1 });

    const detection = await look();

    expect(detection.kind === 'none' && detection.reason).toMatch(
      /the ISP uses carrier-grade NAT.*port forwarding cannot work/,
    );
  });

  test('that the router reports is explained plainly', async () => {
    const { look } = stage({ gateway: { channel: 'house', line: '192.168.178.1' } });

    const detection = await look();

    expect(detection.kind === 'none' && detection.reason).toMatch(
      /second router.*port forwarding cannot work/,
    );
  });

  test('is published only with ALLOW_PRIVATE and only from a source that may', async () => {
    const scripts = {
      web: { line: '192.168.1.20', mayBePrivate: true as const },
      ipify: { line: '192.168.1.20' },
    };

    const refused = await stage(scripts, { votes: 1 }).look();
    const allowed = await stage(scripts, { votes: 1, allowPrivate: true }).look();

    expect(refused).toMatchObject({ kind: 'none', split: false });
    expect(allowed).toMatchObject({ kind: 'agreed', address: '192.168.1.20', witnesses: ['web'] });
  });
});

describe('a source in trouble', () => {
  test('is told of once at the start and once at the end', async () => {
    const { look, cast, clock } = stage(three);
    await look();
    cast.cloudflare.line = broken();

    const troubles = [];
    for (let tick = 0; tick < 20; tick++) {
      if (tick === 12) cast.cloudflare.line = before;
      troubles.push(...(await look()).troubles);
      await clock.advance(2 * minute);
    }

    expect(troubles.map(({ state }) => state)).toEqual(['began', 'ended']);
  });

  test('rests a minute, then twice as long each time, up to an hour', async () => {
    const { look, cast, clock } = stage(three);
    await look();
    cast.cloudflare.line = broken();

    const askedAt: number[] = [];
    while (askedAt.length < 10) {
      const known = cast.cloudflare.asked;
      await look();
      if (cast.cloudflare.asked > known) askedAt.push(clock.monotonic());
      await clock.advance(10_000);
    }
    const rests = askedAt.slice(1).map((at, index) => Math.floor((at - (askedAt[index] ?? 0)) / minute));

    expect(rests).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
  });

  test('rests as long as it asked for', async () => {
    const { look, cast, clock } = stage(three);
    await look();
    cast.cloudflare.line = new Failure('limited', 'asked too often', { retryAfter: 10 * minute });
    await look();

    for (let tick = 0; tick < 18; tick++) {
      await clock.advance(minute / 2);
      await look();
    }

    expect(cast.cloudflare.asked).toBe(1);
  });

  test('is asked again in a vote that nobody else can decide', async () => {
    const { look, cast, all } = stage({ ipify: { line: before }, amazon: { line: before } });
    await look();
    cast.ipify.line = broken();
    await look();
    all(after);

    const detection = await look();

    expect(detection).toMatchObject({ kind: 'agreed', address: after, changed: true });
  });

  test('is not left alone for an outage of the whole network', async () => {
    const { look, cast, all, clock, asked } = stage(three);
    await look();
    for (const source of Object.values(cast)) source.line = broken();
    for (let tick = 0; tick < 100; tick++) {
      await look();
      await clock.advance(minute / 2);
    }
    all(before);
    await look();
    const counts = Object.values(cast).map((source) => source.asked);
    const started = asked();

    await look();
    await look();
    await look();

    expect(asked() - started).toBe(3);
    expect(Object.values(cast).map((source, index) => source.asked - (counts[index] ?? 0))).toEqual([
      1, 1, 1,
    ]);
  });

  test('is called always wrong after five lost votes without a right answer', async () => {
    const { look, cast, clock, healthOf } = stage(three);
    await look();
    cast.cloudflare.line = lie;

    const flags: (boolean | undefined)[] = [];
    for (let vote = 0; vote < 5; vote++) {
      while ((healthOf('cloudflare')?.lies ?? 0) <= vote) {
        await look();
        await clock.advance(minute);
      }
      flags.push(healthOf('cloudflare')?.alwaysWrong);
    }
    cast.cloudflare.line = before;
    while (healthOf('cloudflare')?.state !== 'ok') {
      await look();
      await clock.advance(minute);
    }

    expect(flags).toEqual([false, false, false, false, true]);
    expect(healthOf('cloudflare')?.alwaysWrong).toBe(false);
  });

  test('is reported with its state, reason and counts', async () => {
    const { look, healthOf, clock } = stage({
      ...three,
      ipify: { line: broken('answered nothing') },
      fourth: { line: before },
    });

    await look();

    expect(healthOf('ipify')).toEqual({
      name: 'ipify',
      operator: 'ipify',
      family: 'ipv4',
      state: 'resting',
      reason: 'answered nothing',
      failures: 1,
      lies: 0,
      alwaysWrong: false,
    });
    expect(healthOf('amazon')).toMatchObject({ state: 'ok', lastAnswerAt: clock.now() });
    expect(healthOf('fourth')).toMatchObject({ state: 'untried' });
  });
});

describe('captured channels', () => {
  test('of DNS do not carry a vote that HTTPS sources could', async () => {
    const dns = { channel: 'dns' as const, line: before };
    const { look, cast } = stage({
      opendns: dns,
      google: dns,
      akamai: dns,
      ipify: { line: before },
      amazon: { line: before },
    });
    await look();
    for (const one of [cast.opendns, cast.google, cast.akamai]) one.line = lie;

    const detections = [await look(), await look(), await look(), await look()];

    expect(detections.every((detection) => detection.kind === 'agreed' && detection.address === before)).toBe(
      true,
    );
  });
});

test('a family without sources finds nothing and says so', async () => {
  const { detector } = stage(three);

  const detection = await detector.detect('ipv6', new AbortController().signal);

  expect(detection).toMatchObject({ kind: 'none', reason: 'no source for IPv6 is configured' });
});
