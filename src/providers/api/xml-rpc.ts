import { parseXml } from '../../base/xml.ts';

/** What a call of XML-RPC can carry (http://xmlrpc.com/spec.md). Whole numbers become `int`. */
export type RpcValue =
  | string
  | number
  | boolean
  | readonly RpcValue[]
  | { readonly [name: string]: RpcValue | undefined };

/** The body of a call; what is undefined in a struct is left out. */
export function rpcCall(method: string, parameters: readonly RpcValue[]): string {
  const given = parameters.map((one) => `<param><value>${written(one)}</value></param>`).join('');
  return `<?xml version="1.0" encoding="UTF-8"?><methodCall><methodName>${escaped(method)}</methodName><params>${given}</params></methodCall>`;
}

/**
 * What the answer to a call holds: `{ value }`, or `{ fault: { faultCode, faultString } }`. Undefined where it is no such
 * answer. Numbers are numbers, dates and binary data stay as they are written.
 */
export async function rpcAnswer(text: string): Promise<unknown> {
  const parsed = await parseXml(text).catch(() => undefined);
  const response = within(parsed, 'methodResponse');
  const fault = within(within(response, 'fault'), 'value');
  if (fault !== undefined) return { fault: read(fault) };
  const value = within(within(within(response, 'params'), 'param'), 'value');
  return value === undefined ? undefined : { value: read(value) };
}

function written(value: RpcValue): string {
  if (typeof value === 'string') return `<string>${escaped(value)}</string>`;
  if (typeof value === 'number')
    return Number.isInteger(value) ? `<int>${value}</int>` : `<double>${value}</double>`;
  if (typeof value === 'boolean') return `<boolean>${Number(value)}</boolean>`;
  if (isList(value))
    return `<array><data>${value.map((one) => `<value>${written(one)}</value>`).join('')}</data></array>`;
  const members = Object.entries(value).map(([name, one]) =>
    one === undefined ? '' : `<member><name>${escaped(name)}</name><value>${written(one)}</value></member>`,
  );
  return `<struct>${members.join('')}</struct>`;
}

function isList(value: RpcValue): value is readonly RpcValue[] {
  return Array.isArray(value);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** One `value` element; without a type in it, it is a text. */
function read(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  for (const [type, content] of Object.entries(value)) {
    if (type === 'struct') return Object.fromEntries(listed(within(content, 'member')).map(member));
    if (type === 'array') return listed(within(within(content, 'data'), 'value')).map(read);
    if (/^(int|i4|i8|double)$/.test(type)) return Number(content);
    if (type === 'boolean') return content === '1';
    return content;
  }
  return '';
}

function member(one: unknown): [string, unknown] {
  return [String(within(one, 'name') ?? ''), read(within(one, 'value') ?? '')];
}

/** One element comes without a list around it. */
function listed(value: unknown): unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

function within(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}
