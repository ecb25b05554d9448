import type { House } from '../../e2e/house.ts';
import { answerLost, cut, dropBefore, type Fault, garbage, hang, htmlPage } from '../../world/faults.ts';

/** Something that goes wrong: begins when called, the returned function ends it. */
export interface BadLuck {
  readonly name: string;
  begin(home: House): () => unknown;
}

const atTheHost = (name: string, fault: Fault): BadLuck => ({
  name: `the DNS host ${name}`,
  begin: ({ godaddy }) => godaddy.faults.inject(fault),
});

const atTheSources = (
  name: string,
  mode: House['echoes'][0]['mode'],
  some: number | undefined = undefined,
): BadLuck => ({
  name: `${some === undefined ? 'each source' : 'a source'} ${name}`,
  begin({ echoes }) {
    const struck = echoes.slice(0, some);
    for (const echo of struck) echo.mode = mode;
    return () => {
      for (const echo of struck) echo.mode = 'honest';
    };
  },
});

export const badLuck: readonly BadLuck[] = [
  atTheHost('answers 500', {
    kind: 'answer',
    status: 500,
    body: '{"code":"ERROR","message":"Internal error"}',
  }),
  atTheHost('says wait', {
    kind: 'answer',
    status: 429,
    headers: { 'content-type': 'application/json' },
    body: '{"code":"TOO_MANY_REQUESTS","message":"Too many requests","retryAfterSec":3}',
  }),
  atTheHost('never answers', hang),
  atTheHost('drops the connection', dropBefore),
  atTheHost('carries out and says nothing', answerLost),
  atTheHost('cuts its answers', cut),
  atTheHost('answers with half of a text', garbage),
  atTheHost('answers with a web page', htmlPage),
  atTheHost('is slow', { kind: 'slow', ms: 1_500 }),
  {
    name: 'the DNS host is down',
    begin({ godaddy }) {
      const down = godaddy.down();
      return () => down.then(() => godaddy.up());
    },
  },
  {
    name: 'the line is down',
    begin({ isp }) {
      isp.online = false;
      return () => {
        isp.online = true;
      };
    },
  },
  atTheSources('answers with a web page', 'captive-portal'),
  atTheSources('never answers', 'hang'),
  atTheSources('answers without end', 'huge'),
  atTheSources('stops in the middle', 'stall', 1),
  atTheSources('answers 500', 'error', 1),
  atTheSources('says slow down', 'too-many-requests', 1),
  atTheSources('lies', { lie: '81.2.95.9' }, 1),
  atTheSources('leads round in circles', 'redirect-for-ever', 1),
];
