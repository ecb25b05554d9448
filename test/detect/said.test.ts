import { describe, expect, test } from 'vitest';
import { broken } from '../support/scripted-source.ts';
import { after, before, lie, stage, three } from './stage.ts';

/** A home whose router said an address; it is counted in looks that are asked for. */
async function home(options: Parameters<typeof stage>[1] & { readonly says?: string } = {}) {
  const { says = after, ...rest } = options;
  const made = stage(three, { ...rest, said: () => says });
  await made.look();
  const asked = made.asked();
  return { ...made, again: () => made.look(undefined, true), asked: () => made.asked() - asked };
}

describe('what a router said', () => {
  test.each([1, 2, 3])(
    'is never published while the sources say the former address, votes: %i',
    async (votes) => {
      const { again } = await home({ votes });
      for (let n = 0; n < 20; n++) expect(await again()).toMatchObject({ kind: 'agreed', address: before });
    },
  );

  test.each([1, 2, 3])('is never published by itself when no source answers, votes: %i', async (votes) => {
    const { again, cast } = await home({ votes });
    for (const source of Object.values(cast)) source.line = broken();
    for (let n = 0; n < 20; n++) expect(await again()).toMatchObject({ kind: 'none', split: false });
  });

  test('is never published at the start, where nothing else is known', async () => {
    const { look } = stage(
      { ipify: { line: broken() }, amazon: { line: broken() } },
      { votes: 1, said: () => lie },
    );
    expect(await look(undefined, true)).toMatchObject({ kind: 'none' });
  });

  test('is one answer beside those of the sources that say the same', async () => {
    const { again, cast } = await home();
    cast.ipify.line = after;
    cast.amazon.line = broken();
    cast.cloudflare.line = broken();

    expect(await again()).toMatchObject({ kind: 'agreed', address: after, witnesses: ['ipify'] });
  });

  test('is the same voice as DNS, STUN and plain HTTP', async () => {
    const made = stage(
      {
        'dns:cloudflare': { transport: 'dns', operator: 'cloudflare', line: before },
        'stun:google': { transport: 'stun', operator: 'google', line: before },
        ipify: { line: before },
      },
      { said: () => lie },
    );
    await made.look();
    made.cast['dns:cloudflare'].line = lie;
    made.cast['stun:google'].line = lie;
    made.cast.ipify.line = broken();

    for (let n = 0; n < 20; n++) expect(await made.look(undefined, true)).toMatchObject({ kind: 'none' });
  });

  test('makes a vote of the look, though the first source says the former address', async () => {
    const { again, asked } = await home();
    await again();
    expect(asked()).toBeGreaterThan(1);
  });

  test('costs no more than any look when it is the agreed address', async () => {
    const { again, asked } = await home({ says: before });
    await again();
    expect(asked()).toBe(1);
  });

  test('counts in the look that it led to, and in no other', async () => {
    const { look, asked } = await home();
    await look();
    expect(asked()).toBe(1);
  });
});
