import { describe, expect, test } from 'vitest';
import type { Detection } from '../../src/detect/detector.ts';
import { broken } from '../support/scripted-source.ts';
import { before, stage, three } from './stage.ts';

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
