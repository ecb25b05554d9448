import { type HttpSourceSpec, httpText, unusable } from './http-text.ts';

/** checkip.amazonaws.com, IPv4 only. A proxy on the way that adds `X-Forwarded-For` turns its answer into a list. */
export function aws(): HttpSourceSpec {
  return httpText({ name: 'aws', url: new URL('https://checkip.amazonaws.com/'), read: onlyOne });
}

function onlyOne(text: string): string {
  const [first = '', ...others] = new Set(text.split(',').map((entry) => entry.trim()));
  if (others.length > 0) throw unusable('answered several addresses, so a proxy stands in between');
  return first;
}
