import { createServer } from 'node:http';
import { connect, createServer as createRelay } from 'node:net';
import { godaddyServer } from '../../providers/hosts/godaddy/service.ts';
import { pretendZone, pretendZones } from '../../world/zone.ts';

// The internet beyond both lines: two echoes of different operators, the DNS host (port 82), and a look into its zones (81).

const one = pretendZone('example.com');
const two = pretendZone('example.org');
const godaddy = await godaddyServer({ zones: pretendZones(one, two) });

for (const host of ['9.9.1.1', '9.9.2.1'])
  createServer((request, response) => response.end(request.socket.remoteAddress)).listen(80, host);

createServer((_, response) => {
  const records = [one, two].map((zone) =>
    zone.list().flatMap(({ name, type, data }) => (name === 'home' && type === 'A' ? [data] : [])),
  );
  response.end(JSON.stringify(records));
}).listen(81, '9.9.1.1');

// The pretend host listens on the loopback alone.
createRelay((outside) => {
  const inside = connect(godaddy.port, '127.0.0.1');
  outside.pipe(inside).pipe(outside);
  outside.on('error', () => inside.destroy());
  inside.on('error', () => outside.destroy());
}).listen(82, '9.9.1.1', () => process.stdout.write('The internet is there\n'));
