import { describe, expect, test } from 'vitest';
import { broken } from '../support/scripted-source.ts';
import { after, before, lie, minute, stage, three } from './stage.ts';

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

describe('captured transports', () => {
  test('of DNS do not carry a vote that HTTPS sources could', async () => {
    const dns = { transport: 'dns' as const, line: before };
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
