import { Template } from '@huggingface/jinja';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { Failure } from '../../src/base/failure.ts';
import type { StepOutcome } from '../../src/core/outcome.ts';
import type { Target } from '../../src/core/target.ts';
import { parseZone } from '../../src/dns/name.ts';
import type { StatusReport } from '../../src/report/status-report.ts';
import { text } from '../support/deployments.ts';
import type { Round } from '../support/outcomes.ts';
import { reported } from '../support/reported.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

interface Entity {
  readonly name: string;
  readonly unique_id: string;
  readonly availability: string;
  readonly value_template: string;
  readonly json_attributes?: readonly (keyof StatusReport)[];
  readonly [key: string]: unknown;
}

interface Automation {
  readonly id: string;
  readonly mode?: string;
  readonly triggers: readonly {
    readonly trigger: string;
    readonly entity_id?: string;
    readonly to?: string | readonly string[];
    readonly attribute?: string;
    readonly event?: string;
  }[];
  readonly conditions?: readonly unknown[];
  readonly actions: readonly {
    readonly action?: string;
    readonly data?: Readonly<Record<string, string>>;
    readonly if?: readonly { readonly value_template: string }[];
    readonly then?: readonly unknown[];
    readonly condition?: string;
    readonly value_template?: string;
  }[];
}

const home = parse(text('deploy/home-assistant/homemade_ddns.yaml')) as {
  readonly rest: readonly {
    readonly resource: string;
    readonly sensor: readonly Entity[];
    readonly binary_sensor: readonly Entity[];
  }[];
  readonly automation: readonly Automation[];
};
const [rest] = home.rest;
const sensors = new Map(rest?.sensor.map((sensor) => [entityId('sensor', sensor), sensor]));
const problem = rest?.binary_sensor[0];
const problemId = entityId('binary_sensor', problem ?? { name: '' });
const nat = rest?.binary_sensor[1];
const natId = entityId('binary_sensor', nat ?? { name: '' });

const key = { name: 'home', type: 'A' } as const;
const target: Target = {
  id: 'godaddy example.com',
  host: 'godaddy',
  title: 'GoDaddy',
  zone: parseZone('example.com'),
  keys: [key],
  ttl: 600,
};
const inSync: Partial<StepOutcome> = {
  records: [{ ...key, state: 'in-sync', value: '81.2.69.142', ttl: 600 }],
  changes: [],
};
const refused: Partial<StepOutcome> = {
  records: [{ ...key, state: 'unknown', value: null, ttl: null }],
  changes: [],
  waiting: {
    failure: new Failure('permanent', 'GoDaddy does not accept the token'),
    until: Number.POSITIVE_INFINITY,
  },
};
const obstructed: Partial<StepOutcome> = {
  records: [
    {
      ...key,
      state: 'failed',
      value: null,
      ttl: null,
      failure: new Failure('record', 'home.example.com holds a CNAME to example.net'),
    },
  ],
  changes: [],
};

