import { answerLost, cut, dropBefore, type Fault, garbage, hang, htmlPage } from '../../world/faults.ts';

/** What can go wrong with one request, by the words of the table in docs/faults.md. */
export interface NamedFault {
  readonly title: string;
  readonly fault: Fault;
}

type Headers = Readonly<Record<string, string>>;

const json: Headers = { 'content-type': 'application/json' };
const html: Headers = { 'content-type': 'text/html' };

const status = (code: number, title: string, headers: Headers = {}, body = '{}'): NamedFault => ({
  title: `${code} ${title}`,
  fault: { kind: 'answer', status: code, headers: { ...json, ...headers }, body },
});

const page = (code: number, title: string): NamedFault =>
  status(code, title, html, '<html><body><h1>It is not available</h1></body></html>');

/** The request is carried out, and its answer is another one. */
const altered = (title: string, alter: (body: string) => string): NamedFault => ({
  title,
  fault: { kind: 'altered', alter },
});

/** The request is not carried out, and answered with 200 all the same. */
const empty = (title: string, body: string, headers: Headers = json): NamedFault => ({
  title,
  fault: { kind: 'answer', status: 200, headers, body },
});

const connection: readonly NamedFault[] = [
  { title: 'connection closed before the request is carried out', fault: dropBefore },
  { title: 'connection closed after it was carried out', fault: answerLost },
  { title: 'connection closed half-way through the answer', fault: cut },
  { title: 'no answer, not carried out', fault: hang },
  { title: 'no answer, carried out', fault: { kind: 'hang', carriedOut: true } },
];

const refusals: readonly NamedFault[] = [
  status(400, 'Bad Request'),
  status(401, 'Unauthorized'),
  page(401, 'as a page of HTML'),
  status(402, 'Payment Required'),
  status(403, 'Forbidden'),
  page(403, 'as a page of HTML'),
  status(404, 'Not Found'),
  page(404, 'as a page of HTML'),
  status(405, 'Method Not Allowed'),
  page(407, 'of a proxy'),
  status(408, 'Request Timeout'),
  status(409, 'Conflict'),
  status(410, 'Gone'),
  status(412, 'Precondition Failed'),
  status(413, 'Content Too Large'),
  status(415, 'Unsupported Media Type'),
  status(418, "I'm a teapot"),
  status(422, 'Unprocessable Content'),
  status(423, 'Locked'),
  status(425, 'Too Early'),
  status(451, 'Unavailable For Legal Reasons'),
];

const limits: readonly NamedFault[] = [
  status(429, 'Too Many Requests'),
  status(429, 'with Retry-After: 30', { 'retry-after': '30' }),
  status(429, 'with Retry-After: 0', { 'retry-after': '0' }),
  status(429, 'with Retry-After: -5', { 'retry-after': '-5' }),
  status(429, 'with Retry-After: soon', { 'retry-after': 'soon' }),
  status(503, 'with Retry-After: 30', { 'retry-after': '30' }),
];

const down: readonly NamedFault[] = [
  status(500, 'Internal Server Error'),
  page(500, 'as a page of HTML'),
  status(501, 'Not Implemented'),
  page(502, 'Bad Gateway'),
  status(503, 'Service Unavailable'),
  page(504, 'Gateway Timeout'),
  status(507, 'Insufficient Storage'),
  page(520, 'of a CDN'),
  page(522, 'of a CDN'),
  page(525, 'of a CDN'),
  page(530, 'of a CDN'),
];

const lies: readonly NamedFault[] = [
  { title: '200 with a page of HTML', fault: htmlPage },
  { title: '200 with JSON that is cut', fault: garbage },
  empty('200 with nothing', ''),
  empty('200 with null', 'null'),
  empty('200 with {}', '{}'),
  empty('200 with a number', '42'),
  empty('200 with a text', '"ok"'),
  empty('200 with JSON nested 10,000 deep', '['.repeat(10_000) + ']'.repeat(10_000)),
  status(204, 'No Content, not carried out', {}, ''),
  status(206, 'Partial Content', {}, '[{'),
  status(300, 'Multiple Choices'),
  status(301, 'to another host', { location: 'https://192.0.2.99/' }, ''),
  status(302, 'to a login', { location: '/login' }, ''),
  status(304, 'Not Modified', {}, ''),
  altered('carried out, and a byte order mark before the answer', (body) => `\u{feff}${body}`),
  altered('carried out, and a page of HTML behind the answer', (body) => `${body}<html></html>`),
  altered('carried out, and the answer comes twice', (body) => body + body),
  altered('carried out, and the answer is in capitals', (body) => body.toUpperCase()),
  altered('carried out, and names of fields are missing', (body) =>
    body.replaceAll(/"(?:id|name)":/g, '"x":'),
  ),
  altered('carried out, and addresses are cut', (body) => body.replaceAll(/192\.0\.2\.\d+/g, '192.0.2')),
];

export const faults: readonly NamedFault[] = [...connection, ...refusals, ...limits, ...down, ...lies];

/** One of each class, for the hosts that do not meet them all. */
export const oneOfEach: readonly NamedFault[] = [
  ...[status(500, 'Internal Server Error'), status(429, 'with Retry-After: 30', { 'retry-after': '30' })],
  ...[status(401, 'Unauthorized'), status(422, 'Unprocessable Content')],
  { title: '200 with a page of HTML', fault: htmlPage },
];
