import { afterEach, beforeEach, expect, it } from 'vitest';
import { credentials, type House, house, inSync } from './house.ts';

let home: House;
beforeEach(async () => {
  home = await house();
});
afterEach(() => home.stop());

it('shows what it counts, where it is switched on', async () => {
  const program = await home.start({ ...credentials.v3, METRICS: 'true' });
  await inSync(program);

  const answer = await program.get('/metrics');
  const text = await answer.text();

  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(text).toMatch(/^homemade_ddns_records{provider="godaddy",zone="example.com",state="in-sync"} 1$/m);
  expect(text).toMatch(/^homemade_ddns_http_requests_total{to="host",status="2xx"} [1-9]/m);
  expect(text).toMatch(
    /^homemade_ddns_source_answers_total{source="[^"]*",family="ipv4",outcome="usable"} [1-9]/m,
  );
  expect(text).not.toContain(home.isp.address('ipv4'));
});

it('says how it is switched on, where it is not', async () => {
  const program = await home.start(credentials.v3);
  await inSync(program);

  const answer = await program.get('/metrics');

  expect([answer.status, await answer.text()]).toEqual([404, 'METRICS=true switches this on.\n']);
});