describe('the Home Assistant package', () => {
  it('uses only what the REST integration documents', () => {
    const entity = ['name', 'unique_id', 'icon', 'device_class', 'availability', 'value_template'];
    const entities = [...(rest?.sensor ?? []), ...(rest?.binary_sensor ?? [])];

    expect(Object.keys(home)).toEqual(['rest', 'automation']);
    expect(Object.keys(rest ?? {})).toEqual([
      'resource',
      'scan_interval',
      'timeout',
      'sensor',
      'binary_sensor',
    ]);
    for (const keys of entities.map(Object.keys))
      expect(keys.filter((name) => ![...entity, 'json_attributes'].includes(name))).toEqual([]);
    expect(new Set(entities.map(({ unique_id }) => unique_id)).size).toBe(entities.length);
    expect(rest?.resource).toBe('http://127.0.0.1:8080/healthz');
  });

  it('shows address, last sync and no problem when all is well', () => {
    const body = bodyAfter(round(inSync, '81.2.69.142'));

    expect(stateOf('sensor.ddns_ipv4_address', body)).toBe('81.2.69.142');
    expect(stateOf('sensor.ddns_ipv6_address', body)).toBe('unknown');
    expect(stateOf('sensor.ddns_last_sync', body)).toBe('2026-01-01T00:00:00Z');
    expect(stateOf('sensor.ddns_status', body)).toBe('ok');
    expect(isOn(problem, body)).toBe('off');
  });

  it('shows neither address nor problem before the first look', () => {
    const body = bodyAfter();

    expect(stateOf('sensor.ddns_ipv4_address', body)).toBe('unknown');
    expect(stateOf('sensor.ddns_last_sync', body)).toBe('unavailable');
    expect(stateOf('sensor.ddns_status', body)).toBe('starting');
    expect(isOn(problem, body)).toBe('off');
  });

  it('shows a problem when something fails', () => {
    expect(isOn(problem, bodyAfter(round(refused, '81.2.69.142')))).toBe('on');
    expect(isOn(problem, bodyAfter(round(obstructed, '81.2.69.142')))).toBe('on');
  });

  it.each(['Bad gateway', '{"error":"not found"}', '{"status":"ok","addresses":{}}', '[]', '5', '"ok"'])(
    'is unavailable, not wrong, when something else answers (%s)',
    (foreign) => {
      for (const id of sensors.keys()) expect(stateOf(id, foreign)).toBe('unavailable');
      expect(isOn(problem, foreign)).toBe('unavailable');
    },
  );

  it('keeps only attributes that the endpoint has', () => {
    const body = JSON.parse(bodyAfter());

    const attributes = [...sensors.values()].flatMap(({ json_attributes = [] }) => json_attributes);

    expect(attributes).not.toEqual([]);
    expect(Object.keys(body)).toEqual(expect.arrayContaining(attributes));
  });

  it('has the same last sync for an hour while all is well', async () => {
    const clock = new VirtualClock();
    const status = reported(clock, { target });
    const seen = new Set<string>();
    for (let minute = 0; minute < 60; minute++) {
      status.round(round(inSync, '81.2.69.142'));
      seen.add(stateOf('sensor.ddns_last_sync', JSON.stringify(status.report())));
      await clock.advance(59_000);
    }

    expect([...seen]).toEqual(['2026-01-01T00:00:00Z']);
  });

  it('keeps the same attributes from one poll to the next while nothing happens', async () => {
    const clock = new VirtualClock();
    const status = reported(clock, { target });
    const attributes = () => {
      status.round(round(inSync, '81.2.69.142'));
      const body = JSON.parse(JSON.stringify(status.report()));
      return [...sensors.values()].flatMap(({ json_attributes = [] }) =>
        json_attributes.map((name) => [name, body[name]]),
      );
    };

    const first = attributes();
    await clock.advance(60_000);
    const second = attributes();

    expect(second).toEqual(first);
  });

  it.each([
    {
      told: 'the credential',
      outcome: round(refused),
      text: 'example.com: GoDaddy does not accept the token',
    },
    {
      told: 'the record',
      outcome: round(obstructed),
      text: 'home.example.com: home.example.com holds a CNAME',
    },
    { told: 'the address', outcome: round(inSync), text: 'no source answered' },
  ])('tells why the records are not kept ($told)', ({ outcome, text: reason }) => {
    const message = notification(bodyAfter(outcome));

    expect(message).toContain(reason);
    expect(message).toContain('Last sync: none since its start.');
    // Once, however many records it is the reason of.
    expect(message.split(reason)).toHaveLength(2);
  });

  it('tells of a router that has no public address', () => {
    const well = JSON.parse(bodyAfter(round(inSync, '81.2.69.142')));
    const blocked = { kind: 'carrier-grade-nat', message: 'the provider shares the address' };

    expect(isOn(nat, JSON.stringify(well))).toBe('off');
    expect(isOn(nat, JSON.stringify({ ...well, nat: blocked }))).toBe('on');
  });

  it('tells another reason of the same problem too', () => {
    const [tell] = home.automation;

    for (const attribute of ['reasons', 'planned', 'retryAt'])
      expect(tell?.triggers).toContainEqual({
        ...{ trigger: 'state', entity_id: 'sensor.ddns_status', attribute, for: { minutes: 5 } },
      });
  });

  it('tells that nothing answers', () => {
    expect(notification(undefined)).toBe('homemade-ddns does not answer at its address.');
  });

  it('tells both a problem and silence, and takes the message back when the records are in sync', () => {
    const [tell, clear] = home.automation;
    const entities = new Set([problemId, natId, ...sensors.keys()]);
    const triggers = home.automation.flatMap((automation) => automation.triggers);

    expect(triggers.filter(({ entity_id }) => entity_id && !entities.has(entity_id))).toEqual([]);
    expect(tell?.triggers.flatMap(({ to }) => to ?? [])).toEqual(['on', 'unavailable']);
    expect(clear?.triggers[0]).toEqual({ trigger: 'state', entity_id: 'sensor.ddns_status', to: 'ok' });
    expect(clear?.actions[0]?.data?.notification_id).toBe(told(tell)?.notification_id);
  });

  it('tells also what failed already when Home Assistant started, if it still does some minutes later', () => {
    const [tell] = home.automation;
    const [wait, condition, notify] = tell?.actions ?? [];
    const waits = (platform: string) =>
      isTrue(render(wait?.if?.[0]?.value_template ?? '', { trigger: { platform } }));

    expect(tell?.triggers).toContainEqual({ trigger: 'homeassistant', event: 'start' });
    // A problem that begins during the delay is told for itself.
    expect(tell?.mode).toBe('restart');
    expect([waits('homeassistant'), waits('state')]).toEqual([true, false]);
    expect(wait?.then).toEqual([{ delay: { minutes: 10 } }]);
    const goesOn = (state: string, planned: readonly string[] = []) =>
      isTrue(
        render(condition?.value_template ?? '', {
          states: (id: string) => (id === problemId ? state : ''),
          state_attr: () => planned,
        }),
      );
    const told = ['on', 'unavailable', 'unknown', 'off'].filter((state) => goesOn(state));
    expect(told).toEqual(['on', 'unavailable', 'unknown']);
    // What DRY_RUN leaves undone is no problem, and told all the same.
    expect(goesOn('off', ['DRY_RUN is on'])).toBe(true);
    // Where nothing is to be told nothing runs, not even the wait.
    expect(tell?.conditions).toEqual([condition]);
    expect(notify?.action).toBe('persistent_notification.create');
  });
});

