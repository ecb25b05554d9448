import { afterAll, beforeAll } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { rfc2136 } from '../../../src/providers/hosts/rfc2136/rfc2136.ts';
import { answer } from '../../providers/contract/provided.ts';
import { providerContract } from '../../providers/contract/provider.ts';
import { dnsFront } from '../../world/dns-front.ts';
import { foreignRecords } from '../../world/zone.ts';
import { keys, type UpdateServer } from './server.ts';

/** What every provider must do, before the zones of a real server. */
export function updateContract(title: string, serverNow: () => UpdateServer): void {
  providerContract({
    name: title,
    async setup({ zone, records, timeout }) {
      const { door, hosts } = serverNow();
      const held = door.zone(zone, [...foreignRecords, ...records]);
      const server = await dnsFront({ host: hosts.ipv4, port: 53 });
      const values = {
        RFC2136_NAMESERVER: server.url,
        RFC2136_TSIG_KEY: 'ddns',
        RFC2136_TSIG_SECRET: keys.ddns,
      };
      const noHttp = () => Promise.reject(new Error('this provider speaks no HTTP'));
      const restarted = () => rfc2136.create(values, noHttp, { clock: systemClock, timeout });
      return { provider: restarted(), restarted, held, server, stop: () => server.stop() };
    },
    secrets: [keys.ddns],
    moreThanAPage: 60,
    isReal: true,
    batch: true,
    unlimited: true,
    // One question for each name and one for the wildcard above them; one message, and the same once more.
    requests: (names) => ({ read: names + 1, write: names + 2 }),
    refusals: [
      {
        title: 'SERVFAIL',
        kind: 'transient',
        says: /fault of its own.*example\.com.*SERVFAIL/,
        fault: answer(2, ''),
      },
      { title: 'FORMERR', kind: 'permanent', says: /cannot read the request.*FORMERR/, fault: answer(1, '') },
      {
        title: 'NOTIMP',
        kind: 'permanent',
        says: /no dynamic updates.*|does not take dynamic updates.*NOTIMP/,
        fault: answer(4, ''),
      },
      {
        title: 'REFUSED',
        kind: 'permanent',
        says: /let the key ddns .*REFUSED|REFUSED.*let the key ddns/,
        fault: answer(5, ''),
      },
      {
        title: 'NOTAUTH',
        kind: 'permanent',
        says: /not the primary server of example\.com.*DOMAIN/,
        fault: answer(9, ''),
      },
      {
        title: 'NOTZONE',
        kind: 'permanent',
        says: /not within its zone example\.com.*DOMAIN/,
        fault: answer(10, ''),
      },
      { title: 'an unknown error', kind: 'transient', says: /the error 11/, fault: answer(11, '') },
    ],
  });
}

/** The server for all tests of a file. */
export function serverOfTests(start: () => Promise<UpdateServer>): () => UpdateServer {
  let server: UpdateServer | undefined;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server?.stop());
  return () => {
    if (!server) throw new Error('the server did not start');
    return server;
  };
}
