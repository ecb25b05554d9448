import { credentialsIn } from '../../base/url-text.ts';
import { oneLine } from '../../base/visible-text.ts';
import { parseJson } from '../../http/answer.ts';
import type { Http, HttpAnswer, HttpRequest } from '../../http/client.ts';
import { networkHint } from '../network-hint.ts';
import type { HeartbeatSpec } from './forms.ts';

/** One message of the pulse. */
export interface Beat {
  readonly kind: 'start' | 'success' | 'failure';
  /** One line. */
  readonly text: string;
  /** Milliseconds of the last look. */
  readonly took?: number;
}

interface Way {
  /** Undefined: this service is not told such a thing. */
  request(url: URL, beat: Beat): Pick<HttpRequest, 'method' | 'body' | 'headers'> | undefined;
  /** Whether the service has taken it; what many answer with 200 means nothing. */
  isTaken(answer: HttpAnswer): boolean;
}

const plain = { 'content-type': 'text/plain; charset=utf-8' };

const ways: Readonly<Record<HeartbeatSpec['kind'], Way>> = {
  // https://healthchecks.io/docs/http_api/: POST works for each check, GET only for those that allow it. An unknown
  // check is answered with 200 and "OK (not found)".
  healthchecks: {
    request(url, { kind, text }) {
      if (kind !== 'success') url.pathname += kind === 'failure' ? '/fail' : '/start';
      return { method: 'POST', body: text, headers: plain };
    },
    isTaken: ({ status, text }) =>
      (status === 200 && text.trim() === 'OK') || (status === 201 && text.trim() === 'Created'),
  },
  // Uptime Kuma's push router: `up` in this spelling, anything else is down.
  kuma: {
    request(url, { kind, text, took }) {
      if (kind === 'start') return undefined;
      url.searchParams.set('status', kind === 'success' ? 'up' : 'down');
      url.searchParams.set('msg', text);
      url.searchParams.set('ping', took === undefined ? '' : String(Math.round(took)));
      return {};
    },
    isTaken({ status, text }) {
      const body = parseJson(text);
      return status === 200 && typeof body === 'object' && body !== null && 'ok' in body && body.ok === true;
    },
  },
  get: {
    request: (_, { kind }) => (kind === 'success' ? {} : undefined),
    isTaken: ({ status }) => status >= 200 && status < 300,
  },
};

const maxBytes = 16 * 1024;

/** Resolves to why it was not taken, undefined when it was. Rejects with an Error that says why there was no answer. */
export async function sendBeat(
  spec: HeartbeatSpec,
  beat: Beat,
  { http, signal }: { readonly http: Http; readonly signal: AbortSignal },
): Promise<string | undefined> {
  const url = new URL(spec.url);
  const credentials = credentialsIn(url);
  url.username = '';
  url.password = '';
  const way = ways[spec.kind];
  const request = way.request(url, beat);
  if (!request) return undefined;
  const authorization =
    credentials === undefined
      ? {}
      : { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
  const headers = { ...request.headers, ...authorization };
  const answer = await http({ ...request, url, headers, signal, maxBytes }).catch((thrown: unknown) => {
    throw networkHint(thrown, url.href, undefined);
  });
  if (way.isTaken(answer)) return undefined;
  return `${url.host} answered HTTP ${answer.status}: ${oneLine(answer.text, 100) || 'nothing'}`;
}
