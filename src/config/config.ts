import { Cron } from 'croner';
import { messageOf } from '../base/failure.ts';
import { type Family, families } from '../ip/address.ts';
import { ConfigError, type Problem } from '../settings/problem.ts';
import { proxyProblems } from '../settings/proxy.ts';
import type { Environment } from '../settings/secrets.ts';
import { readSettings, withoutEmpty } from '../settings/values.ts';
import { defaultSources, parseSources } from '../sources/registry.ts';
import type { SourceSpec } from '../sources/source.ts';
import {
  moreRuntimeVariables,
  type ProgramValues,
  programFacts,
  programSettings,
  runtimeVariables,
} from './program-settings.ts';
import { type KnownProviders, readTargets, type Target } from './targets.ts';
import { suspectedTypos } from './typos.ts';

/** Everything the program was told, checked. Durations in milliseconds. */
export interface Config extends ReturnType<typeof programFacts> {
  readonly targets: readonly Target[];
  /** The families that some target keeps. */
  readonly families: readonly Family[];
  /** The sources of each family that a target keeps, not open yet. */
  readonly sources: Readonly<Record<Family, readonly SourceSpec[]>>;
  readonly quorum: Readonly<Record<Family, number>>;
  readonly healthMaxAge: number;
  /** Sentences the owner should read, though the settings can be used. */
  readonly warnings: readonly string[];
}

/** Reads all settings. Throws one ConfigError that names every problem. */
export function readConfig(environment: Environment, known: KnownProviders): Config {
  const env = withoutEmpty(environment);
  const problems: Problem[] = [];
  const warnings: string[] = [];
  const report = (problem: Problem) => problems.push(problem);

  const { values: program, complete } = readSettings(env, programSettings, { report });
  const {
    targets,
    families: kept,
    variables,
  } = readTargets(env, known, report, (warning) => warnings.push(warning));
  const settings = [
    ...Object.keys(programSettings),
    ...Object.keys(runtimeVariables),
    ...moreRuntimeVariables,
    ...variables,
  ];
  for (const [name, meant] of suspectedTypos(Object.keys(env), settings)) {
    warnings.push(`${name} is no setting; was ${meant} meant?`);
  }

  problems.push(...proxyProblems(env));
  const desiredFamilies = families.filter((family) => kept.includes(family));
  const voters = readVoters(program, desiredFamilies, report);
  warnings.push(...withoutEffect(env, program, desiredFamilies));
  if (problems.length > 0 || !complete) throw new ConfigError(problems, warnings);

  return {
    targets,
    families: desiredFamilies,
    ...voters,
    ...programFacts(complete),
    healthMaxAge: complete.HEALTH_MAX_AGE ?? defaultMaxAge(complete.SCHEDULE),
    warnings,
  };
}

function readVoters(
  program: Partial<ProgramValues>,
  desired: readonly Family[],
  report: (problem: Problem) => void,
): Pick<Config, 'sources' | 'quorum'> {
  const sources: Record<Family, readonly SourceSpec[]> = { ipv4: [], ipv6: [] };
  const quorum: Record<Family, number> = { ipv4: 1, ipv6: 1 };
  for (const family of desired) {
    const variable = family === 'ipv4' ? 'IPV4_SOURCES' : 'IPV6_SOURCES';
    const entries = program[variable];
    try {
      sources[family] = parseSources(entries ?? defaultSources[family], family);
    } catch (error) {
      report({
        variable,
        found: entries?.join(',') ?? '',
        wrong: messageOf(error),
      });
      continue;
    }
    const operators = new Set(
      sources[family].filter((source) => source.transport !== 'local').map((source) => source.operator),
    ).size;
    quorum[family] = program.IP_QUORUM ?? Math.max(1, Math.min(2, operators));
    if (program.IP_QUORUM !== undefined && operators > 0 && program.IP_QUORUM > operators) {
      report({
        variable: 'IP_QUORUM',
        found: String(program.IP_QUORUM),
        wrong: `is more than the ${operators} ${operators === 1 ? 'operator' : 'operators'} of the ${family} sources, so no address could ever be agreed`,
        accepted: `1 to ${operators}, or more sources of other operators in ${variable}`,
      });
    }
  }
  return { sources, quorum };
}

function withoutEffect(
  env: Environment,
  program: Partial<ProgramValues>,
  desired: readonly Family[],
): string[] {
  const rules: [variable: string, when: boolean, why: string][] = [
    ['IPV4_SOURCES', !desired.includes('ipv4'), 'no target has ipv4 in IP_FAMILIES'],
    ['IPV6_SOURCES', !desired.includes('ipv6'), 'no target has ipv6 in IP_FAMILIES'],
    ['IPV6_SUFFIX', !desired.includes('ipv6'), 'no target has ipv6 in IP_FAMILIES'],
    ['HTTP_HOST', program.HTTP_PORT === 0, 'HTTP_PORT=0 switches the endpoint off'],
    ['HTTP_ALLOWED_HOSTS', program.HTTP_PORT === 0, 'HTTP_PORT=0 switches the endpoint off'],
    ['HTTP_ALLOW_PUBLIC', program.HTTP_PORT === 0, 'HTTP_PORT=0 switches the endpoint off'],
    ['HEALTH_MAX_AGE', program.HTTP_PORT === 0, 'HTTP_PORT=0 switches the endpoint off'],
    ['SCHEDULE', program.ONCE === true, 'ONCE=true makes a single round'],
    ['RECHECK', program.ONCE === true, 'ONCE=true makes a single round'],
    ['ON_STOP', program.ONCE === true && program.ON_STOP === 'delete', 'ONCE=true ends by itself'],
    ['ON_STOP', program.DRY_RUN === true && program.ON_STOP === 'delete', 'DRY_RUN=true writes nothing'],
  ];
  return rules
    .filter(([variable, when]) => when && env[variable] !== undefined)
    .map(([variable, , why]) => `${variable} has no effect: ${why}.`);
}

const quarterHour = 15 * 60_000;

/** A program that looks once a day is not ill because its last look was hours ago. */
function defaultMaxAge(schedule: string): number {
  const runs = new Cron(schedule, { paused: true }).nextRuns(50);
  const gaps = runs.slice(1).map((run, index) => run.getTime() - (runs[index]?.getTime() ?? 0));
  const longest = Math.max(0, ...gaps);
  return longest > quarterHour / 3 ? longest + quarterHour : quarterHour;
}
