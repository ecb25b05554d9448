import type { LookTimes } from '../core/look-now.ts';
import { instanceAnswer, instanceHeader } from '../process/instance.ts';
import { type Answer, line, type Reply } from './answer.ts';
import type { Gate } from './gate.ts';
import type { Push } from './push/push.ts';
import type { Request } from './request.ts';
import { isSameOrigin } from './same-origin.ts';
import type { Snapshot } from './snapshot.ts';

/** What is served under one path. */
export interface Route {
  readonly path: string;
  /** Other spellings of the path. */
  readonly also?: RegExp;
  /** Default: GET and HEAD. */
  readonly methods?: readonly string[];
  /** `code`: everybody is told the status code, the home all of it. */
  readonly audience: 'everybody' | 'code' | 'home';
  /** It is there only where a setting asks for it. */
  readonly isSwitchedOn?: true;
  answer(request: Request): Reply;
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
  /** Where a router tells; absent where no password switches it on. */
  readonly push?: Pick<Push, 'refuse' | 'answer'> | undefined;
  /** The proxy that people come by, which tells a page of another place apart by itself. */
  readonly ingress?: string | undefined;
}

export function createRoutes(options: RouteOptions): readonly Route[] {
  const { mark, snapshot, isAlive, lookNow, metrics, push, ingress } = options;
  // For the health check of the container, which asks one of these two.
  const whoOf = ({ headers }: Request) => {
    const asked = headers.get(instanceHeader);
    return asked === undefined ? {} : { headers: { [instanceHeader]: instanceAnswer(asked, mark) } };
  };
  return [
    {
      path: '/healthz',
      audience: 'code',
      answer(request) {
        const { status, json, verdict } = snapshot();
        // Who asks for text alone is the health check, whose words people read.
        const isText = request.headers.get('accept') === 'text/plain';
        const shown = isText ? { body: verdict } : { body: json, type: 'application/json' as const };
        const isWell = status === 'ok' || status === 'degraded';
        return { status: isWell ? 200 : 503, ...shown, ...whoOf(request) };
      },
    },
    {
      path: '/livez',
      audience: 'everybody',
      answer: (request) => {
        const said = isAlive() ? line(200, 'alive') : line(503, 'the loop stands still');
        return { ...said, ...whoOf(request) };
      },
    },
    {
      path: '/',
      audience: 'home',
      answer: (request) =>
        wantsHtml(request) ? pageAnswer(snapshot()) : { status: 200, body: snapshot().text },
    },
    { path: '/metrics', audience: 'home', isSwitchedOn: true, answer: () => metricsAnswer(metrics) },
    {
      path: '/nic/update',
      also: /^\/+(?:(?:nic|v3|dyndns|dyn)\/+)?(?:update|dyndns|ez-ipupdate)(?:\.php)?(?:\/|$)/i,
      // Some routers send their query with another method; HEAD is what link checkers send, and does nothing.
      methods: ['GET', 'POST', 'PUT'],
      audience: 'home',
      isSwitchedOn: true,
      answer: (request) => push?.answer(request) ?? line(404, pushIsOff),
    },
    ...(lookNow ? [lookRoute(lookNow, push, ingress)] : []),
  ];
}

/** Browsers ask for HTML by name; whoever takes anything, as curl, gets the text. */
function wantsHtml({ headers }: Request): boolean {
  return /\btext\/html\b/i.test(headers.get('accept') ?? '');
}

/** The page is loaded when a browser first asks for it. */
async function pageAnswer({ view }: Snapshot): Promise<Answer> {
  const { pageHeaders, pageOf } = await import('./page/page.ts');
  return { status: 200, type: 'text/html', body: pageOf(view), headers: pageHeaders };
}

/** The text format 0.0.4: https://prometheus.io/docs/instrumenting/exposition_formats/ */
function metricsAnswer(metrics: RouteOptions['metrics']): Answer | Promise<Answer> {
  if (!metrics) return line(404, 'METRICS=true switches this on.');
  return metrics().then((text) => ({
    ...{ status: 200, type: 'text/plain; version=0.0.4', body: text },
  }));
}

const pushIsOff = 'PUSH_USER and PUSH_PASSWORD switch this on.';

function lookRoute(lookNow: () => LookTimes, push: RouteOptions['push'], ingress: string | undefined): Route {
  return {
    path: '/look',
    methods: ['POST'],
    audience: 'home',
    answer(request) {
      // Whoever comes by it has a session there, and its path cannot be guessed; the Host may have changed on the way.
      const isOurs = request.from === ingress && !request.headers.has('sec-fetch-site');
      return lookAnswer(request, lookNow, isOurs || isSameOrigin(request), push);
    },
  };
}

/** For the page itself, and for whoever has the router's password. */
function lookAnswer(
  request: Request,
  lookNow: () => LookTimes,
  isOfPage: boolean,
  push: RouteOptions['push'],
): Reply {
  if (!isOfPage) {
    const refusal = push ? push.refuse(request) : line(403, onlyThePage);
    if (refusal) return refusal;
  }
  const { sources, hosts } = lookNow();
  const said = line(200, `${lookText(sources)} ${hostsText(hosts)}`);
  // Without its script the form leads back to the page.
  return wantsHtml(request) ? { ...said, status: 303, headers: { location: './' } } : said;
}

const onlyThePage = 'Only the page itself may ask for a look; elsewhere send the program the signal SIGHUP.';

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
  readonly refuse: Gate;
}

/** Answers a request by the route of its path. */
export function respond(request: Request, { routes, refuse }: Routing): Reply {
  const { method, path } = request;
  const route = routes.find((one) => one.path === path || one.also?.test(path));
  const refusal = route?.audience === 'everybody' ? undefined : refuse(request, route?.isSwitchedOn);
  if (refusal && route?.audience !== 'code') return refusal;
  const allowed = route?.methods ?? ['GET', 'HEAD'];
  if (!allowed.includes(method))
    return { ...line(405, refusalOf(allowed)), headers: { allow: allowed.join(', ') } };
  if (!route) return line(404, `There is ${listed(routes.map((one) => one.path))}.`);
  const answer = route.answer(request);
  // Nobody is told the code alone of what takes its time.
  return refusal && 'status' in answer ? { ...refusal, status: answer.status } : (refusal ?? answer);
}

function refusalOf(allowed: readonly string[]): string {
  return allowed.length === 1
    ? `Only ${allowed[0]} is answered here.`
    : `Only ${listed(allowed)} are answered.`;
}

function listed(paths: readonly string[]): string {
  return paths.join(', ').replace(/, ([^,]*)$/, ' and $1');
}
