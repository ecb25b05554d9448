import { type GenericSchema, type InferOutput, number, object, safeParse, string, union } from 'valibot';
import { joined, optionalText } from '../../api/error-text.ts';
import { jsonApi } from '../../api/rest-api.ts';
import type { RecordPlace } from '../../apply/per-record.ts';
import type { HostContext } from '../../host.ts';
import { Refusal } from '../../refusal.ts';
import type { ErrorReport } from '../../vendor.ts';

export interface NetcupAccess {
  readonly url: string;
  readonly customerNumber: string;
  readonly apiKey: string;
  readonly apiPassword: string;
}

export interface NetcupSession {
  /** One action within a session, which is begun where there is none and begun anew where netcup forgot it. */
  send<const S extends GenericSchema>(action: NetcupAction, schema: S): Promise<InferOutput<S>>;
  end(place: RecordPlace): Promise<void>;
}

export interface NetcupAction {
  readonly name: string;
  readonly place: RecordPlace;
  readonly parameters?: object;
  /** Default read. */
  readonly kind?: 'read' | 'write';
}

const loggedIn = object({ responsedata: object({ apisessionid: string() }) });
const answered = object({ status: string() });
const errorBody = object({
  statuscode: union([number(), string()]),
  shortmessage: optionalText,
  longmessage: optionalText,
  serverrequestid: optionalText,
});

// netcup ends a session after 15 minutes.
const longest = 10 * 60_000;

/** netcup's CCP API: one address for all actions, always status 200. https://ccp.netcup.net/run/webservice/servers/endpoint.php */
export function netcupSession(context: HostContext, access: NetcupAccess): NetcupSession {
  const { clock, onSession } = context;
  const { url, customerNumber, apiKey, apiPassword } = access;
  // The id of the session joins them: whoever has it can do what the password can.
  const secrets = [...context.secrets];
  const vendor = {
    ...context,
    base: url,
    secrets,
    advice: {
      credentials: 'check NETCUP_CUSTOMER_NUMBER, NETCUP_API_KEY and NETCUP_API_PASSWORD',
      permission: 'check NETCUP_CUSTOMER_NUMBER, NETCUP_API_KEY and NETCUP_API_PASSWORD',
      zone: 'that its name servers are those of netcup; this API does not reach zones in CloudDNS: use PROVIDER=netcupclouddns there',
    },
    headers: () => ({}),
    isError: (body: unknown) => {
      const { output, success } = safeParse(answered, body);
      return success && output.status !== 'success';
    },
  };
  const door = jsonApi({ ...vendor, report: loginReport });
  const api = jsonApi({ ...vendor, report });
  let session: { readonly id: string; readonly until: number } | undefined;

  const request = ({ name, place, kind = 'read' }: NetcupAction, param: object) => ({
    zone: place.zone,
    signal: place.signal,
    method: 'POST' as const,
    path: '',
    action: kind,
    body: { action: name, param: { customernumber: customerNumber, apikey: apiKey, ...param } },
  });

  async function begun(place: RecordPlace): Promise<string> {
    const login = request({ name: 'login', place }, { apipassword: apiPassword });
    const { apisessionid: id } = (await door.send(login, loggedIn)).responsedata;
    secrets.splice(context.secrets.length, 1, id);
    onSession?.(id);
    session = { id, until: clock.monotonic() + longest };
    return id;
  }

  async function send<const S extends GenericSchema>(
    action: NetcupAction,
    schema: S,
  ): Promise<InferOutput<S>> {
    const kept = session && clock.monotonic() < session.until ? session.id : undefined;
    const apisessionid = kept ?? (await begun(action.place));
    try {
      return await api.send(request(action, { apisessionid, ...action.parameters }), schema);
    } catch (thrown) {
      if (!(thrown instanceof Refusal) || thrown.code !== '4001') throw thrown;
      session = undefined;
      if (kept === undefined) throw thrown;
      return send(action, schema);
    }
  }

  return {
    send,
    async end(place) {
      if (!session) return;
      const { id } = session;
      session = undefined;
      // A session that is not ended ends by itself.
      await api.answer(request({ name: 'logout', place }, { apisessionid: id })).catch(() => {});
    },
  };
}

interface Told extends ErrorReport {
  readonly code: string;
  readonly message: string;
}

function told(body: unknown): Told | undefined {
  const { output, success } = safeParse(errorBody, body);
  if (!success) return undefined;
  const message = joined([output.shortmessage, output.longmessage], ': ');
  return { code: String(output.statuscode), message, requestId: output.serverrequestid };
}

/** What the status of the refusal to list an empty zone is. */
export const noContent = 204;

const tooMany = /more than \d+ requests|too many/i;

/** netcup calls wrong credentials a validation error, and sometimes too many requests. */
function loginReport(body: unknown): ErrorReport {
  const said = told(body);
  if (said?.code !== '4013') return said ?? {};
  if (!tooMany.test(said.message)) return { ...said, status: 401 };
  const advice =
    'netcup says that there were too many requests, which it also says of wrong credentials: check NETCUP_CUSTOMER_NUMBER, NETCUP_API_KEY and NETCUP_API_PASSWORD';
  return { ...said, status: 429, advice };
}

function report(body: unknown): ErrorReport {
  const said = told(body);
  if (!said) return {};
  const { code, message } = said;
  if (code === '4001')
    return { ...said, status: 401, kind: 'transient', advice: 'netcup does not know the session any more' };
  if (tooMany.test(message)) return { ...said, status: 429 };
  if (code === '5029' && /contain any dns records/i.test(message)) return { ...said, status: noContent };
  if (code === '5031' || /could not be found|domain not found|field domainname/i.test(message))
    return { ...said, status: 404 };
  if (code === '4013' || code === '5028' || code === '5029') return { ...said, status: 400 };
  return said;
}
