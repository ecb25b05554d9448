import { instanceAnswer, instanceHeader } from '../process/instance.ts';
import { type Answer, line } from './answer.ts';
import type { Request } from './request.ts';
import type { Snapshot } from './snapshot.ts';

/** What is served under one path. */
export interface Route {
  readonly path: string;
  /** `code`: everybody is told the status code, the home all of it. */
  readonly audience: 'everybody' | 'code' | 'home';
  answer(request: Request): Answer;
}

export interface RouteOptions {
  /** What this container has and no other; undefined where the system does not tell. */
  readonly mark: string | undefined;
  snapshot(): Snapshot;
  isAlive(): boolean;
}

export function createRoutes({ mark, snapshot, isAlive }: RouteOptions): readonly Route[] {
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
    { path: '/', audience: 'home', answer: () => ({ status: 200, body: snapshot().page }) },
  ];
}

export interface Routing {
  readonly routes: readonly Route[];
  /** Why this caller is not told what only the home is; undefined: it is. */
  refuse(request: Request): Answer | undefined;
}

/** Answers a request by the route of its path. */
export function respond(request: Request, { routes, refuse }: Routing): Answer {
  const { method, path } = request;
  const route = routes.find((one) => one.path === path);
  const refusal = route?.audience === 'everybody' ? undefined : refuse(request);
  if (refusal && route?.audience !== 'code') return refusal;
  if (method !== 'GET' && method !== 'HEAD')
    return { ...line(405, 'Only GET and HEAD are answered.'), headers: { allow: 'GET, HEAD' } };
  if (!route) return line(404, `There is ${listed(routes.map((one) => one.path))}.`);
  const answer = route.answer(request);
  return refusal ? { ...refusal, status: answer.status } : answer;
}

function listed(paths: readonly string[]): string {
  return paths.join(', ').replace(/, ([^,]*)$/, ' and $1');
}
