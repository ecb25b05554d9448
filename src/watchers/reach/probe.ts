import type { Socket } from 'node:net';
import { checkServerIdentity, connect as connectTls, type PeerCertificate, type TLSSocket } from 'node:tls';
import { type Clock, withDeadline } from '../../base/clock.ts';
import { codeOf, messageOf } from '../../base/failure.ts';
import { oneLine } from '../../base/visible-text.ts';
import { familyOf } from '../../ip/address.ts';
import { answerFrom } from '../../net/handshake.ts';
import { connectTcp } from '../../net/tcp.ts';
import type { CheckUrl } from './check-url.ts';

/** What an answer shows of its certificate. */
export interface Certificate {
  /** Tells it from the one that follows it. */
  readonly fingerprint: string;
  /** Wall clock, milliseconds. */
  readonly validFrom: number;
  readonly validTo: number;
}

/** What came of one try. Only what is certain is an answer. */
export type Probed =
  /** `status`: of HTTP, where it came in time. */
  | { readonly kind: 'answers'; readonly certificate: Certificate; readonly status: number | undefined }
  /** A sentence without full stop. `certificate`: one that fits the name and is not valid any more. */
  | { readonly kind: 'unjudged'; readonly why: string; readonly certificate?: Certificate };

export interface ProbeOptions {
  readonly url: CheckUrl;
  /** Where the name is expected, whatever DNS says. */
  readonly address: string;
  /** Milliseconds for all of it. */
  readonly timeout: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly userAgent: string;
  /** PEM certificates to trust instead of those of the system. */
  readonly ca?: string | undefined;
}

/** Connects to a place at this address, under its name. Never rejects. */
export async function probe(options: ProbeOptions): Promise<Probed> {
  const { url, address, timeout, clock, signal } = options;
  try {
    return await withDeadline(clock, timeout, signal, (until) =>
      url.tls ? triedSecure(options, until) : triedPlain(options, until),
    );
  } catch (thrown) {
    return { kind: 'unjudged', why: reasonOf(thrown, url, address, timeout) };
  }
}

async function triedPlain(options: ProbeOptions, until: AbortSignal): Promise<Probed> {
  const { url, address, clock } = options;
  const socket = await connectTcp({ addresses: [address], port: url.port, clock, signal: until });
  try {
    const status = await statusOf(socket, options, until);
    const what = status === undefined ? 'something' : `something (HTTP ${status})`;
    const why = `${what} answers at ${address} port ${url.port}, and without a certificate nobody can tell whose it is`;
    return { kind: 'unjudged', why };
  } finally {
    socket.destroy();
  }
}

async function triedSecure(options: ProbeOptions, until: AbortSignal): Promise<Probed> {
  const { url, clock } = options;
  const socket = await secured(options, until);
  try {
    const shown = socket.getPeerCertificate();
    const other = checkServerIdentity(url.host, shown);
    if (other) return { kind: 'unjudged', why: `the certificate there is another one: ${otherText(shown)}` };
    const certificate = certificateOf(shown);
    if (!socket.authorized) return untrusted(socket, certificate, clock);
    const status = await statusOf(socket, options, until).catch(() => undefined);
    return { kind: 'answers', certificate, status };
  } finally {
    socket.destroy();
  }
}

function secured({ url, address, ca }: ProbeOptions, until: AbortSignal): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    // What it shows is looked at, and nothing is sent on trust: the certificate is compared afterwards.
    const socket = connectTls({
      ...{ host: address, port: url.port, servername: url.host },
      ...{ rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] },
      ...(ca !== undefined && { ca }),
    });
    let isThere = false;
    const stop = () => fail(until.reason);
    const fail = (error: unknown) => {
      until.removeEventListener('abort', stop);
      socket.destroy();
      reject(error);
    };
    // It may end with an error after that as well, which nobody else hears.
    socket.on('error', (error) => fail(isThere ? new NoTls(error) : error));
    socket.once('close', () => fail(new NoTls(new Error('the connection was closed'))));
    socket.once('connect', () => {
      isThere = true;
    });
    socket.once('secureConnect', () => {
      until.removeEventListener('abort', stop);
      resolve(socket);
    });
    if (until.aborted) stop();
    else until.addEventListener('abort', stop);
  });
}

