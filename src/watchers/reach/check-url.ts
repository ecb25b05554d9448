/** A place at home that shall answer, as `CHECK_URLS` names it. */
export interface CheckUrl {
  /** In A-labels. */
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** With its query. */
  readonly path: string;
}

export const ports = { 'https:': 443, 'http:': 80 } as const;

/** The place for people: `home.example.com`, `home.example.com:8443`, `http://home.example.com`. */
export function placeText({ host, port, tls }: CheckUrl): string {
  const usual = tls ? ports['https:'] : ports['http:'];
  return `${tls ? '' : 'http://'}${host}${port === usual ? '' : `:${port}`}`;
}
