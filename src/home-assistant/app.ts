import { messageOf } from '../base/failure.ts';
import type { Spellings } from '../base/spellings.ts';
import type { Http } from '../http/client.ts';
import { readAsRoot } from '../process/own-user.ts';
import type { Form } from '../settings/form.ts';
import type { Problem } from '../settings/problem.ts';
import type { Environment } from '../settings/secrets.ts';
import { findBroker } from './broker.ts';
import { inForm, problemsInForm, spellingsInForm } from './naming.ts';
import { type Options, parseOptions, unreadable } from './options.ts';

/** The program as an app (add-on) of Home Assistant, which is set up in a form there. */
export interface HomeAssistantApp {
  readonly form: Form;
  /** The settings that the form makes. */
  readonly env: Environment;
  /** The Supervisor, which alone shows the page: developers.home-assistant.io/docs/apps/presentation#ingress */
  readonly ingress: string;
  /** The settings with those of Home Assistant's broker; `reason`: why there are none of it. Never rejects. */
  withBroker(
    http: Http,
    signal: AbortSignal,
  ): Promise<{ readonly env: Environment; readonly reason?: string }>;
  /** What is wrong, and what deserves a look, in the words of the form. */
  readonly words: {
    problems(problems: readonly Problem[]): Problem[];
    sentence(sentence: string): string;
    spellings(spellings: Spellings | undefined): Spellings;
  };
}

const optionsPath = '/data/options.json';
const ingress = '172.30.32.2';
/** What the Supervisor alone is to be told. */
const tokens = ['SUPERVISOR_TOKEN', 'HASSIO_TOKEN'];

/**
 * Reads the options as root and gives root up: to be called before anything else is loaded. Sets the time zone where the
 * options do. A text where root cannot be given up, which says so.
 */
export function startApp(environment: NodeJS.ProcessEnv): HomeAssistantApp | string {
  let text: string | Error;
  try {
    text = readAsRoot(optionsPath);
  } catch (error) {
    return `The app has to begin as root, which it gives up, but it cannot: ${messageOf(error)}`;
  }
  const options = typeof text === 'string' ? parseOptions(text) : withoutOptions(text);
  if (options.env.TZ !== undefined) environment.TZ = options.env.TZ;
  return appOf(options, environment);
}

/** The app with these options. Pure. */
export function appOf(options: Options, environment: Environment): HomeAssistantApp {
  const others = Object.entries(environment).filter(([name]) => !tokens.includes(name));
  const env = { ...Object.fromEntries(others), ...options.env };
  const token = tokens.map((name) => environment[name]).find((value) => value !== undefined && value !== '');
  return {
    form: options,
    env,
    ingress,
    async withBroker(http, signal) {
      if (!options.mqtt || env.MQTT_URL !== undefined || token === undefined) return { env };
      const found = await findBroker(http, token, signal);
      // A user of one's own at that broker counts.
      return { ...found, env: { ...found.env, ...env } };
    },
    words: {
      problems: (problems) => problemsInForm(problems, env),
      sentence: inForm,
      spellings: spellingsInForm,
    },
  };
}

function withoutOptions({ message }: Error): Options {
  const wrong = `in ${optionsPath} cannot be read: ${message}`;
  const accepted = 'the file that the Supervisor writes when it starts the app';
  return unreadable(wrong, accepted);
}
