import type { GenericSchema, InferOutput } from 'valibot';
import { safeParse } from 'valibot';
import { Failure } from '../../base/failure.ts';
import type { Zone } from '../../dns/name.ts';
import { describeBody, parseJson } from '../../http/answer.ts';
import type { Http, HttpAnswer, HttpRequest } from '../../http/client.ts';
import { refusalOf } from '../refusal.ts';
import type { Vendor } from '../vendor.ts';

const formType = 'application/x-www-form-urlencoded';

export type Method = NonNullable<HttpRequest['method']>;

/** One request as it goes out, for APIs that sign it. */
export interface Outgoing {
  readonly method: Method;
  readonly url: string;
  readonly body: string | undefined;
}

export interface JsonApiOptions extends Vendor {
  readonly http: Http;
  /** What all paths are below, with or without a slash at its end. */
  readonly base: string;
  /** The headers that authenticate a request. */
  headers(request: Outgoing): Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
  /** Whether the body of a 2xx answer speaks of an error all the same. */
  isError?(body: unknown): boolean;
  /** Reads a body that is not empty; undefined, at once or later, when it is not in the documented form. Default: JSON. */
  parse?(text: string): unknown | Promise<unknown>;
  /** Of a body that is sent and is no form. Default: application/json. */
  readonly contentType?: string;
  /** What answers shall be. Default: as what is sent. */
  readonly accept?: string;
  /**
   * The request as it leaves, for APIs that take credentials or a signature in the URL or the body; called before
   * `headers`. Default: as it was made.
   */
  prepare?(request: Outgoing): Outgoing | Promise<Outgoing>;
}

/** Of a query or a form: what is undefined is left out, a list is one field for each of its entries. */
export type Fields = Readonly<Record<string, string | number | readonly (string | number)[] | undefined>>;

export interface ApiRequest {
  readonly zone: Zone;
  readonly signal: AbortSignal;
  /** Default GET. */
  readonly method?: Method;
  /** Begins with a slash; its segments are made with `segment`. */
  readonly path: string;
  readonly query?: Fields;
  /** Besides those that authenticate. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a string is sent as it is. */
  readonly body?: unknown;
  /** Sent instead as a form is (application/x-www-form-urlencoded). */
  readonly form?: Fields;
  /** Default: GET reads, all else writes. */
  readonly action?: 'read' | 'write';
}

export interface ApiAnswer<T = unknown> {
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined when it was empty. */
  readonly body: T;
}

/** What adapters of JSON over HTTP share: address, authentication, and what an answer means. */
export interface JsonApi {
  readonly title: string;
  /** One call. Throws a Refusal when the answer is no success, another Failure when it is none at all. */
  answer(request: ApiRequest): Promise<ApiAnswer>;
  /** One call whose answer has this shape; the body of an empty answer is undefined. */
  send<const S extends GenericSchema>(request: ApiRequest, schema: S): Promise<InferOutput<S>>;
  /** The same, with the headers, where a listing says there how it goes on. */
  receive<const S extends GenericSchema>(request: ApiRequest, schema: S): Promise<ApiAnswer<InferOutput<S>>>;
}

export function jsonApi(options: JsonApiOptions): JsonApi {
  const { http, title, parse = parseJson, isError = () => false } = options;
  const { contentType = 'application/json', accept = contentType } = options;
  const { prepare = (request: Outgoing) => request } = options;
  const base = options.base.replace(/\/+$/, '');
  const { host } = new URL(base);

  async function exchange(request: ApiRequest): Promise<{ answer: HttpAnswer; body: unknown }> {
    const { path, signal, zone, form } = request;
    const asked = request.method ?? 'GET';
    const action = request.action ?? (asked === 'GET' || asked === 'HEAD' ? 'read' : 'write');
    const query = fieldsText(request.query);
    const outgoing = await prepare({
      method: asked,
      url: base + path + (query && `?${query}`),
      body: form ? fieldsText(form) : bodyText(request.body),
    });
    const { method, url, body } = outgoing;
    const answer = await http({
      method,
      url,
      signal,
      lane: zone.name,
      writes: action === 'write',
      headers: {
        accept,
        ...(body !== undefined && { 'content-type': form ? formType : contentType }),
        ...request.headers,
        ...(await options.headers(outgoing)),
      },
      ...(body !== undefined && { body }),
    });
    const read = answer.text.trim() === '' ? undefined : await parse(answer.text);
    const success = answer.status >= 200 && answer.status < 300;
    if (!success || (read !== undefined && isError(read)))
      throw refusalOf(answer, read, options, { zone, action, host, method });
    if (read === undefined && answer.text.trim() !== '') throw undocumented(answer);
    return { answer, body: read };
  }

  // A 2xx that is not in the documented form may come from anyone in between, so it confirms nothing.
  function undocumented(answer: HttpAnswer): Failure {
    const what = `${answer.status} and ${describeBody(answer)}`;
    const message = `${title}'s API at ${host} answered with ${what}, which is not documented and confirms nothing`;
    return new Failure('transient', message, { unconfirmed: true });
  }

  async function receive<const S extends GenericSchema>(request: ApiRequest, schema: S) {
    const { answer, body } = await exchange(request);
    const parsed = safeParse(schema, body);
    if (!parsed.success) throw undocumented(answer);
    return { headers: answer.headers, body: parsed.output };
  }

  return {
    title,
    async answer(request) {
      const { answer, body } = await exchange(request);
      return { headers: answer.headers, body };
    },
    send: async (request, schema) => (await receive(request, schema)).body,
    receive,
  };
}

/** One segment of a path. `@` and `*` stay as they are (RFC 3986, section 3.3). */
export function segment(text: string): string {
  return encodeURIComponent(givenName(text)).replaceAll('%40', '@');
}

/** A name as it is sent. An empty one would turn a call about one thing into a call about all of them, so it is refused. */
export function givenName(text: string): string {
  if (text === '' || text === '.' || text === '..')
    throw new Failure('record', `the name ${JSON.stringify(text)} cannot be asked about`);
  return text;
}

/** The fields as a query or a form has them. */
export function fieldsText(fields: Fields = {}): string {
  const given = new URLSearchParams();
  for (const [name, value = []] of Object.entries(fields))
    for (const one of [value].flat()) given.append(name, String(one));
  return String(given);
}

function bodyText(body: unknown): string | undefined {
  return typeof body === 'string' ? body : JSON.stringify(body);
}
