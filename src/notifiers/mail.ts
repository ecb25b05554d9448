import { createTransport } from 'nodemailer';
import { codeOf, messageOf } from '../base/failure.ts';
import { oneLine, visible } from '../base/visible-text.ts';

/** A mail server, and how it is spoken with. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte on. */
  readonly isSecure: boolean;
  /** Whether TLS is begun later. */
  readonly startTls: 'always' | 'if offered' | 'never';
  /** Whether its certificate must be a good one. */
  readonly verifies: boolean;
  readonly login: { readonly user: string; readonly pass: string } | undefined;
  readonly helo: string | undefined;
  readonly from: string;
  readonly fromName: string;
}

export interface Mail {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export interface MailRefused {
  readonly reason: string;
  readonly isPassing: boolean;
  readonly isOfText: boolean;
}

const patience = 10_000;
/** Milliseconds for all of it, however slowly a server speaks. */
const longest = 60_000;

/** Resolves to why a mail was not taken; undefined where it was. */
export async function sendMail(
  server: MailServer,
  { id, to, subject, text }: Mail,
  signal: AbortSignal,
): Promise<MailRefused | undefined> {
  const { host, port, isSecure: secure, startTls, verifies, login, helo, from, fromName } = server;
  const transport = createTransport({
    ...{ host, port, secure, requireTLS: startTls === 'always', ignoreTLS: startTls === 'never' },
    ...{ connectionTimeout: patience, greetingTimeout: patience, socketTimeout: patience },
    ...{ disableFileAccess: true, disableUrlAccess: true },
    tls: { rejectUnauthorized: verifies },
    ...(login && { auth: login }),
    ...(helo !== undefined && { name: helo }),
  });
  const either = AbortSignal.any([signal, AbortSignal.timeout(longest)]);
  const givenUp = new Promise<never>((_, reject) => {
    either.addEventListener('abort', () => reject(new Error('no answer in time')), { once: true });
  });
  try {
    const sent = transport.sendMail({
      from: { name: visible(fromName), address: from },
      to: { name: '', address: to },
      ...{ subject: visible(subject), text },
      messageId: `<${id}@${from.split('@')[1]}>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
    await Promise.race([sent, givenUp]);
    return undefined;
  } catch (thrown) {
    return refusalOf(thrown);
  } finally {
    transport.close();
  }
}

/** A reply of 5xx is for good (RFC 5321, section 4.2.1), all else may pass. */
function refusalOf(thrown: unknown): MailRefused {
  const status = thrown instanceof Error && 'responseCode' in thrown ? Number(thrown.responseCode) : 0;
  const isForGood = status >= 500 && status < 600;
  return {
    reason: oneLine(messageOf(thrown), 200),
    isPassing: !isForGood,
    isOfText: isForGood && codeOf(thrown) === 'EMESSAGE',
  };
}
