import type { Problem } from '../settings/problem.ts';
import type { Environment } from '../settings/secrets.ts';
import type { SettingReport, StatusReport } from './status-report.ts';
import { summaryOf } from './summary.ts';

export interface BadSettingsOptions {
  readonly problems: readonly Problem[];
  readonly env: Environment;
  /** What is accepted, as our own tables say it. */
  readonly ownTexts: ReadonlySet<string>;
  /** Whether this names a file rather than what was to be in one. */
  isPath(text: string): boolean;
  /** ISO 8601 UTC. */
  readonly since: string;
  readonly version: string;
}

/** The status of a program whose settings cannot be used. What was found in them is for the log alone. */
export function badSettingsReport(options: BadSettingsOptions): StatusReport {
  const { problems, since, version } = options;
  const settings = problems.map((problem) => settingReport(problem, options));
  const names = [...new Set(settings.map(({ variable }) => variable))].join(', ');
  const text = `The settings cannot be used, so no record is kept: see ${names}. What was found stands in the log`;
  const facts = {
    status: 'failing' as const,
    lastSuccessfulSync: null,
    lastAttempt: null,
    addresses: { ipv4: null, ipv6: null },
    addressErrors: { ipv4: null, ipv6: null },
    targets: [],
    sources: [],
    ...{ nat: null, dryRun: false },
    notes: [{ code: 'settings', target: null, since, text }],
    settings,
    version,
  };
  return { ...facts, ...summaryOf(facts) };
}

function settingReport(problem: Problem, { env, ownTexts, isPath }: BadSettingsOptions): SettingReport {
  const { variable, wrong, accepted, file } = problem;
  const found = new Set(Object.values(env).flatMap((value = '') => wordsIn(value).flatMap(withParents)));
  const saysNothingFound = (text: string) => !wordsIn(text).some((word) => found.has(word));
  // What a file or a secret holds is not known here, so it cannot be looked for.
  const isHidden = file !== undefined || (problem.found === undefined && (env[variable] ?? '').trim() !== '');
  const isShown = isHidden ? wrong.startsWith('cannot be read') : true;
  return {
    variable,
    file: file !== undefined && isPath(file) ? file : null,
    wrong: isShown && saysNothingFound(wrong) ? wrong : 'cannot be used',
    accepted:
      accepted !== undefined && (ownTexts.has(accepted) || saysNothingFound(accepted)) ? accepted : null,
  };
}

function wordsIn(text: string): string[] {
  const words = text.toLowerCase().split(/[^\p{L}\p{N}_.-]+/u);
  return words.map((word) => word.replace(/^\.+|\.+$/g, '')).filter((word) => word !== '');
}

/** A name, and the domains that it lies in. */
function withParents(word: string): string[] {
  const labels = word.split('.');
  return labels.map((_, index) => labels.slice(index).join('.'));
}
