import { codeOf, messageOf } from '../base/failure.ts';
import { NotTaken } from './notifier.ts';

/** How a server was named. */
export interface Reached {
  readonly scheme: string;
  /** Nothing said whether it speaks TLS. */
  readonly isGuessed: boolean;
}

// What TLS meets where a server speaks plain HTTP, or nothing listens on the port of HTTPS.
const noTls = /^(EPROTO|ERR_SSL_.*|ECONNRESET|ECONNREFUSED)$/;
const untrusted =
  /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT(_LOCALLY)?)|CERT_UNTRUSTED)$/;

export const ownAuthority =
  'where its certificate comes from a CA of your own, name the file of that CA in NODE_EXTRA_CA_CERTS';

/** Node.js advises an option of its own, which nobody can give here. */
export function withoutAdvice(text: string): string {
  return text.replace(/; if the root CA is installed locally, try running Node\.js with [\w-]+/, '');
}

/** Why a server could not be reached, with what may help. */
export function networkHint(thrown: unknown, url: string, reached: Reached | undefined): NotTaken {
  const isSecure = url.startsWith('https:');
  const codes = codesOf(thrown);
  const said = withoutAdvice(messageOf(thrown));
  if (isSecure && reached?.isGuessed && codes.some((code) => noTls.test(code))) {
    const { scheme } = reached;
    return new NotTaken(
      `${said}; ${scheme}:// is read as HTTPS here: where the server speaks plain HTTP, write ${scheme}+http://…, or add ?scheme=http or disabletls=yes`,
      { isPassing: true },
    );
  }
  if (isSecure && codes.some((code) => untrusted.test(code)))
    return new NotTaken(`${said}; ${ownAuthority}`, { isPassing: true });
  return new NotTaken(said, { isPassing: true });
}

function codesOf(thrown: unknown): string[] {
  const codes: string[] = [];
  for (let at = thrown; at instanceof Error; at = at instanceof AggregateError ? at.errors[0] : at.cause)
    codes.push(codeOf(at) ?? '');
  return codes;
}
