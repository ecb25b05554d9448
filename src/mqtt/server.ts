import { placeholderIn } from '../settings/placeholder.ts';

/** Where the broker is, and who we are there. */
export interface Broker {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly user?: string;
  readonly password?: string;
}

const schemes: Readonly<Record<string, { readonly tls: boolean; readonly port: number }>> = {
  'mqtt:': { tls: false, port: 1883 },
  'tcp:': { tls: false, port: 1883 },
  'mqtts:': { tls: true, port: 8883 },
  'ssl:': { tls: true, port: 8883 },
  'tls:': { tls: true, port: 8883 },
};

/** Reads `MQTT_URL`; a host alone stands for `mqtt://`. Throws an Error whose message continues "MQTT_URL …". */
export function parseBroker(text: string): Broker {
  const [, scheme] = /^([a-z][a-z\d+.-]*:)\/\//i.exec(text) ?? [];
  const way = schemes[scheme?.toLowerCase() ?? 'mqtt:'];
  if (/^wss?:$/i.test(scheme ?? '')) throw new Error('asks for WebSockets, which are not spoken here');
  if (!way) throw new Error('has a scheme that is not known here');
  const placeholder = placeholderIn(text, 'HOST PORT USER PASSWORD');
  if (placeholder !== undefined) throw new Error(placeholder);
  // Read as one that has rules for hosts and ports.
  const url = URL.parse(`http://${scheme === undefined ? text : text.slice(scheme.length + 2)}`);
  if (!url || url.hostname === '' || url.port === '0') throw new Error('is no address of a broker');
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '')
    throw new Error('has something behind host and port');
  // The port of http is not told by the parser, which takes it for the default.
  const isPort80 = /:0*80\/?$/.test(text);
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? (isPort80 ? 80 : way.port) : Number(url.port),
    tls: way.tls,
    ...(url.username !== '' && { user: decoded(url.username) }),
    ...(url.password !== '' && { password: decoded(url.password) }),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Reads `MQTT_DISCOVERY_PREFIX`. Throws an Error whose message continues "MQTT_DISCOVERY_PREFIX …". */
export function parsePrefix(text: string): string {
  const prefix = text.replace(/^\/+|\/+$/g, '');
  if (prefix === '' || /[+#\s\p{C}]/u.test(prefix) || prefix.includes('//') || prefix.startsWith('$'))
    throw new Error('is no topic');
  return prefix;
}
