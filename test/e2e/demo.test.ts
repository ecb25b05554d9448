import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { until } from '../container/until.ts';
import { freePort } from '../world/demo-port.ts';

const demo = fileURLToPath(new URL('../world/demo.ts', import.meta.url));

it('the fast demo shows its page, a change, a failure and the recovery, and ends by itself', async () => {
  const { child, page, output } = await startDemo('--fast');

  const [code] = await once(child, 'close');

  expect(code, output()).toBe(0);
  expect(output()).toContain(page);
  expect(output()).toMatch(/The modem reboots.*\n(?:.*\n)*?.*home\.example\.com → /);
  expect(output()).toMatch(/\/healthz answers 503, "failing"(?:.*\n)+?.*\/healthz answers 200, "ok"/);
});

it.each(['SIGHUP', 'SIGINT', 'SIGTERM'] as const)(
  'leaves nothing behind when it is ended by %s',
  async (signal) => {
    const { child, page } = await startDemo();
    await until('the program answers', () => isThere(page));

    child.kill(signal);
    const [code] = await once(child, 'close');

    expect(code).toBe(0);
    expect(await isThere(page)).toBe(false);
  },
);

async function startDemo(...options: string[]) {
  const port = await freePort(0);
  const child: ChildProcess = spawn(process.execPath, [demo, '--port', String(port), ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => {
      output += chunk;
    });
  onTestFinished(() => void child.kill('SIGTERM'));
  return { child, page: `http://127.0.0.1:${port}/`, output: () => output };
}

async function isThere(page: string): Promise<boolean> {
  return fetch(`${page}livez`).then(
    () => true,
    () => false,
  );
}
