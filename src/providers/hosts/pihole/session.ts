import { nullable, number, object, safeParse, string } from 'valibot';
import { optionalText } from '../../api/error-text.ts';
import type { JsonApi } from '../../api/rest-api.ts';
import { tokenApi, tokenDoor } from '../../api/tokens.ts';
import type { HostContext } from '../../host.ts';
import type { ErrorReport } from '../../vendor.ts';

const begun = object({ session: object({ sid: nullable(string()), validity: number() }) });
const errorBody = object({ error: object({ key: optionalText, message: optionalText, hint: optionalText }) });

// In the place of the id, where a Pi-hole without a password begins no session.
const open = 'pi-hole-without-a-session';
const anHour = 3600;

/** The API of Pi-hole 6 within a session, which lives as long as it says. https://docs.pi-hole.net/api/auth/ */
export function piholeApi(context: HostContext, base: string, password = ''): JsonApi {
  const vendor = {
    ...context,
    advice: {
      credentials: 'check PIHOLE_PASSWORD; where its login asks for a code, create an app password',
      permission:
        'PIHOLE_PASSWORD must be allowed to change the settings (webserver.api.app_sudo for an app password)',
      zone: 'PIHOLE_API_URL, that it is Pi-hole 6',
    },
    report,
  };
  const door = tokenDoor({ ...vendor, url: `${base.replace(/\/+$/, '')}/auth` });
  return tokenApi({
    ...vendor,
    context,
    base,
    async ask(zone, signal) {
      const { session } = await door(zone, signal, { body: { password } }, begun);
      return session.sid === null
        ? { text: open, lasts: anHour }
        : { text: session.sid, lasts: session.validity };
    },
    headers: (sid) => (sid === open ? {} : { 'x-ftl-sid': sid }),
  });
}

function report(body: unknown): ErrorReport {
  const { output, success } = safeParse(errorBody, body);
  if (!success) return {};
  const { key, message, hint } = output.error;
  return { code: key, message: hint === undefined ? message : `${message} (${hint})` };
}
