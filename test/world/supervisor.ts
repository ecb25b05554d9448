import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import { createServer as createTcpServer } from 'node:net';

// A pretend Supervisor of Home Assistant: it tells the MQTT broker, shows the page of an app by ingress, and is that broker,
// as far as it takes in what is said first. Run as a program: node supervisor.ts APP_HOST
const [app = 'app'] = process.argv.slice(2);

/** What the tests know of it. */
export const supervisor = {
  token: 'supervisor-token-0123456789',
  user: 'addons',
  password: 'broker pass-0123',
};

/** What is not passed on: https://github.com/home-assistant/supervisor, supervisor/api/ingress.py */
const notPassedOn = ['content-length', 'content-encoding', 'transfer-encoding'];
/** The name by which the owner's browser asks for Home Assistant. */
const host = 'ha.example.org';
let heard = '';

const broker = createTcpServer((socket) => {
  socket.on('error', () => {});
  socket.once('data', (chunk) => {
    heard = chunk.toString('latin1');
    // CONNACK: accepted. What comes after it is not answered.
    socket.write(Buffer.from([0x20, 0x02, 0x00, 0x00]));
  });
});

const api = createServer((asked, answer) => {
  const { pathname } = new URL(asked.url ?? '/', 'http://supervisor');
  const [, path] = /^\/ingress\/[\w-]+\/(.*)$/.exec(pathname) ?? [];
  if (path !== undefined) {
    const way = pathname.slice(0, pathname.length - path.length);
    const headers = { ...passedOn(asked.headers), host, 'x-ingress-path': way };
    const to = request({ host: app, port: 8080, path: `/${path}`, method: asked.method, headers }, (from) => {
      answer.writeHead(from.statusCode ?? 502, passedOn(from.headers));
      from.pipe(answer);
    });
    to.on('error', (error) => answer.writeHead(502).end(error.message));
    asked.pipe(to);
  } else if (pathname === '/heard') answer.end(heard);
  else if (pathname === '/services/mqtt' && asked.headers.authorization === `Bearer ${supervisor.token}`) {
    const { user: username, password } = supervisor;
    const data = { host: 'core-mosquitto', port: 1883, ssl: false, protocol: '3.1.1', username, password };
    answer.end(JSON.stringify({ result: 'ok', data }));
  } else answer.writeHead(401).end('{"result":"error"}');
});

function passedOn(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !notPassedOn.includes(name)));
}

if (import.meta.main) {
  broker.listen(1883);
  api.listen(80);
}
