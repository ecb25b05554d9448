import { messageOf } from '../base/failure.ts';
import type { Family } from '../ip/address.ts';
import type { Notifier } from '../notifiers/notifier.ts';
import { type Form, unknownNames } from '../settings/form.ts';
import { ConfigError, type Problem, problemText } from '../settings/problem.ts';
import { proxyProblems } from '../settings/proxy.ts';
import { type Environment, type SecretFiles, secretsIn, unreadable } from '../settings/secrets.ts';
import type { SettingsTable, Texts } from '../settings/setting.ts';
import { readSettings } from '../settings/values.ts';
import { defaultMaxAge } from './health-age.ts';
import { type LineConfig, linesOf } from './lines.ts';
import { brokerUserProblems, mqttSettings } from './mqtt-settings.ts';
import {
  moreRuntimeVariables,
  type ProgramValues,
  programFacts,
  programSettings,
  runtimeVariables,
} from './program-settings.ts';
import { withCharacter } from './slips/character.ts';
import { plainEnvironment } from './slips/environment.ts';
import { wrongNames } from './slips/wrong-names.ts';
import { type KnownProviders, readTargets, type Target } from './targets.ts';
import { checkTimeZone } from './time-zone.ts';
import { withoutEffectThere } from './update-only.ts';

/** A target, and the line that tells its addresses. */
export interface TargetOnLine extends Target {
  readonly line: string;
}

/** Everything the program was told, checked. Durations in milliseconds. */
export interface Config extends ReturnType<typeof programFacts> {
  /** The program's own secrets that come from files, which may hold others later. */
  readonly ownFiles: { readonly texts: Texts; readonly files: SecretFiles };
  readonly targets: readonly TargetOnLine[];
  /** That of target 1 first. */
  readonly lines: readonly LineConfig[];
  readonly healthMaxAge: number;
  /** Who is told of what happens. */
  readonly notifiers: readonly Notifier[];
  /** Texts of the program's own settings that must never be shown. */
  readonly secrets: readonly string[];
  /** Sentences the owner should read, though the settings can be used. */
  readonly warnings: readonly string[];
}

/** Reads all settings, those of a form with what is wrong with it. Throws one ConfigError that names every problem. */
export function readConfig(environment: Environment, known: KnownProviders, form?: Form): Config {
  const { env, warnings: slips } = plainEnvironment(environment, known.providers);
  const problems = new Map<string, Problem>();
  const warnings = new Set(slips);
  // What several targets take over is told once.
  const report = (problem: Problem) => {
    const pointed = withCharacter(problem);
    problems.set(problemText(pointed), pointed);
  };
  const warn = (warning: string) => warnings.add(warning);

  const { values: program, complete, texts, files } = readSettings(env, programSettings, { report, warn });
  const notifiers = readNotifiers(program.NOTIFY_URLS, files.NOTIFY_URLS, known, report);
  // Node.js reads it with all that stands around it.
  checkTimeZone(env.TZ && environment.TZ, program.ONCE ? undefined : program.SCHEDULE, report, warn);
  for (const problem of [...proxyProblems(env), ...brokerUserProblems(env, program)]) report(problem);
  for (const problem of halfLogins(env)) report(problem);
  const read = readTargets(env, known, report, warn);
  const settings = [
    ...variablesOf(programSettings),
    ...Object.keys(runtimeVariables),
    ...moreRuntimeVariables,
    ...read.variables,
  ];
  const found = Object.keys(env).filter((name) => !read.refused.includes(name));
  for (const warning of wrongNames(found, settings, known.providers)) warn(warning);
  if (form) for (const problem of [...form.problems, ...unknownNames(form, settings)]) report(problem);
  const deletesAtStop = program.ON_STOP === 'delete' && !program.ONCE && !program.DRY_RUN;
  const vain = [
    ...withoutEffect(env, program),
    ...ofOtherFamily(env, read.families),
    ...withoutEffectThere(env, read.targets, deletesAtStop),
  ];
  for (const warning of vain) warn(warning);
  if (problems.size > 0 || !complete) throw new ConfigError([...problems.values()], [...warnings]);

  const { lines, lineOf } = linesOf(read.targets);
  return {
    ownFiles: { texts, files },
    targets: read.targets.map((target) => ({ ...target, line: lineOf.get(target.number) ?? '' })),
    lines,
    ...programFacts(complete),
    notifiers,
    secrets: Object.values(secretsIn(texts, programSettings)),
    healthMaxAge: complete.HEALTH_MAX_AGE ?? defaultMaxAge(complete.SCHEDULE),
    warnings: [...warnings],
  };
}

