import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { freePort } from './demo-port.ts';
import { demoScenes } from './demo-scenes.ts';
import { type Echo, startEcho } from './echo.ts';
import { pretendFaults } from './faults.ts';
import { createIsp } from './isp.ts';

describe('the page of the demo', () => {
  it('is at the port that is wished for, when that is free', async () => {
    const wished = await freePort(0);

    expect(await freePort(wished)).toBe(wished);
  });

  it('is at a free port when another program has that one', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await once(other, 'listening');
    const { port: taken } = other.address() as { port: number };

    const port = await freePort(taken);

    expect(port).not.toBe(taken);
    const page = createServer().listen(port, '127.0.0.1');
    onTestFinished(() => void page.close());
    await once(page, 'listening');
  });
});

describe.each([2, 3])('the scenes of the demo with %i echoes', (count) => {
  it('do what they say, and leave nothing behind', async () => {
    const echoes = await startEchoes(count);
    const faults = pretendFaults();
    const call = {
      method: 'PUT',
      path: '/',
      segments: [],
      query: new URLSearchParams(),
      headers: {},
      body: '',
    };
    const wrongEchoes = () => echoes.filter(({ mode }) => mode !== 'honest').length;

    const seen = demoScenes(echoes, faults).map((scene) => {
      scene.begin();
      const during = {
        title: scene.title,
        wrongEchoes: wrongEchoes(),
        fault: faults.meet(call) !== undefined,
      };
      scene.end();
      return { ...during, after: wrongEchoes(), left: faults.meet(call) !== undefined };
    });

    for (const { title, wrongEchoes: wrong, fault } of seen) {
      expect(wrong > 0).toBe(/echo/.test(title));
      expect(fault).toBe(/GoDaddy|answer to the next write/.test(title));
    }
    expect(seen.filter(({ after, left }) => after > 0 || left)).toEqual([]);
    expect(seen.some(({ wrongEchoes: wrong }) => wrong > 0)).toBe(count > 2);
  });
});

async function startEchoes(count: number): Promise<Echo[]> {
  const isp = createIsp();
  const echoes = await Promise.all(Array.from({ length: count }, () => startEcho({ isp })));
  onTestFinished(async () => {
    await Promise.all(echoes.map((echo) => echo.close()));
  });
  return echoes;
}
