import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { cloudflareServer } from '../providers/hosts/cloudflare/service.ts';
import { godaddyServer } from '../providers/hosts/godaddy/service.ts';
import {
  type Command,
  cloudflareApiHost,
  controlPort,
  type EchoName,
  echoHosts,
  godaddyHost,
  type WorldState,
} from './control.ts';
import { type Echo, startEcho } from './echo.ts';
import { isWrite } from './faults.ts';
import { createIsp } from './isp.ts';
import { pretendZone, pretendZones } from './zone.ts';

// The pretend internet as a program of its own, for a container: the real host names over TLS on port 443,
// and a plain HTTP port through which a test looks at it and changes it.

const zone = pretendZone('example.com');
const isp = createIsp({ ipv4: '81.2.69.142' });
const zones = pretendZones(zone);
const godaddy = await godaddyServer({ zones });
const cloudflareApi = await cloudflareServer({ zones });
const echoes: Readonly<Record<EchoName, Echo>> = {
  ipify: await startEcho({ isp }),
  icanhazip: await startEcho({ isp }),
  aws: await startEcho({ isp }),
  cloudflare: await startEcho({ isp }),
};

function state(): WorldState {
  const { ipify, icanhazip, aws, cloudflare } = echoes;
  return {
    zone: zone.list().map(({ id: _, ...record }) => record),
    requests: godaddy.log.map(({ method, path, status }) => ({ method, path, status })),
    asked: {
      ipify: ipify.requests(),
      icanhazip: icanhazip.requests(),
      aws: aws.requests(),
      cloudflare: cloudflare.requests(),
    },
  };
}

function obey(command: Command): void {
  switch (command.do) {
    case 'change-address':
      isp.change(command.addresses);
      break;
    case 'hold': {
      const { name, type } = command;
      zone.replace(
        { name, type },
        command.values.map((data) => ({ name, type, data, ttl: 600 })),
      );
      break;
    }
    case 'fail':
      godaddy.faults.inject(command.fault, command.writesOnly ? { when: isWrite } : {});
      break;
    case 'mislead':
      echoes[command.echo].mode = command.mode;
      break;
    case 'mend':
      godaddy.faults.clear();
      for (const echo of Object.values(echoes)) echo.mode = 'honest';
  }
}

const ports = new Map<string, number>([
  [godaddyHost, godaddy.port],
  [cloudflareApiHost, cloudflareApi.port],
]);
for (const [name, host] of Object.entries(echoHosts)) ports.set(host, echoes[name as EchoName].port);

/** Ends TLS and hands the connection to the server of that name. */
const front = createTlsServer(
  { key: readFileSync('/tls/key.pem'), cert: readFileSync('/tls/certificate.pem') },
  (outside) => {
    const port = ports.get(outside.servername || '');
    if (port === undefined) {
      outside.destroy();
      return;
    }
    const inside = connect(port, '127.0.0.1');
    outside.pipe(inside).pipe(outside);
    closeTogether(outside, inside);
    closeTogether(inside, outside);
  },
);

function closeTogether(one: Socket, other: Socket): void {
  one.on('close', () => other.destroy());
  one.on('error', () => other.destroy());
}

const control = createServer(async (request, response) => {
  try {
    if (request.method === 'POST') obey(JSON.parse(await text(request)));
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(state()));
  } catch (error) {
    response.writeHead(400).end(String(error));
  }
});

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

process.on('SIGTERM', () => process.exit(0));
front.listen(443, () => control.listen(controlPort));
