/** What is answered to one request. */
export interface Answer {
  readonly status: number;
  /**
   * UTF-8. The same bytes may go to many callers; what is made for one of them is better a text, because V8 does not see
   * the bytes of a Buffer and leaves them lying about.
   */
  readonly body: Buffer | string;
  readonly type?: 'application/json' | 'text/html' | 'text/plain' | 'text/plain; version=0.0.4';
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer that takes its time. */
export interface Pending {
  readonly answer: Promise<Answer>;
  /** The caller has shown who it is, so its connection yields to none that has not. */
  readonly isKnown: true;
}

/** An answer that is held back, as somebody who guesses has to wait; nothing is kept of it once its caller is gone. */
export interface Held {
  readonly answer: Answer;
  /** Milliseconds. */
  readonly after: number;
}

export type Reply = Answer | Promise<Answer> | Pending | Held;

const reasons: Readonly<Record<number, string>> = {
  200: 'OK',
  303: 'See Other',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  421: 'Misdirected Request',
  431: 'Request Header Fields Too Large',
  503: 'Service Unavailable',
  505: 'HTTP Version Not Supported',
};

/** One line of text for whoever asks. */
export function line(status: number, text: string): Answer {
  return { status, body: Buffer.from(`${text}\n`) };
}

/** The head that goes before the body; it says that the connection ends after it. `now` in milliseconds since the epoch. */
export function headOf({ status, body, type = 'text/plain', headers }: Answer, now: number): string {
  const fields = {
    date: new Date(now).toUTCString(),
    connection: 'close',
    'content-type': `${type}; charset=utf-8`,
    'content-length': String(Buffer.byteLength(body)),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${reasons[status] ?? ''}\r\n${lines.join('')}\r\n`;
}
