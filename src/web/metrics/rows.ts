import Counter from 'prom-client/lib/counter.js';
import Gauge from 'prom-client/lib/gauge.js';
import Histogram from 'prom-client/lib/histogram.js';
import type { StepOutcome } from '../../core/outcome.ts';
import type { Hub } from './hub.ts';
import { worldRows } from './world-rows.ts';

const seconds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Each metric, with what it is made of. Names and units follow https://prometheus.io/docs/practices/naming/ */
export const rows: readonly ((hub: Hub) => void)[] = [
  function buildInfo({ registers, version }) {
    const gauge = new Gauge({
      ...{ name: 'homemade_ddns_build_info', help: 'Always 1; the version is a label.' },
      ...{ labelNames: ['version'], registers: [...registers] },
    });
    gauge.set({ version }, 1);
  },

  function lastSync({ registers, state }) {
    new Gauge({
      ...{ name: 'homemade_ddns_last_success_timestamp_seconds', registers: [...registers] },
      help: 'When every record was last confirmed for the newest addresses; 0 before the first time.',
      collect() {
        this.set((state().lastSync?.wall ?? 0) / 1000);
      },
    });
  },

  function records({ registers, state, kept }) {
    new Gauge({
      ...{ name: 'homemade_ddns_records', help: 'Kept records by their state.' },
      ...{ labelNames: ['provider', 'zone', 'state'], registers: [...registers] },
      collect() {
        this.reset();
        for (const { target } of kept) {
          const about = { provider: target.host, zone: target.zone.name };
          const step = state().steps.get(target.id);
          for (const record of step?.records ?? []) this.inc({ ...about, state: record.state });
          if (!step) this.inc({ ...about, state: 'pending' }, target.keys.length);
        }
      },
    });
  },

  function nextRetry({ registers, state, kept, wallOf }) {
    new Gauge({
      ...{ name: 'homemade_ddns_retry_timestamp_seconds', registers: [...registers] },
      help: 'When a DNS host that is being left alone is asked again; no value where it is not left alone, +Inf for ever.',
      labelNames: ['provider', 'zone'],
      collect() {
        this.reset();
        for (const { target } of kept) {
          const waiting = state().steps.get(target.id)?.waiting;
          if (waiting) this.set({ provider: target.host, zone: target.zone.name }, wallOf(waiting.until));
        }
      },
    });
  },

  function looks({ registers, onOutcome, state }) {
    const counter = new Counter({
      ...{ name: 'homemade_ddns_looks_total', help: 'Looks for the public addresses, by what they came to.' },
      ...{ labelNames: ['line', 'outcome'], registers: [...registers] },
    });
    const duration = new Histogram({
      ...{ name: 'homemade_ddns_look_duration_seconds', help: 'How long looks took.' },
      ...{ labelNames: ['line'], buckets: seconds, registers: [...registers] },
    });
    onOutcome((outcome) => {
      if (outcome.kind !== 'looked') return;
      const { line, took } = outcome;
      const found = Object.values(state().lines.get(line)?.detections ?? {});
      const agreed = found.filter(({ kind }) => kind === 'agreed').length;
      const all = found.length > 0 && agreed === found.length;
      counter.inc({ line, outcome: all ? 'agreed' : agreed > 0 ? 'partly' : 'none' });
      duration.observe({ line }, took / 1000);
    });
  },

  function addressChanges({ registers, onEvent }) {
    const counter = new Counter({
      ...{
        name: 'homemade_ddns_address_changes_total',
        help: 'New public addresses, the first not counted.',
      },
      ...{ labelNames: ['family'], registers: [...registers] },
    });
    onEvent((event) => {
      if (event.kind === 'address-changed' && event.from !== undefined) counter.inc({ family: event.family });
    });
  },

  function steps({ registers, onOutcome }) {
    const counter = new Counter({
      ...{ name: 'homemade_ddns_steps_total', help: 'Steps of a zone, by what they came to.' },
      ...{ labelNames: ['provider', 'zone', 'outcome'], registers: [...registers] },
    });
    const duration = new Histogram({
      ...{ name: 'homemade_ddns_step_duration_seconds', help: 'How long steps took.' },
      ...{ labelNames: ['provider', 'zone'], buckets: seconds, registers: [...registers] },
    });
    onOutcome((outcome) => {
      if (outcome.kind !== 'stepped') return;
      const about = { provider: outcome.target.host, zone: outcome.target.zone.name };
      counter.inc({ ...about, outcome: outcomeOf(outcome.step) });
      if (outcome.took !== undefined) duration.observe(about, outcome.took / 1000);
    });
  },

  function changes({ registers, onEvent }) {
    const counter = new Counter({
      ...{ name: 'homemade_ddns_changes_total', help: 'Changes of records that the DNS host has confirmed.' },
      ...{ labelNames: ['provider', 'zone', 'type', 'action'], registers: [...registers] },
    });
    onEvent((event) => {
      if (event.kind !== 'record-changed') return;
      const { target, change } = event;
      const { type, action } = change;
      counter.inc({ provider: target.host, zone: target.zone.name, type, action });
    });
  },

  function answers({ registers, onAnswer }) {
    const counter = new Counter({
      ...{
        name: 'homemade_ddns_source_answers_total',
        help: 'Answers of sources, by whether they can be used.',
      },
      ...{ labelNames: ['source', 'family', 'outcome'], registers: [...registers] },
    });
    onAnswer(({ source, family, isUsable }) =>
      counter.inc({ source, family, outcome: isUsable ? 'usable' : 'unusable' }),
    );
  },

  function requests({ registers, onRequest }) {
    const about = { labelNames: ['to', 'status'], registers: [...registers] };
    const counter = new Counter({
      ...{ ...about, name: 'homemade_ddns_http_requests_total' },
      help: 'HTTP requests to DNS hosts and sources, by class of the status; "none" where no answer came.',
    });
    const duration = new Histogram({
      ...{ ...about, name: 'homemade_ddns_http_request_duration_seconds' },
      ...{ help: 'How long HTTP requests took.', buckets: seconds },
    });
    onRequest(({ to, status, ms }) => {
      const labels = { to, status: status === undefined ? 'none' : `${Math.floor(status / 100)}xx` };
      counter.inc(labels);
      duration.observe(labels, ms / 1000);
    });
  },

  ...worldRows,
];

function outcomeOf({ waiting, records, changes }: StepOutcome): string {
  if (waiting) return waiting.failure.kind;
  if (records.some(({ state }) => state === 'failed')) return 'refused';
  if (records.some(({ state }) => state === 'unknown')) return 'unconfirmed';
  return changes.length > 0 ? 'changed' : 'unchanged';
}
