import { placeholderIn } from '../../settings/placeholder.ts';

/** Somebody who is told again and again that all is well, and raises the alarm when nothing is told any more. */
export interface HeartbeatSpec {
  readonly kind: 'healthchecks' | 'kuma' | 'get';
  /** Without the query that Uptime Kuma shows with it. */
  readonly url: string;
  /** What must never be shown. */
  readonly secrets?: readonly string[];
}

const schemes: Readonly<Record<string, HeartbeatSpec['kind']>> = {
  'healthchecks+': 'healthchecks',
  'kuma+': 'kuma',
  'get+': 'get',
};

const uuid = '[\\da-f]{8}(?:-[\\da-f]{4}){3}-[\\da-f]{12}';
const healthchecksPath = new RegExp(`/ping/(?:${uuid}|[^/]+/[^/]+)$`, 'i');
const kumaPath = /\/api\/push\/[^/]+$/;
const healthchecksHost = 'hc-ping.com';

/** Reads `HEARTBEAT_URL`: entries between commas or on lines of their own. Throws an Error whose message continues "HEARTBEAT_URL …". */
export function parseHeartbeats(text: string): readonly HeartbeatSpec[] {
  const entries = text
    .split(/[\r\n]+|,(?=\s*[a-z+]+:\/\/)/i)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '' && !entry.startsWith('#'));
  if (entries.length === 0) throw new Error('holds no address');
  return entries.map((entry, index) => {
    try {
      return parseHeartbeat(entry);
    } catch (error) {
      const which = entries.length === 1 ? '' : `, entry ${index + 1},`;
      throw new Error(
        `${which}${which === '' ? '' : ' '}${error instanceof Error ? error.message : ''}`.trim(),
      );
    }
  });
}

function parseHeartbeat(entry: string): HeartbeatSpec {
  const [, prefix = '', rest = ''] = /^([a-z]+\+)?(.*)$/is.exec(entry) ?? [];
  const said = schemes[prefix.toLowerCase()];
  const url = URL.parse(rest);
  if ((prefix !== '' && !said) || !url || !/^https?:$/.test(url.protocol) || url.hostname === '')
    throw new Error('is no address that can be asked');
  const placeholder = placeholderIn(rest, 'UUID KEY SLUG TOKEN HOST PORT');
  if (placeholder !== undefined) throw new Error(placeholder);
  const kind = said ?? kindOf(url);
  if (kind === 'healthchecks') checkHealthchecks(url);
  url.hash = '';
  // What its page shows stands for one push; ours has values of its own.
  if (kind === 'kuma') url.search = '';
  return { kind, url: url.href, secrets: secretsOf(kind, url) };
}

/** Whoever knows its path can speak for this home; short words such as `api` and `push` are those of the service. */
function secretsOf(kind: HeartbeatSpec['kind'], { pathname }: URL): string[] {
  const segments = pathname.split('/').filter(Boolean);
  const last = segments.length - 1;
  const isSlug =
    kind === 'healthchecks' && last > 0 && !new RegExp(`^${uuid}$`, 'i').test(segments[last] ?? '');
  return segments.filter((segment, index) =>
    index === last && kind !== 'get' ? !isSlug : segment.length >= 8,
  );
}

function kindOf({ hostname, pathname }: URL): HeartbeatSpec['kind'] {
  const path = pathname.replace(/\/(fail|start|log|\d{1,3})?$/, '');
  if (hostname === healthchecksHost || healthchecksPath.test(path)) return 'healthchecks';
  return kumaPath.test(pathname) ? 'kuma' : 'get';
}

function checkHealthchecks(url: URL): void {
  const end = /\/(fail|start|log|\d{1,3})$/.exec(url.pathname)?.[1];
  if (end !== undefined)
    throw new Error(`ends in /${end}; give the address without it, it is added where it is due`);
  url.pathname = url.pathname.replace(/\/$/, '');
}
