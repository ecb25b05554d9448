import {
  boolean,
  type GenericSchema,
  type InferOutput,
  nullable,
  number,
  object,
  safeParse,
  string,
} from 'valibot';
import { optionalText } from '../../api/error-text.ts';
import { type ApiRequest, type JsonApi, jsonApi } from '../../api/rest-api.ts';
import type { HostContext } from '../../host.ts';
import { Refusal } from '../../refusal.ts';
import type { ErrorReport } from '../../vendor.ts';

export interface PiholeSession {
  /** One call within a session, which is begun where there is none and begun anew where it has ended. */
  send<const S extends GenericSchema>(request: ApiRequest, schema: S): Promise<InferOutput<S>>;
}

const begun = object({
  session: object({ valid: boolean(), sid: nullable(string()), validity: number() }),
});
const errorBody = object({ error: object({ key: optionalText, message: optionalText, hint: optionalText }) });

// A session that is used lives on; one is begun anew a little before its end.
const early = 30_000;

/** The API of Pi-hole 6, whose sessions live as long as they say. https://docs.pi-hole.net/api/auth/ */
export function piholeSession(
  context: HostContext,
  base: string,
  password: string | undefined,
): PiholeSession {
  const { clock, onSession } = context;
  const secrets = [...context.secrets];
  let session: { readonly id: string | null; readonly until: number } | undefined;
  const api: JsonApi = jsonApi({
    ...context,
    base,
    secrets,
    advice: {
      credentials: 'check PIHOLE_PASSWORD; where its login asks for a code, create an app password',
      permission:
        'PIHOLE_PASSWORD must be allowed to change the settings (webserver.api.app_sudo for an app password)',
      zone: 'PIHOLE_API_URL, that it is Pi-hole 6',
    },
    headers: () => (session?.id == null ? {} : { 'x-ftl-sid': session.id }),
    report,
  });

  async function begin({ zone, signal }: ApiRequest): Promise<void> {
    session = undefined;
    const body = { password: password ?? '' };
    const login = { zone, signal, method: 'POST', path: '/auth', action: 'read', body } as const;
    const { session: made } = await api.send(login, begun);
    if (made.sid !== null) {
      secrets.splice(context.secrets.length, 1, made.sid);
      onSession?.(made.sid);
    }
    session = { id: made.sid, until: clock.monotonic() + made.validity * 1000 - early };
  }

  return {
    async send(request, schema) {
      const isKept = session !== undefined && clock.monotonic() < session.until;
      if (!isKept) await begin(request);
      try {
        return await api.send(request, schema);
      } catch (thrown) {
        if (!isKept || !(thrown instanceof Refusal) || thrown.status !== 401) throw thrown;
        await begin(request);
        return api.send(request, schema);
      }
    },
  };
}

function report(body: unknown): ErrorReport {
  const { output, success } = safeParse(errorBody, body);
  if (!success) return {};
  const { key, message, hint } = output.error;
  return { code: key, message: hint === undefined ? message : `${message} (${hint})` };
}
