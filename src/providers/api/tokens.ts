import { type GenericSchema, number, object, pipe, safeParse, string, transform, union } from 'valibot';
import { asFailure } from '../../base/failure.ts';
import type { Zone } from '../../dns/name.ts';
import { asUnconfirmed } from '../apply/one-by-one.ts';
import type { HostContext } from '../host.ts';
import { Refusal } from '../refusal.ts';
import type { ErrorReport, Vendor } from '../vendor.ts';
import { optionalText } from './error-text.ts';
import { type ApiRequest, type Fields, type JsonApi, type JsonApiOptions, jsonApi } from './rest-api.ts';

/** What a service lets us in with for a while. */
export interface Token {
  readonly text: string;
  /** Seconds that it lasts. */
  readonly lasts: number;
}

export interface TokenKeeperOptions extends Pick<HostContext, 'clock' | 'onSession'> {
  /** Asks for a token. Throws a Refusal when the credentials are refused. */
  ask(zone: Zone, signal: AbortSignal): Promise<Token>;
  /** Told of each token before it is used: whoever has it can do what the key can. */
  onToken(text: string): void;
}

// Seconds before its end at which a token is renewed.
const early = 60;

/** A token, asked for once for all who want it, and again before its end. */
export function tokenKeeper({ clock, onSession, ask, onToken }: TokenKeeperOptions) {
  let held: { readonly text: string; readonly until: number } | undefined;
  let asking: Promise<void> | undefined;

  async function renew(zone: Zone, signal: AbortSignal): Promise<void> {
    const { text, lasts } = await ask(zone, signal);
    onToken(text);
    onSession?.(text);
    held = { text, until: clock.monotonic() + Math.max(lasts - early, lasts / 2) * 1000 };
  }

  return {
    /** Empty where there is none. */
    get text() {
      return held?.text ?? '';
    },
    /** Resolves to whether the token was there already. */
    async ready(zone: Zone, signal: AbortSignal): Promise<boolean> {
      if (held && clock.monotonic() < held.until) return true;
      asking ??= renew(zone, signal).finally(() => {
        asking = undefined;
      });
      try {
        await asking;
        return false;
      } catch (thrown) {
        // What the token was wanted for was never sent.
        throw asUnconfirmed(asFailure(thrown), false);
      }
    },
    /** Takes one that was refused out of use, unless another has come meanwhile. */
    forget(text: string): void {
      if (held?.text === text) held = undefined;
    },
  };
}

export interface TokenApiOptions extends Omit<JsonApiOptions, 'headers'> {
  readonly context: Pick<HostContext, 'clock' | 'onSession'>;
  readonly ask: TokenKeeperOptions['ask'];
  /** The headers that a token goes into; default: `Authorization: Bearer`. */
  headers?(token: string): Readonly<Record<string, string>>;
}

/** An API that lets in by a token. One that is refused (401) is asked for anew once: nothing was carried out with it. */
export function tokenApi({ context, ask, headers = bearer, ...options }: TokenApiOptions): JsonApi {
  const secrets = [...options.secrets];
  const onToken = (text: string) => secrets.splice(options.secrets.length, 1, text);
  const keeper = tokenKeeper({ ...context, ask, onToken });

  async function using<T>({ zone, signal }: ApiRequest, work: () => Promise<T>): Promise<T> {
    const wasThere = await keeper.ready(zone, signal);
    const used = keeper.text;
    try {
      return await work();
    } catch (thrown) {
      if (!(thrown instanceof Refusal) || thrown.status !== 401) throw thrown;
      keeper.forget(used);
      if (!wasThere) throw thrown;
      await keeper.ready(zone, signal);
      return work();
    }
  }

  const api = jsonApi({ ...options, secrets, headers: () => headers(keeper.text) });
  return {
    title: api.title,
    answer: (request) => using(request, () => api.answer(request)),
    send: (request, schema) => using(request, () => api.send(request, schema)),
    receive: (request, schema) => using(request, () => api.receive(request, schema)),
  };
}

function bearer(token: string) {
  return { authorization: `Bearer ${token}` };
}

// Some say the seconds as a text.
const granted = object({
  access_token: string(),
  expires_in: pipe(union([number(), string()]), transform(Number)),
});
const refused = object({ error: string(), error_description: optionalText });

export interface DoorOptions extends Pick<Vendor, 'title' | 'secrets' | 'advice'> {
  readonly http: JsonApiOptions['http'];
  readonly onSession?: HostContext['onSession'];
  readonly url: string;
  /** Default: as OAuth 2.0 has it. */
  readonly report?: Vendor['report'];
}

/** How a token is asked for. */
export interface TokenRequest extends Pick<ApiRequest, 'form' | 'body' | 'headers'> {
  /** A signed text that lets in by itself for a while, which messages are kept clear of too. */
  readonly assertion?: string;
}

/** Where tokens are had: a POST to one address. */
export function tokenDoor({ url, onSession, report = grantReport, ...vendor }: DoorOptions) {
  const secrets = [...vendor.secrets];
  const door = jsonApi({ ...vendor, secrets, base: url, report, headers: () => ({}) });
  return <const S extends GenericSchema>(
    zone: Zone,
    signal: AbortSignal,
    { assertion, ...request }: TokenRequest,
    schema: S,
  ) => {
    if (assertion !== undefined) {
      secrets.splice(vendor.secrets.length, 1, assertion);
      onSession?.(assertion);
    }
    return door.send({ ...request, zone, signal, method: 'POST', action: 'read', path: '' }, schema);
  };
}

export interface GrantOptions extends DoorOptions {
  /** The grant as a form, made anew for each request. */
  form(): Fields | Promise<Fields>;
}

/** Asks for a token as OAuth 2.0 has it (RFC 6749, section 4.4.2; RFC 7523, section 2.1). */
export function oauthGrant({ form, ...options }: GrantOptions): TokenApiOptions['ask'] {
  const door = tokenDoor(options);
  return async (zone, signal) => {
    const fields = await form();
    const { assertion } = fields;
    const request = { form: fields, ...(typeof assertion === 'string' && { assertion }) };
    const { access_token: text, expires_in: lasts } = await door(zone, signal, request, granted);
    return { text, lasts };
  };
}

const ofClient = ['invalid_client', 'unauthorized_client', 'invalid_grant', 'access_denied'];

/** What is wrong with a grant (RFC 6749, section 5.2); bad credentials are told with 400 by many. */
export function grantReport(body: unknown): ErrorReport {
  const { output, success } = safeParse(refused, body);
  if (!success) return {};
  const { error: code, error_description: message } = output;
  return { code, message, ...(ofClient.includes(code) && { status: 401 }) };
}
