import type { Environment } from '../settings/secrets.ts';

/** The proxies that the environment names, for what is not a question about the own address. */
export function proxyOf(env: Environment): { http?: string; https?: string; none?: string } | undefined {
  const http = env.http_proxy || env.HTTP_PROXY;
  const https = env.https_proxy || env.HTTPS_PROXY;
  const none = env.no_proxy || env.NO_PROXY;
  if (!http && !https) return undefined;
  return { ...(http && { http }), ...(https && { https }), ...(none && { none }) };
}
