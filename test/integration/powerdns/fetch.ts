export interface ApiCall {
  readonly method: string;
  readonly url: string;
  readonly key: string;
  readonly body?: string;
}

/** One call to the API, past the provider; resolves to its JSON, or null. Run by `blocking`. */
export default async function call({ method, url, key, body }: ApiCall): Promise<unknown> {
  const headers = { 'x-api-key': key, 'content-type': 'application/json' };
  const answer = await fetch(url, { method, headers, body: body ?? null });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${text}`);
  return text === '' ? null : JSON.parse(text);
}
