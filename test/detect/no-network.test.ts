import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/base/failure.ts';
import { broken } from '../support/scripted-source.ts';
import { before, minute, stage, three } from './stage.ts';

const noRoute = new Failure('transient', 'there is no route to it', { unreached: true });
const advice = 'check the router and the network of this machine or container';

describe('a look from which nothing comes back', () => {
  test('finds that there is no network, and names nobody', async () => {
    const { look, cast } = stage(three);
    await look();
    for (const source of Object.values(cast)) source.line = noRoute;

    expect(await look()).toMatchObject({
      kind: 'none',
      reason: `no network: none of 3 sources could be reached; ${advice}`,
      unreached: ['ipify', 'amazon', 'cloudflare'],
    });
  });

  test('finds the same as long as it lasts, however few are asked', async () => {
    const { look, cast, clock } = stage(three);
    for (const source of Object.values(cast)) source.line = noRoute;
    await look();

    for (let looks = 0; looks < 20; looks++) {
      await clock.advance(minute / 2);
      expect(await look()).toMatchObject({ unreached: ['ipify', 'amazon', 'cloudflare'] });
    }
  });

  test('is held against no source when the network is back', async () => {
    const { look, cast, all, healthOf } = stage({
      ...three,
      aws: { line: before },
      icanhazip: { line: before },
    });
    for (const source of Object.values(cast)) source.line = noRoute;
    await look();
    all(before);

    expect(await look()).toMatchObject({ kind: 'agreed' });

    for (const name of ['ipify', 'amazon', 'cloudflare', 'aws', 'icanhazip'] as const)
      expect(healthOf(name)?.state, name).not.toBe('resting');
  });

  test('is not what it is called when one source says anything at all', async () => {
    const { look, cast } = stage(three, { votes: 1 });
    for (const source of Object.values(cast)) source.line = noRoute;
    cast.cloudflare.line = broken();

    const detection = await look();

    expect(detection).toMatchObject({ kind: 'none' });
    expect(detection).not.toHaveProperty('unreached');
    expect(detection.kind === 'none' && detection.reason).toContain('cloudflare: is broken');
  });
});
