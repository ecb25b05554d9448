import { Failure, messageOf } from '../../base/failure.ts';
import { oneLine } from '../../base/visible-text.ts';
import { parseXml } from '../../base/xml.ts';

/** A service of the router that knows its outer address: its exact type and where it is asked. */
export interface WanService {
  readonly type: string;
  readonly control: URL;
}

export type SoapReading =
  | { readonly value: string }
  | { readonly fault: { readonly code: number; readonly text: string } };

const wanService = /^urn:schemas-upnp-org:service:WAN(?:IP|PPP)Connection:[12]$/;
const mostServices = 4;

/**
 * The WAN connection services of a device description (UPnP Device Architecture 1.1, section 2.3), wherever they are nested;
 * `from` is where the description was read. Throws a transient Failure when it is no XML.
 */
export async function readDescription(xml: string, from: URL): Promise<WanService[]> {
  const root = asNode(await read(xml, 'description')).root;
  const base = URL.parse(withAmpersands(textOf(asNode(root).URLBase) ?? '')) ?? from;
  const services: WanService[] = [];
  for (const node of nodesOf(root)) {
    const type = textOf(node.serviceType);
    const path = textOf(node.controlURL);
    if (type === undefined || path === undefined || !wanService.test(type)) continue;
    const control = URL.parse(withAmpersands(path), base.href);
    if (control && services.length < mostServices) services.push({ type, control });
  }
  return services;
}

/**
 * The one argument of a SOAP answer to `action`, or its UPnP fault. Throws a transient Failure when it is neither.
 * An absent argument reads as empty: routers without a connection leave it out.
 */
export async function readSoap(xml: string, action: string, argument: string): Promise<SoapReading> {
  const body = asNode(asNode(asNode(await read(xml, 'answer')).Envelope).Body);
  const error = asNode(asNode(asNode(body.Fault).detail).UPnPError);
  const code = textOf(error.errorCode);
  if (code !== undefined && /^\d{1,4}$/.test(code))
    return { fault: { code: Number(code), text: oneLine(textOf(error.errorDescription) ?? '', 80) } };
  const response = `${action}Response`;
  if (!Object.hasOwn(body, response))
    throw new Failure('transient', `the router's UPnP answer is no answer to ${action}`);
  return { value: textOf(asNode(body[response])[argument]) ?? '' };
}

type Node = Readonly<Record<string, unknown>>;

async function read(xml: string, what: string): Promise<unknown> {
  try {
    return await parseXml(xml, { dropPrefixes: true, keepEntities: true });
  } catch (error) {
    throw new Failure('transient', `the router's UPnP ${what} ${messageOf(error)}`, { cause: error });
  }
}

/** Every object of the tree, in document order. */
function* nodesOf(value: unknown): Generator<Node> {
  if (Array.isArray(value)) {
    for (const item of value) yield* nodesOf(item);
  } else if (isNode(value)) {
    yield value;
    for (const child of Object.values(value)) yield* nodesOf(child);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const empty: Node = {};

function asNode(value: unknown): Node {
  return isNode(value) ? value : empty;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value.trim() : undefined;
}

function withAmpersands(text: string): string {
  return text.replaceAll('&amp;', '&');
}
