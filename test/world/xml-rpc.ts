import { type RpcValue, rpcAnswer, rpcCall } from '../../src/providers/api/xml-rpc.ts';
import type { PretendAnswer, PretendRequest } from './pretend-server.ts';

/** An answer to a call of XML-RPC. */
export function rpcReply(value: RpcValue): PretendAnswer {
  const written = rpcCall('', [value])
    .replace('<methodCall><methodName></methodName>', '<methodResponse>')
    .replace('</methodCall>', '</methodResponse>');
  return { status: 200, headers: { 'content-type': 'text/xml; charset=utf-8' }, body: written };
}

/** The method and the parameters of a call. */
export async function callIn({
  body,
}: PretendRequest): Promise<{ method: string; parameters: readonly unknown[] }> {
  const values = [...body.matchAll(/<param>(<value>.*?<\/value>)<\/param>/gs)]
    .map(([, value]) => value)
    .join('');
  const list = `<value><array><data>${values}</data></array></value>`;
  const { value } = Object(
    await rpcAnswer(`<methodResponse><params><param>${list}</param></params></methodResponse>`),
  );
  return { method: methodOf(body), parameters: Array.isArray(value) ? value : [] };
}

export function methodOf(body: string): string {
  return /<methodName>(.*?)<\/methodName>/.exec(body)?.[1] ?? '';
}

const foreign = />(SOA|NS|MX|TXT|CAA)</;

/** A body with nothing left of records of foreign types but type and id. */
export function withoutForeignMembers(body: string): string {
  return body.replaceAll(/<struct>((?:(?!<struct>).)*?)<\/struct>/gs, (struct, members: string) =>
    foreign.test(members)
      ? `<struct>${members.replaceAll(/<member><name>(?!type<|id<).*?<\/member>/gs, '')}</struct>`
      : struct,
  );
}
