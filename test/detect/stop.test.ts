import { describe, expect, test } from 'vitest';
import { before, stage, three } from './stage.ts';

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
    const { look, asked } = stage({ local: { transport: 'local', line: before }, ...three });

    const detection = await look(AbortSignal.abort());

    expect(detection).toMatchObject({ kind: 'none', reason: 'stopped' });
    expect(asked()).toBe(0);
  });
});
