import { describe, expect, test } from 'vitest';
import { broken } from '../support/scripted-source.ts';
import { after, before, lie, minute, stage, three } from './stage.ts';

describe('what the home itself knows', () => {
  test('is agreed without a vote, and nobody else is asked', async () => {
    const { look, cast, asked } = stage({ ...three, gateway: { transport: 'local', line: before } });

    const first = await look();
    cast.gateway.line = after;
    const second = await look();

    expect(first).toMatchObject({ kind: 'agreed', address: before, changed: true, witnesses: ['gateway'] });
    expect(second).toMatchObject({ kind: 'agreed', address: after, changed: true });
    expect(asked()).toBe(2);
  });

  test('is asked in the order given', async () => {
    const { look } = stage({
      one: { transport: 'local', line: broken() },
      two: { transport: 'local', line: before },
    });

    const detection = await look();

    expect(detection).toMatchObject({ kind: 'agreed', witnesses: ['two'] });
  });

  test('gives way to the others while it fails, and is asked again after its rest', async () => {
    const { look, cast, clock } = stage({ ...three, gateway: { transport: 'local', line: broken() } });

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

  test('is asked once a look, though it fails', async () => {
    const { look, cast } = stage({
      gateway: { transport: 'local', line: broken() },
      ipify: { line: broken() },
    });

    await look();

    expect(cast.gateway.asked).toBe(1);
  });

  test('is not mistaken for a voter that answers while it is being asked', async () => {
    const { look, cast } = stage({
      gateway: { transport: 'local', line: broken() },
      ipify: { line: lie, delay: 100 },
    });
    await look();
    Object.assign(cast.gateway, { line: before, delay: 200 });

    const detection = await look();

    expect(detection).toMatchObject({ kind: 'agreed', address: before, witnesses: ['gateway'] });
  });

  test('is asked even while it rests when nobody else is left', async () => {
    const { look, cast } = stage({ 'interface:eth0': { transport: 'local', line: broken() } });
    await look();
    cast['interface:eth0'].line = before;

    const detection = await look();

    expect(detection).toMatchObject({ kind: 'agreed', address: before });
  });
});
