import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { dnsSource } from '../../src/sources/dns/dns.ts';
import { stunSource } from '../../src/sources/stun/stun.ts';
import { createIsp } from './isp.ts';
import { startStun } from './stun.ts';
import { startWhoami } from './whoami.ts';

const forever = new AbortController().signal;
const options = { timeout: 20_000, clock: systemClock };
const isp = createIsp({ ipv4: '81.2.69.142', ipv6: '2a02:8010:6000::1' });

const running: { close(): Promise<void> }[] = [];
async function started<T extends { close(): Promise<void> }>(server: Promise<T>): Promise<T> {
  running.push(await server);
  return server;
}
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

describe('the pretend name server', () => {
  it('tells the address as a text of class CH and as a record', async () => {
    const whoami = await started(startWhoami({ isp }));
    const record = dnsSource(`dns:whoami.example/A@127.0.0.1:${whoami.port}`, options);

    expect(await dnsSource(whoami.entry, options).ask('ipv4', forever)).toBe('81.2.69.142');
    expect(await record.ask('ipv4', forever)).toBe('81.2.69.142');
    expect(whoami.requests()).toBe(2);
  });

  it('tells the IPv6 address over IPv6', async () => {
    const whoami = await started(startWhoami({ isp, family: 'ipv6', host: '::1' }));

    const record = dnsSource(`dns:whoami.example/AAAA@[::1]:${whoami.port}`, options);

    expect(await dnsSource(whoami.entry, options).ask('ipv6', forever)).toBe('2a02:8010:6000::1');
    expect(await record.ask('ipv6', forever)).toBe('2a02:8010:6000::1');
  });

  it('answers over TCP what it cuts short over UDP', async () => {
    const whoami = await started(startWhoami({ isp, mode: 'truncated' }));

    expect(await dnsSource(whoami.entry, options).ask('ipv4', forever)).toBe('81.2.69.142');
    expect([whoami.requests(), whoami.requestsOverTcp()]).toEqual([1, 1]);
  });

  it('lies and refuses on demand', async () => {
    const whoami = await started(startWhoami({ isp, mode: { lie: '81.2.95.1' } }));
    const source = dnsSource(whoami.entry, options);

    expect(await source.ask('ipv4', forever)).toBe('81.2.95.1');
    whoami.mode = 'refused';
    await expect(source.ask('ipv4', forever)).rejects.toThrow('refuses the question');
  });
});

describe('the pretend STUN server', () => {
  it('tells the address of either family', async () => {
    const four = await started(startStun({ isp }));
    const six = await started(startStun({ isp, family: 'ipv6', host: '::1' }));

    expect(await stunSource(four.entry).open(options).ask('ipv4', forever)).toBe('81.2.69.142');
    expect(await stunSource(six.entry).open(options).ask('ipv6', forever)).toBe('2a02:8010:6000::1');
  });

  it('lies and refuses on demand', async () => {
    const stun = await started(startStun({ isp, mode: { lie: '81.2.95.1' } }));
    const source = stunSource(stun.entry).open(options);

    expect(await source.ask('ipv4', forever)).toBe('81.2.95.1');
    stun.mode = 'error';
    await expect(source.ask('ipv4', forever)).rejects.toThrow('error 500');
  });
});
