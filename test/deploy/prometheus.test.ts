import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { systemClock } from '../../src/base/clock.ts';
import { createMetrics } from '../../src/web/metrics/metrics.ts';
import { text } from '../support/deployments.ts';

const shown = await createMetrics({ kept: [], clock: systemClock, version: '' }).text();
const names = [...shown.matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name = '', type]) =>
  type === 'histogram' ? [name, `${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
);

interface Panel {
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets: readonly { readonly expr: string }[];
}
const dashboard: { panels: Panel[]; templating: { list: { query: string | { query: string } }[] } } =
  JSON.parse(text('deploy/prometheus/grafana-dashboard.json'));
const { groups } = parse(text('deploy/prometheus/rules.yml')) as {
  groups: { rules: { alert: string; expr: string; annotations: object }[] }[];
};

const asked = {
  'the dashboard': [
    ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
    ...dashboard.templating.list.map(({ query }) => (typeof query === 'string' ? query : query.query)),
  ],
  'the alerts': groups.flatMap(({ rules }) => rules.map(({ expr }) => expr)),
};

it.each(Object.entries(asked))('%s asks for metrics that there are', (_, expressions) => {
  const used = expressions.flatMap((one) => one.match(/homemade_ddns_\w+/g) ?? []);

  expect(used.length).toBeGreaterThan(2);
  expect(used.filter((name) => !names.includes(name))).toEqual([]);
});

it('the panels of the dashboard do not lie on each other and fill its width', () => {
  const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, n) => `${x + (n % w)}:${y + Math.floor(n / w)}`),
  );

  expect(new Set(cells).size).toBe(cells.length);
  expect(cells.every((cell) => Number(cell.split(':')[0]) < 24)).toBe(true);
});
