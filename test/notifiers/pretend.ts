import type { HttpAnswer, HttpRequest } from '../../src/http/client.ts';
import { parseNotifyUrls } from '../../src/notifiers/forms.ts';
import type { Message } from '../../src/notifiers/message.ts';

export const message: Message = {
  id: 'm1',
  event: 'change',
  title: 'New address: home.example.com',
  text: 'home.example.com A: 81.2.69.142 → 81.2.64.3 (GoDaddy)',
  name: 'home.example.com',
  changes: [{ name: 'home.example.com', type: 'A', old: '81.2.69.142', new: '81.2.64.3' }],
  at: Date.UTC(2026, 0, 1),
};

/** What a service answers, and what it was asked. */
export interface Pretend {
  readonly requests: (Omit<HttpRequest, 'signal' | 'url'> & { readonly url: string })[];
  answer(request: HttpRequest): Partial<HttpAnswer> | Promise<Partial<HttpAnswer>>;
}

export function pretend(answer: Pretend['answer']): Pretend {
  return { requests: [], answer };
}

/** Sends to all that the text names; resolves to why it was not taken, by service. */
export async function sent(
  text: string,
  service: Pretend,
  what: Message = message,
): Promise<(string | undefined)[]> {
  const sending = {
    async http({ signal: _, ...request }: HttpRequest): Promise<HttpAnswer> {
      service.requests.push({ ...request, url: String(request.url) });
      const answer = await service.answer({ signal: _, ...request });
      return { status: 200, text: '', headers: {}, ...answer };
    },
    signal: new AbortController().signal,
    now: () => Date.UTC(2026, 0, 1),
    onSession() {},
  };
  const results: (string | undefined)[] = [];
  for (const notifier of parseNotifyUrls(text))
    results.push(
      await notifier.send(what, sending).then(
        () => undefined,
        (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown)),
      ),
    );
  return results;
}

export const bodyOf = (request: { readonly body?: string } | undefined): unknown =>
  JSON.parse(request?.body ?? 'null');
