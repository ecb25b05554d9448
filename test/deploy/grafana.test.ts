import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as allOf } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { text } from '../support/deployments.ts';

// Grafana's schema of dashboards is made known as types of TypeScript, so the compiler holds the JSON against it.

const require = createRequire(import.meta.url);
const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));
const compiler = join(require.resolve('typescript/package.json'), '..', 'bin', 'tsc');
const dashboard = text('deploy/prometheus/grafana-dashboard.json');

/** Enums are written as their values in JSON; what only holds anything is held to what the panel makes of it. */
const types = `import type { Dashboard, DataSourceRef, Panel } from '@grafana/schema';
import type * as stat from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen';
import type * as series from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';

type Json<T> = T extends string ? \`\${T}\` : T extends readonly (infer One)[] ? readonly Json<One>[]
  : T extends object ? { [Key in keyof T]: Json<T[Key]> } : T;
interface Query { datasource: DataSourceRef; expr: string; refId: string; legendFormat?: string; format?: 'time_series' | 'table' | 'heatmap';
  instant?: boolean; range?: boolean; exemplar?: boolean; hide?: boolean; interval?: string }
type Field<Custom> = { defaults: Omit<NonNullable<Panel['fieldConfig']>['defaults'], 'custom' | 'mappings'> & { custom?: Custom;
  mappings?: readonly object[] }; overrides: NonNullable<Panel['fieldConfig']>['overrides'] };
type Own<Type, Options, Custom> = Omit<Json<Panel>, 'type' | 'options' | 'fieldConfig' | 'targets'> & { type: Type;
  options: Json<Partial<Options>>; fieldConfig: Json<Field<Custom>>; targets: readonly Query[]; gridPos: object; id: number };
type Shown = Own<'stat', stat.Options, never> | Own<'timeseries', series.Options, Partial<series.FieldConfig>>;
const dashboard: Omit<Json<Dashboard>, 'panels'> & { panels: readonly Shown[]; schemaVersion: number; uid: string } = `;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'grafana-'));
  symlinkSync(modules, join(folder, 'node_modules'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What the compiler has against it; empty where nothing. */
async function faultsOf(json: string): Promise<string> {
  const file = join(folder, 'dashboard.ts');
  writeFileSync(file, `${types}${json};\nvoid dashboard;\n`);
  const options = [
    '--ignoreConfig',
    '--noEmit',
    '--strict',
    '--skipLibCheck',
    '--module',
    'nodenext',
    '--target',
    'es2024',
  ];
  const run = spawn(process.execPath, [compiler, ...options, file], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return allOf(run.stdout);
}

it("the dashboard has the form of Grafana's own schema", async () => {
  expect(await faultsOf(dashboard)).toBe('');
});

it.each([
  ['"schemaVersion"', '"schemeVersion"', 'schemeVersion'],
  ['"gridPos"', '"gridPosition"', 'gridPosition'],
  ['"mode": "absolute"', '"mode": "total"', '"total"'],
  ['"type": "stat"', '"type": "status"', '"status"'],
  ['"expr"', '"expression"', 'expression'],
  ['"refresh": 2', '"refresh": 7', '7'],
  ['"overrides": []', '"overrides": {}', 'matcher'],
])('%s as %s is none of its', async (right, wrong, said) => {
  expect(dashboard).toContain(right);

  const faults = await faultsOf(dashboard.replace(right, wrong));

  expect(faults).toMatch(/^dashboard\.ts/);
  expect(faults).toContain(said);
});
