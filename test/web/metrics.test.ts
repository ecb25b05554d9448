import { expect, it } from 'vitest';
import { Failure } from '../../src/base/failure.ts';
import type { Outcome } from '../../src/core/outcome.ts';
import { parseZone } from '../../src/dns/name.ts';
import { createReports } from '../../src/report/reporter.ts';
import type { Kept } from '../../src/report/state.ts';
import { createMetrics } from '../../src/web/metrics/metrics.ts';
import { stepOutcome } from '../support/outcomes.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const target = {
  ...{ id: 'one', host: 'godaddy', title: 'GoDaddy', zone: parseZone('example.com'), ttl: 600 },
  keys: [{ name: 'home', type: 'A' as const }],
};
const kept: Kept[] = [{ target, line: 'default' }];
const held = { name: 'home', type: 'A' as const, value: '81.2.69.1', ttl: 600 };

function home() {
  const clock = new VirtualClock();
  const metrics = createMetrics({ kept, clock, version: '1.2.3' });
  const reports = createReports(kept, [metrics], clock);
  const tell = (...outcomes: Outcome[]) => {
    for (const outcome of outcomes) reports.observe(outcome);
  };
  const value = async (sample: string) => {
    const lines = (await metrics.text()).split('\n');
    const found = lines.find((line) => line.startsWith(`homemade_ddns_${sample} `));
    return found === undefined ? undefined : Number(found.split(' ').at(-1));
  };
  return { clock, metrics, tell, value };
}

const found = (address: string, changed = true): Outcome => ({
  ...{ kind: 'detected', line: 'default', family: 'ipv4' },
  detection: { kind: 'agreed', address, changed, witnesses: ['ipify'], troubles: [] },
});
const looked: Outcome = { kind: 'looked', line: 'default', sources: [], nat: undefined, took: 1_500 };
const stepped = (step: Parameters<typeof stepOutcome>[0]): Outcome => ({
  ...{ kind: 'stepped', target, step: stepOutcome(step), took: 200 },
});

it('has all records pending and no success before the first look', async () => {
  const { value } = home();

  expect(await value('build_info{version="1.2.3"}')).toBe(1);
  expect(await value('last_success_timestamp_seconds')).toBe(0);
  expect(await value('records{provider="godaddy",zone="example.com",state="pending"}')).toBe(1);
});

it('counts looks, steps and changes, and knows when all was last in sync', async () => {
  const { clock, tell, value } = home();
  const addresses = { ipv4: '81.2.69.1' };
  const change = {
    ...{ name: 'home', type: 'A' as const, action: 'create' as const, from: [], to: '81.2.69.1', ttl: 600 },
    ...{ ttlBefore: null, leftovers: 0, result: 'confirmed' as const },
  };
  tell(
    found('81.2.69.1'),
    looked,
    stepped({ addresses, records: [{ ...held, state: 'in-sync' }], changes: [change] }),
  );

  expect(await value('looks_total{line="default",outcome="agreed"}')).toBe(1);
  expect(await value('look_duration_seconds_sum{line="default"}')).toBe(1.5);
  expect(await value('steps_total{provider="godaddy",zone="example.com",outcome="changed"}')).toBe(1);
  expect(await value('changes_total{provider="godaddy",zone="example.com",type="A",action="create"}')).toBe(
    1,
  );
  expect(await value('records{provider="godaddy",zone="example.com",state="in-sync"}')).toBe(1);
  expect(await value('last_success_timestamp_seconds')).toBe(clock.now() / 1000);
  expect(await value('address_changes_total{family="ipv4"}')).toBeUndefined();
});