function round(step: Partial<StepOutcome>, address?: string): Partial<Round> {
  return {
    detections: {
      ipv4:
        address === undefined
          ? { kind: 'none', reason: 'no source answered', split: false, troubles: [] }
          : { kind: 'agreed', address, changed: true, witnesses: ['ipify'], troubles: [] },
    },
    step,
  };
}

/** What `/healthz` answers after these rounds. */
function bodyAfter(...rounds: readonly Partial<Round>[]): string {
  const status = reported(new VirtualClock(), { target });
  for (const one of rounds) status.round(one);
  return `${JSON.stringify(status.report())}\n`;
}

/** As Home Assistant does: `value_json` is there only when the answer is JSON, whatever its status code. */
function variables(body: string): Record<string, unknown> {
  try {
    return { value: body, value_json: JSON.parse(body) };
  } catch {
    return { value: body };
  }
}

function render(template: string, context: Record<string, unknown>): string {
  return new Template(template).render(context).trim();
}

function stateOf(id: string, body: string): string {
  const sensor = sensors.get(id);
  if (!sensor) throw new Error(`there is no ${id}`);
  return state(sensor, body);
}

function state({ availability, value_template }: Entity, body: string): string {
  const context = variables(body);
  return isTrue(render(availability, context)) ? render(value_template, context) : 'unavailable';
}

function isOn(sensor: Entity | undefined, body: string): string {
  if (!sensor) throw new Error('there is no problem sensor');
  const value = state(sensor, body);
  return value === 'unavailable' ? value : isTrue(value) ? 'on' : 'off';
}

/** Jinja in Python writes True, the one here true; Home Assistant takes both. */
function isTrue(rendered: string): boolean {
  return rendered.toLowerCase() === 'true';
}

function notification(body: string | undefined): string {
  const template = told(home.automation[0])?.message ?? '';
  const report = body === undefined ? {} : (JSON.parse(body) as Record<string, unknown>);
  const attributes = sensors.get('sensor.ddns_status')?.json_attributes ?? [];
  const context = {
    states: (id: string) => (body === undefined ? 'unknown' : stateOf(id, body)),
    has_value: (id: string) =>
      body !== undefined && (id === problemId || stateOf(id, body) !== 'unavailable'),
    state_attr: (id: string, name: keyof StatusReport) =>
      id === 'sensor.ddns_status' && attributes.includes(name) ? (report[name] ?? null) : null,
  };
  return render(template, context).replace(/\s+/g, ' ');
}

/** What the notification of an automation is made of. */
function told(automation: Automation | undefined): Readonly<Record<string, string>> | undefined {
  return automation?.actions.find(({ action }) => action === 'persistent_notification.create')?.data;
}

function entityId(domain: string, { name }: Pick<Entity, 'name'>): string {
  return `${domain}.${name.toLowerCase().replaceAll(' ', '_')}`;
}
