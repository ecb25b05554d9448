import { asFailure, Failure } from '../../base/failure.ts';
import { oneLine } from '../../base/visible-text.ts';
import type { Http, HttpAnswer } from '../../http/client.ts';
import { type Family, parseAddress } from '../../ip/address.ts';
import { notOnRouter } from './local-network.ts';
import { noPublicAddress, type RouterAnswer } from './router.ts';
import { readDescription, readSoap, type WanService } from './upnp-xml.ts';

const maxBytes = 64 * 1024;
const fritzBoxHint =
  'on a FRITZ!Box, switch on "Transmit status information over UPnP" in its network settings';

// IPv6 is no part of the standard; AVM added an action of its own.
const questions: Record<Family, { readonly action: string; readonly argument: string }> = {
  ipv4: { action: 'GetExternalIPAddress', argument: 'NewExternalIPAddress' },
  ipv6: { action: 'X_AVM_DE_GetExternalIPv6Address', argument: 'NewExternalIPv6Address' },
};

const faults: Readonly<Record<number, string>> = {
  401: 'does not know the question',
  402: 'calls the question malformed',
  501: 'could not find its address out',
  606: `does not allow this machine to ask; ${fritzBoxHint}`,
};

export interface UpnpRequest {
  readonly http: Http;
  /** The router's address; nothing else is called. */
  readonly router: string;
  readonly signal: AbortSignal;
}

/** The services behind a description URL. Throws a transient Failure when there is none that can be asked. */
export async function describeRouter(url: URL, { http, router, signal }: UpnpRequest): Promise<WanService[]> {
  const answer = await http({ url, signal, maxBytes });
  if (answer.status !== 200) throw new Failure('transient', `${url.host}: ${statusText(answer)}`);
  const services = await readDescription(answer.text, url);
  if (services.length === 0)
    throw new Failure('transient', `${url.host}: its UPnP description has no internet connection in it`);
  const usable = services.filter(({ control }) => notOnRouter(control, router) === undefined);
  if (usable.length === 0)
    throw new Failure(
      'transient',
      `${url.host}: its UPnP control address is not followed: ${reasonOf(services)}`,
    );
  return usable;

  function reasonOf([first]: readonly WanService[]): string {
    return (first && notOnRouter(first.control, router)) ?? 'it is not on the router';
  }
}

/**
 * Asks the services in turn until one tells a connected address (a DSL router often lists two, one of them idle).
 * The service that told comes with the answer, so that only it is asked the next time.
 */
export async function askServices(
  services: readonly WanService[],
  family: Family,
  request: UpnpRequest,
): Promise<{ readonly answer: RouterAnswer; readonly service?: WanService }> {
  let last: RouterAnswer = { unusable: 'the router lists no internet connection' };
  for (const service of services) {
    try {
      last = await askService(service, family, request);
    } catch (error) {
      if (request.signal.aborted) throw error;
      last = { unusable: asFailure(error).message };
    }
    if ('address' in last && last.address !== '0.0.0.0') return { answer: last, service };
  }
  return { answer: last };
}

async function askService(
  { type, control }: WanService,
  family: Family,
  { http, signal }: UpnpRequest,
): Promise<RouterAnswer> {
  const { action, argument } = questions[family];
  const answer = await http({
    url: control,
    method: 'POST',
    headers: { 'content-type': 'text/xml; charset="utf-8"', soapaction: `"${type}#${action}"` },
    body: envelope(type, action),
    signal,
    maxBytes,
  });
  if (answer.status !== 200 && answer.status !== 500)
    return { unusable: `the router's UPnP service ${statusText(answer)}` };
  const reading = await readSoap(answer.text, action, argument);
  if ('fault' in reading) return faulty(reading.fault, family);
  if (reading.value === '')
    return { unusable: family === 'ipv4' ? noPublicAddress : 'the router says that it has no IPv6 address' };
  const address = parseAddress(reading.value, family);
  if (address !== undefined) return { address };
  return { unusable: `the router tells ${JSON.stringify(oneLine(reading.value, 60))}, which is no address` };
}

function faulty({ code, text }: { code: number; text: string }, family: Family): RouterAnswer {
  const said = `${code} ${text}`.trim();
  if (family === 'ipv6' && (code === 401 || code === 602))
    return {
      unusable: `the router does not tell an IPv6 address over UPnP, only a FRITZ!Box does (UPnP error ${said})`,
    };
  const meaning = faults[code];
  if (meaning === undefined) return { unusable: `the router answers with the UPnP error ${said}` };
  return { unusable: `the router ${meaning} (UPnP error ${said})` };
}

function statusText({ status }: HttpAnswer): string {
  if (status >= 300 && status < 400) return `redirects elsewhere (HTTP ${status}), which is not followed`;
  if (status === 401 || status === 403) return `does not allow to be asked (HTTP ${status}); ${fritzBoxHint}`;
  if (status === 404) return `is not there (HTTP 404); ${fritzBoxHint}`;
  return `answers HTTP ${status}`;
}

function envelope(type: string, action: string): string {
  return (
    '<?xml version="1.0"?>' +
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" ' +
    's:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/">' +
    `<s:Body><u:${action} xmlns:u="${type}"></u:${action}></s:Body></s:Envelope>`
  );
}
