import type { LookTimes } from '../core/look-now.ts';
import { instanceAnswer, instanceHeader } from '../process/instance.ts';
import { type Answer, line } from './answer.ts';
import type { Request } from './request.ts';
import { isSameOrigin } from './same-origin.ts';
import type { Snapshot } from './snapshot.ts';

/** What is served under one path. */
export interface Route {
  readonly path: string;
  /** Default: GET and HEAD. */
  readonly method?: 'POST';
  /** `code`: everybody is told the status code, the home all of it. */
  readonly audience: 'everybody' | 'code' | 'home';
  answer(request: Request): Answer | Promise<Answer>;
}

export interface RouteOptions {
  /** What this container has and no other; undefined where the system does not tell. */
  readonly mark: string | undefined;
  snapshot(): Snapshot;
  isAlive(): boolean;
  /** Looks now, or as soon as it may; absent where nothing looks. */
  readonly lookNow?: (() => LookTimes) | undefined;
  /** What Prometheus is told; absent where `METRICS` does not switch it on. */
  readonly metrics?: (() => Promise<string>) | undefined;
}

export function createRoutes({ mark, snapshot, isAlive, lookNow, metrics }: RouteOptions): readonly Route[] {
  return [
    {
      path: '/healthz',
      audience: 'code',
      answer({ headers }) {
        const { status, json, verdict } = snapshot();
        // Who asks for text alone is the health check, whose words people read.
        const isText = headers.get('accept') === 'text/plain';
        const shown = isText ? { body: verdict } : { body: json, type: 'application/json' as const };
        const asked = headers.get(instanceHeader);
        const who = asked !== undefined && { headers: { [instanceHeader]: instanceAnswer(asked, mark) } };
        const isWell = status === 'ok' || status === 'degraded';
        return { status: isWell ? 200 : 503, ...shown, ...who };
      },
    },
    {
      path: '/livez',
      audience: 'everybody',
      answer: () => (isAlive() ? line(200, 'alive') : line(503, 'the loop stands still')),
    },
    {
      path: '/',
      audience: 'home',
      answer: (request) =>
        wantsHtml(request) ? pageAnswer(snapshot()) : { status: 200, body: snapshot().text },
    },
    { path: '/metrics', audience: 'home', answer: () => metricsAnswer(metrics) },
    ...(lookNow ? [lookRoute(lookNow)] : []),
  ];
}

/** Browsers ask for HTML by name; whoever takes anything, as curl, gets the text. */
function wantsHtml({ headers }: Request): boolean {
  return /\btext\/html\b/i.test(headers.get('accept') ?? '');
}

/** The page is loaded when a browser first asks for it. */
async function pageAnswer({ view }: Snapshot): Promise<Answer> {
  const { pageHeaders, pageOf } = await import('./page/page.ts');
  return { status: 200, type: 'text/html', body: Buffer.from(pageOf(view)), headers: pageHeaders };
}

/** The text format 0.0.4: https://prometheus.io/docs/instrumenting/exposition_formats/ */
function metricsAnswer(metrics: RouteOptions['metrics']): Answer | Promise<Answer> {
  if (!metrics) return line(404, 'METRICS=true switches this on.');
  return metrics().then((text) => ({
    ...{ status: 200, type: 'text/plain; version=0.0.4', body: Buffer.from(text) },
  }));
}

function lookRoute(lookNow: () => LookTimes): Route {
  return {
    path: '/look',
    method: 'POST',
    audience: 'home',
    answer: (request) => lookAnswer(request, lookNow),
  };
}

function lookAnswer(request: Request, lookNow: () => LookTimes): Answer {
  if (!isSameOrigin(request))
    return line(
      403,
      'Only the page itself may ask for a look; elsewhere send the program the signal SIGHUP.',
    );
  const { sources, hosts } = lookNow();
  const said = line(200, `${lookText(sources)} ${hostsText(hosts)}`);
  // Without its script the form leads back to the page.
  return wantsHtml(request) ? { ...said, status: 303, headers: { location: './' } } : said;
}

function lookText(wait: number): string {
  return wait > 0 ? `The next look comes in ${secondsOf(wait)} s.` : 'Looking now.';
}

function hostsText(wait: number): string {
  return wait > 0
    ? `The DNS hosts are read again in ${secondsOf(wait)} s.`
    : 'The DNS hosts are read again too.';
}

const secondsOf = (ms: number): number => Math.ceil(ms / 1000);

export interface Routing {
  readonly routes: readonly Route[];
  /** Why this caller is not told what only the home is; undefined: it is. */
  refuse(request: Request): Answer | undefined;
}

/** Answers a request by the route of its path. */
export function respond(request: Request, { routes, refuse }: Routing): Answer | Promise<Answer> {
  const { method, path } = request;
  const route = routes.find((one) => one.path === path);
  const refusal = route?.audience === 'everybody' ? undefined : refuse(request);
  if (refusal && route?.audience !== 'code') return refusal;
  const allowed = route?.method ? [route.method] : ['GET', 'HEAD'];
  if (!allowed.includes(method))
    return { ...line(405, refusalOf(allowed)), headers: { allow: allowed.join(', ') } };
  if (!route) return line(404, `There is ${listed(routes.map((one) => one.path))}.`);
  const answer = route.answer(request);
  // Nobody is told the code alone of what takes its time.
  return refusal && !(answer instanceof Promise)
    ? { ...refusal, status: answer.status }
    : (refusal ?? answer);
}

function refusalOf(allowed: readonly string[]): string {
  return allowed.length === 1
    ? `Only ${allowed[0]} is answered here.`
    : `Only ${listed(allowed)} are answered.`;
}

function listed(paths: readonly string[]): string {
  return paths.join(', ').replace(/, ([^,]*)$/, ' and $1');
}
