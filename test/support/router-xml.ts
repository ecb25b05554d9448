const wanIp1 = 'urn:schemas-upnp-org:service:WANIPConnection:1';

export interface DescribedService {
  readonly type?: string;
  readonly control?: string;
}

/** A description as routers give it, with the services three devices deep. */
export function description(services: readonly DescribedService[], base?: string): string {
  const list = services.map(
    ({ type = wanIp1, control = '/ctl/IPConn' }) =>
      `<service><serviceType>${type}</serviceType><serviceId>urn:upnp-org:serviceId:WANIPConn1</serviceId>` +
      `<SCPDURL>/WANIPCn.xml</SCPDURL><controlURL>${control}</controlURL><eventSubURL>/evt</eventSubURL></service>`,
  );
  return (
    '<?xml version="1.0"?>\n<root xmlns="urn:schemas-upnp-org:device-1-0">' +
    '<specVersion><major>1</major><minor>0</minor></specVersion>' +
    `${base === undefined ? '' : `<URLBase>${base}</URLBase>`}` +
    '<device><deviceType>urn:schemas-upnp-org:device:InternetGatewayDevice:1</deviceType><serviceList><service>' +
    '<serviceType>urn:schemas-upnp-org:service:Layer3Forwarding:1</serviceType><controlURL>/ctl/L3F</controlURL>' +
    '</service></serviceList><deviceList><device><deviceList><device>' +
    `<serviceList>${list.join('')}</serviceList></device></deviceList></device></deviceList></device></root>`
  );
}

export function soapAnswer(action: string, values: Readonly<Record<string, string>>, type = wanIp1): string {
  const body = Object.entries(values).map(([name, value]) => `<${name}>${value}</${name}>`);
  return envelope(`<u:${action}Response xmlns:u="${type}">${body.join('')}</u:${action}Response>`);
}

export function soapFault(code: number, text: string): string {
  return envelope(
    '<s:Fault><faultcode>s:Client</faultcode><faultstring>UPnPError</faultstring><detail>' +
      `<UPnPError xmlns="urn:schemas-upnp-org:control-1-0"><errorCode>${code}</errorCode>` +
      `<errorDescription>${text}</errorDescription></UPnPError></detail></s:Fault>`,
  );
}

function envelope(body: string): string {
  return (
    '<?xml version="1.0"?>\r\n<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" ' +
    `s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"><s:Body>${body}</s:Body></s:Envelope>\r\n`
  );
}
