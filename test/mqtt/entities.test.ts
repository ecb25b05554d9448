import { Template } from '@huggingface/jinja';
import { describe, expect, it } from 'vitest';
import type { Target } from '../../src/core/target.ts';
import { parseZone } from '../../src/dns/name.ts';
import { discoveriesOf } from '../../src/mqtt/discovery.ts';
import { recordEntitiesOf } from '../../src/mqtt/record-entities.ts';
import { mqttStateOf } from '../../src/mqtt/state.ts';
import type { Kept } from '../../src/report/state.ts';
import type { StatusReport } from '../../src/report/status-report.ts';
import { recordReport, statusReport, targetReport } from '../support/status-reports.ts';
import { kept, target, topics } from './stage.ts';

interface Entity {
  readonly name: string;
  readonly unique_id: string;
  readonly value_template?: string;
  readonly json_attributes_template?: string;
  readonly [key: string]: unknown;
}

const entities = (of: readonly Kept[] = kept) =>
  new Map(
    discoveriesOf({ id: 'memory_example_com', topics, kept: of, version: '1.2.3' }).map(({ topic, text }) => [
      topic.split('/').at(-2) ?? '',
      JSON.parse(text) as Entity,
    ]),
  );
const state = (report: StatusReport) => mqttStateOf(report, recordEntitiesOf(kept), null);

/** As Home Assistant does. */
function render(template: string | undefined, value: unknown): string {
  return new Template(template ?? '').render({ value_json: JSON.parse(JSON.stringify(value)) }).trim();
}

const shown = (object: string, report: StatusReport) =>
  render(entities().get(object)?.value_template, state(report));

describe('the entities', () => {
  it('belong to one device, have ids of their own and no name that repeats the device', () => {
    const all = [...entities().values()];

    expect(new Set(all.map(({ unique_id }) => unique_id)).size).toBe(all.length);
    for (const { device, origin, availability_topic, name } of all) {
      expect(device).toMatchObject({
        identifiers: ['homemade_ddns_memory_example_com'],
        name: 'DDNS example.com',
      });
      expect(origin).toMatchObject({ name: 'homemade-ddns' });
      expect(availability_topic).toBe(topics.availability);
      expect(name.startsWith('DDNS')).toBe(false);
    }
  });

  it('are of the families that are kept', () => {
    const dual: Target = { ...target, keys: [...target.keys, { name: 'home', type: 'AAAA' }] };

    expect([...entities().keys()]).not.toContain('ipv6');
    expect([...entities([{ target: dual, line: '1' }]).keys()]).toEqual(
      expect.arrayContaining(['ipv4', 'ipv6', 'record_a_home_example_com', 'record_aaaa_home_example_com']),
    );
  });

  it('tell one name at two hosts apart', () => {
    const other: Target = { ...target, id: 'other example.com', host: 'other', title: 'Other' };
    const all = entities([...kept, { target: other, line: '1' }]);

    expect(all.get('record_a_home_example_com')?.name).toBe('home.example.com A at Memory');
    expect(all.get('record_a_home_example_com___2')?.name).toBe('home.example.com A at Other');
  });

  it('show wildcards and names in other scripts as people write them', () => {
    const zone = parseZone('münchen.example');
    const all = entities([{ target: { ...target, zone, keys: [{ name: '*.lab', type: 'A' }] }, line: '1' }]);

    const names = [...all.values()].map(({ name }) => name);

    expect(names).toContain('*.lab.münchen.example A');
    for (const object of all.keys()) expect(object).toMatch(/^[a-zA-Z0-9_-]+$/);
  });
});

describe('what the entities show', () => {
  it('is the address, and what each record holds', () => {
    expect(shown('ipv4', statusReport())).toBe('81.2.69.1');
    expect(shown('record_a_home_example_com', statusReport())).toBe('81.2.69.1');
  });

  it.each([
    ['starting', 'None'],
    ['ok', 'OFF'],
    ['degraded', 'OFF'],
    ['failing', 'ON'],
  ] as const)('is no problem that is not known to be one (%s: %s)', (status, problem) => {
    expect(shown('problem', statusReport({ status }))).toBe(problem);
    expect(shown('status', statusReport({ status }))).toBe(status);
  });

  it('is the reason of a problem, once for all records that have it', () => {
    const error = 'Memory does not accept the token';
    const records = [recordReport({ error, state: 'failed' })];
    const report = statusReport({ status: 'failing', targets: [targetReport({ error, records })] });

    const { reason, records: published } = state(report);

    expect(reason).toBe(`example.com: ${error}`);
    expect(Object.values(published)).toMatchObject([{ sync: 'failed', error: null }]);
    const template = entities().get('problem')?.json_attributes_template?.replace(' | tojson', '.reason');
    expect(render(template, state(report))).toBe(reason);
  });

  it('is that no port can be forwarded, and why', () => {
    const nat = { kind: 'carrier-grade-nat', message: 'the provider shares the address' };

    expect(shown('nat', statusReport())).toBe('OFF');
    expect(shown('nat', statusReport({ nat }))).toBe('ON');
    expect(state(statusReport({ nat })).nat).toBe(nat.message);
  });

  it('is nothing for a record that an older state does not know', () => {
    const template = entities().get('record_a_home_example_com')?.value_template;

    expect(['', 'None', 'null', 'none']).toContain(
      render(template, { ...state(statusReport()), records: {} }),
    );
  });

  it('stays below what Home Assistant stores, however many names fail', () => {
    const error = 'x'.repeat(3900);
    const records = Array.from({ length: 100 }, (_, at) =>
      recordReport({ name: `n${at}`, fqdn: `n${at}.example.com`, error: `${at} ${error}` }),
    );
    const { reason, records: published } = state(statusReport({ targets: [targetReport({ records })] }));

    expect(JSON.stringify({ reason }).length).toBeLessThan(16_384);
    for (const record of Object.values(published)) expect(JSON.stringify(record).length).toBeLessThan(16_384);
  });
});