/** Somebody is there who speaks no TLS, or another one than we do. */
class NoTls extends Error {
  constructor(cause: unknown) {
    super('no TLS', { cause });
  }
}

/** The status of HTTP; undefined where what comes is none. */
async function statusOf(socket: Socket, { url, userAgent }: ProbeOptions, until: AbortSignal) {
  const { host, port, path, tls } = url;
  const authority = port === (tls ? 443 : 80) ? host : `${host}:${port}`;
  socket.write(
    `HEAD ${path} HTTP/1.1\r\nHost: ${authority}\r\nUser-Agent: ${userAgent}\r\nConnection: close\r\n\r\n`,
  );
  socket.on('error', () => {});
  until.addEventListener('abort', () => void socket.destroy(), { once: true });
  return answerFrom<number | undefined>(socket, (received) => {
    const line = /^([^\r\n]{0,200})[\r\n]/.exec(received.toString('latin1', 0, 256))?.[1];
    if (line === undefined) return received.length > 200 ? { value: undefined, length: 0 } : undefined;
    const status = /^HTTP\/1\.[01] (\d{3})\b/.exec(line)?.[1];
    return { value: status === undefined ? undefined : Number(status), length: received.length };
  });
}

function certificateOf({ fingerprint256, valid_from, valid_to }: PeerCertificate): Certificate {
  return { fingerprint: fingerprint256, validFrom: Date.parse(valid_from), validTo: Date.parse(valid_to) };
}

function untrusted(socket: TLSSocket, certificate: Certificate, clock: Clock): Probed {
  if (certificate.validTo < clock.now()) {
    const ran = new Date(certificate.validTo).toISOString().slice(0, 10);
    return { kind: 'unjudged', why: `its certificate ran out on ${ran} (UTC)`, certificate };
  }
  const code = String(socket.authorizationError);
  const why = /SELF_SIGNED_CERT/.test(code)
    ? 'its certificate is signed by itself, or by somebody whom this machine does not know'
    : /ISSUER|VERIFY_LEAF|CHAIN/.test(code)
      ? 'this machine does not know who signed its certificate, or it comes without the one between'
      : `its certificate cannot be trusted (${oneLine(code, 100)})`;
  return { kind: 'unjudged', why: `${why}; NODE_EXTRA_CA_CERTS names more that can be trusted` };
}

function otherText({ subject, subjectaltname }: PeerCertificate): string {
  const names = (subjectaltname ?? '').split(', ').map((name) => name.replace(/^[^:]*:/, ''));
  const named = names.find((name) => name !== '') ?? [subject?.CN].flat()[0];
  const whose = named === undefined ? 'one without a name' : `for ${oneLine(named, 100)}`;
  return `${whose}, mostly the page of the router itself`;
}

const noHairpin = 'mostly a router that lets no connection from inside come back in (no NAT loopback)';

function reasonOf(thrown: unknown, { port }: CheckUrl, address: string, timeout: number): string {
  if (thrown instanceof NoTls) {
    const cause = thrown.cause;
    return `${address} port ${port} answers, but not with TLS (${oneLine(codeOf(cause) ?? messageOf(cause), 100)})`;
  }
  switch (codeOf(thrown)) {
    case 'ECONNREFUSED':
      return `${address} refuses port ${port}: nothing is forwarded, nothing listens, or it is ${noHairpin}`;
    case 'ECONNRESET':
    case 'EPIPE':
      return `${address} closed the connection to port ${port}`;
    case 'ENETUNREACH':
    case 'EHOSTUNREACH':
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT': {
      const family = familyOf(address) === 'ipv6' ? 'IPv6' : 'IPv4';
      return `there is no way to ${address} from here, as in a container without ${family}`;
    }
    default:
  }
  const isLate = thrown instanceof Error && thrown.name === 'AbortError';
  if (isLate)
    return `no answer from ${address} port ${port} within ${Math.round(timeout / 1000)} s, ${noHairpin}`;
  return `${address} port ${port} cannot be reached (${oneLine(messageOf(thrown), 100)})`;
}
