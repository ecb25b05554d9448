import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { openEndpoint } from '../../src/app/endpoint.ts';
import { createLogger } from '../../src/report/logger.ts';
import { configOf } from '../support/settings.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

it('that the endpoint cannot listen is told once, and its end as well', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const clock = new VirtualClock();
  const lines: string[] = [];
  const log = createLogger({
    ...{ level: 'info', format: 'text', redact: (text: string) => text },
    write: (line: string) => lines.push(line),
  });
  const told = async (text: string) => {
    while (!lines.join('').includes(text)) await new Promise((resolve) => setImmediate(resolve));
  };

  const endpoint = openEndpoint(configOf({ HTTP_PORT: String(port), HTTP_HOST: '127.0.0.1' }), {
    ...{ clock, log, kept: [] },
    view: () => {
      throw new Error('nobody asks');
    },
    isAlive: () => true,
    lookNow: () => ({ sources: 0, hosts: 0 }),
  });
  await told('cannot listen');
  await clock.advance(30_000);
  other.close();
  await once(other, 'close');
  await clock.advance(30_000);
  await told('The endpoint listens again, after 1 min');
  endpoint?.close();

  expect(lines.filter((line) => line.includes('cannot listen'))).toHaveLength(1);
});