it('knows how the servers of the zones show the records', async () => {
  const clock = new VirtualClock();
  const world = {
    counts: () => new Map([['late', 2] as const, ['served', 98] as const]),
    forgottenBy: () => 1_700_000_000_000,
    found: () => [
      {
        place: 'home.example.com',
        host: 'home.example.com',
        family: 'ipv4',
        isAnswering: true,
        days: 54,
      } as const,
      {
        place: 'home.example.com',
        host: 'home.example.com',
        family: 'ipv6',
        isAnswering: false,
        days: undefined,
      } as const,
    ],
  };
  const metrics = createMetrics({ kept, clock, version: '1.2.3', world });

  const lines = (await metrics.text()).split('\n');

  const about = 'provider="godaddy",zone="example.com"';
  expect(lines).toContain(`homemade_ddns_world_records{${about},showing="late"} 2`);
  expect(lines).toContain(`homemade_ddns_world_records{${about},showing="served"} 98`);
  expect(lines).toContain(`homemade_ddns_world_forgotten_timestamp_seconds{${about}} 1700000000`);
  const place = 'place="home.example.com"';
  expect(lines.filter((line) => /^homemade_ddns_(home|certificate)/.test(line))).toEqual([
    `homemade_ddns_home_answers{${place},family="ipv4"} 1`,
    `homemade_ddns_home_answers{${place},family="ipv6"} 0`,
    `homemade_ddns_certificate_days_left{${place},family="ipv4"} 54`,
  ]);
});

it('counts a new address, and a look that finds none', async () => {
  const { tell, value } = home();
  const none = { kind: 'none', reason: 'nobody answers', split: false, troubles: [] } as const;
  tell(found('81.2.69.1'), looked, found('81.2.69.2'), looked);
  tell({ kind: 'detected', line: 'default', family: 'ipv4', detection: none }, looked);

  expect(await value('address_changes_total{family="ipv4"}')).toBe(1);
  expect(await value('looks_total{line="default",outcome="none"}')).toBe(1);
});

it('tells when a host that is left alone is asked again, and nothing once it is not', async () => {
  const { clock, tell, value } = home();
  const waiting = { failure: new Failure('limited', 'slow down'), until: clock.monotonic() + 60_000 };
  const about = '{provider="godaddy",zone="example.com"}';
  tell(stepped({ records: [{ ...held, state: 'unknown' }], waiting }));

  expect(await value(`retry_timestamp_seconds${about}`)).toBe((clock.now() + 60_000) / 1000);
  expect(await value('steps_total{provider="godaddy",zone="example.com",outcome="limited"}')).toBe(1);

  tell(stepped({ records: [{ ...held, state: 'in-sync' }] }));

  expect(await value(`retry_timestamp_seconds${about}`)).toBeUndefined();
});

it('counts requests by the class of their status, and answers of sources', async () => {
  const { metrics, value } = home();
  for (const status of [200, 204, 503, 299, undefined]) metrics.request({ to: 'host', status, ms: 30 });
  metrics.answer({ source: 'ipify', family: 'ipv4', isUsable: false });

  expect(await value('http_requests_total{to="host",status="2xx"}')).toBe(3);
  expect(await value('http_requests_total{to="host",status="5xx"}')).toBe(1);
  expect(await value('http_requests_total{to="host",status="none"}')).toBe(1);
  expect(await value('source_answers_total{source="ipify",family="ipv4",outcome="unusable"}')).toBe(1);
});

it('grows by nothing that comes from outside: no address, no reason, no text of a host is a label', async () => {
  const { tell, metrics } = home();
  const size = async () => (await metrics.text()).split('\n').length;
  const round = (n: number) =>
    tell(
      found(`81.2.69.${n}`),
      looked,
      stepped({
        records: [
          { ...held, value: `81.2.69.${n}`, state: 'failed', failure: new Failure('record', `no ${n}`) },
        ],
        waiting: { failure: new Failure('permanent', `refused ${n}`), until: n },
      }),
    );
  for (const n of [1, 2, 3]) round(n);
  const before = await size();
  for (let n = 4; n < 200; n++) round(n);

  expect(await size()).toBe(before);
  expect(await metrics.text()).not.toMatch(/81\.2\.69|refused|nobody/);
});