function readNotifiers(
  text: string | undefined,
  file: string | undefined,
  known: KnownProviders,
  report: (problem: Problem) => void,
): readonly Notifier[] {
  if (text === undefined || text === unreadable) return [];
  try {
    return known.readNotifiers?.(text) ?? [];
  } catch (error) {
    report({ variable: 'NOTIFY_URLS', wrong: messageOf(error), ...(file !== undefined && { file }) });
    return [];
  }
}

/** Every name that something of a table can be given under. */
function variablesOf(table: SettingsTable): string[] {
  return Object.entries(table).flatMap(([name, { secret }]) => (secret ? [name, `${name}_FILE`] : [name]));
}

/** A router needs a user and a password. */
function halfLogins(env: Environment): Problem[] {
  const given = (name: string) => env[name] !== undefined || env[`${name}_FILE`] !== undefined;
  const both = ['PUSH_USER', 'PUSH_PASSWORD'] as const;
  const [has, lacks] = [both.find(given), both.find((name) => !given(name))];
  if (has === undefined || lacks === undefined) return [];
  const { accepted } = programSettings[lacks];
  return [{ variable: lacks, wrong: `is not set, and ${has} alone lets no router in`, accepted }];
}

function withoutEffect(env: Environment, program: Partial<ProgramValues>): string[] {
  const rules: [variable: string, when: boolean, why: string][] = [
    ['HTTP_HOST', program.HTTP_PORT === 0, 'HTTP_PORT=0 switches the endpoint off'],
    ['HTTP_ALLOWED_HOSTS', program.HTTP_PORT === 0, 'HTTP_PORT=0 switches the endpoint off'],
    ['HTTP_ALLOW_PUBLIC', program.HTTP_PORT === 0, 'HTTP_PORT=0 switches the endpoint off'],
    ['HEALTH_MAX_AGE', program.HTTP_PORT === 0, 'HTTP_PORT=0 switches the endpoint off'],
    ['METRICS', program.HTTP_PORT === 0, 'HTTP_PORT=0 switches the endpoint off'],
    ['HEARTBEAT_EVERY', program.HEARTBEAT_URL === undefined, 'HEARTBEAT_URL is not set'],
    ['NOTIFY_ON', program.NOTIFY_URLS === undefined, 'NOTIFY_URLS is not set'],
    ...Object.keys(mqttSettings).map((variable): [string, boolean, string] => [
      variable,
      program.ONCE === true || (env.MQTT_URL === undefined && variable !== 'MQTT_URL'),
      program.ONCE === true ? 'ONCE=true makes a single round' : 'MQTT_URL is not set',
    ]),
    ['PUSH_USER', program.HTTP_PORT === 0, 'HTTP_PORT=0 switches the endpoint off'],
    ['PUSH_USER', program.ONCE === true, 'ONCE=true makes a single round'],
    ['CHECK_URLS', program.ONCE === true, 'ONCE=true makes a single round'],
    ['SCHEDULE', program.ONCE === true, 'ONCE=true makes a single round'],
    ['RECHECK', program.ONCE === true, 'ONCE=true makes a single round'],
    ['ON_STOP', program.ONCE === true && program.ON_STOP === 'delete', 'ONCE=true ends by itself'],
    ['ON_STOP', program.DRY_RUN === true && program.ON_STOP === 'delete', 'DRY_RUN=true writes nothing'],
  ];
  return rules
    .filter(([variable, when]) => when && env[variable] !== undefined)
    .map(([variable, , why]) => `${variable} has no effect: ${why}.`);
}

const familyOfSetting = { IPV4_SOURCES: 'ipv4', IPV6_SOURCES: 'ipv6', IPV6_SUFFIX: 'ipv6' } as const;

/** What is set for a family that its target does not keep; without a number it is for all that have none of their own. */
function ofOtherFamily(env: Environment, kept: ReadonlyMap<number, readonly Family[]>): string[] {
  return Object.entries(familyOfSetting).flatMap(([setting, family]) => {
    const own = [...kept].filter(([number]) => number > 1 && env[`${setting}_${number}`] !== undefined);
    const idle = own.filter(([, families]) => !families.includes(family));
    const others = [...kept].filter(([number]) => !own.some(([one]) => one === number));
    const isPlainIdle =
      env[setting] !== undefined && !others.some(([, families]) => families.includes(family));
    return [
      ...(isPlainIdle
        ? [`${setting} has no effect: no target without one of its own has ${family} in IP_FAMILIES.`]
        : []),
      ...idle.map(
        ([number]) =>
          `${setting}_${number} has no effect: target ${number} has no ${family} in ${namedIn(env, number)}.`,
      ),
    ];
  });
}

/** What says the families of a target. */
function namedIn(env: Environment, number: number): string {
  const own = `IP_FAMILIES_${number}`;
  return env[own] === undefined ? 'IP_FAMILIES' : own;
}
