import { systemClock } from '../../src/base/clock.ts';
import type { StatusReport } from '../../src/report/status-report.ts';
import type { PageView } from '../../src/web/page/page.ts';
import { startEndpoint } from '../../src/web/server.ts';

const now = Date.parse('2026-11-25T10:12:00Z');
const at = (seconds: number) => new Date(now + seconds * 1000).toISOString();

/** A home where all is well; `foreign` stands wherever a text comes from outside. */
export function viewOf(changes: Partial<StatusReport> = {}, foreign = 'Example'): PageView {
  const record = {
    ...{ name: 'home', fqdn: 'home.example.com', ttl: 600, ttlIsAuto: false, wanted: null },
    ...{ state: 'in-sync' as const, changedAt: at(-86_400), error: null },
  } as const;
  const source = { reason: null, failures: 0, lies: 0, alwaysWrong: false } as const;
  return {
    nextLook: at(30),
    timeline: {
      since: at(-200_000),
      entries: [
        { at: at(-60), level: 'error', text: `Refused by ${foreign}` },
        { at: at(-100_000), level: 'info', text: `Public IPv4 address is 81.2.69.142 (${foreign})` },
      ],
      addresses: { ipv4: { since: at(-86_400), isFirst: false, witnesses: [foreign, 'ipify'] } },
    },
    report: {
      ...{
        status: 'ok',
        lastSuccessfulSync: at(-12),
        lastAttempt: at(-12),
        version: '1.2.3',
        nat: null,
        dryRun: false,
        ...{ reasons: [], planned: [], retryAt: null, lastChange: null },
      },
      addresses: { ipv4: '81.2.69.142', ipv6: '2001:db8:61:4f00:1234:5678:9abc:def0' },
      addressErrors: { ipv4: null, ipv6: null },
      notes: [],
      sources: [
        { ...source, name: 'ipify', family: 'ipv4', state: 'ok' },
        { ...source, name: foreign, family: 'ipv6', state: 'resting', reason: foreign, alwaysWrong: true },
        { ...source, name: 'aws', family: 'ipv4', state: 'untried' },
      ],
      targets: [
        {
          ...{ provider: 'godaddy', title: 'GoDaddy', domain: 'example.com', error: null, retryAt: null },
          records: [
            { ...record, type: 'A', value: '81.2.69.142' },
            { ...record, type: 'AAAA', value: '2001:db8:61:4f00:1234:5678:9abc:def0' },
          ],
        },
      ],
      ...changes,
    },
  };
}

/** Serves what `view` is at each request, as the program does. */
export function serveView(view: () => PageView) {
  const looks: number[] = [];
  return new Promise<{ url: string; looks: number[]; close(): void }>((resolve, reject) => {
    const endpoint = startEndpoint({
      ...{ names: [], allowedHosts: [], allowPublic: false, port: 0, host: '127.0.0.1', mark: undefined },
      // The status is taken once a second; here a second is short.
      clock: { ...systemClock, monotonic: () => systemClock.monotonic() * 10_000 },
      view,
      isAlive: () => true,
      lookNow() {
        looks.push(Date.now());
        return { sources: 0, hosts: 20_000 };
      },
      onListening: (port) =>
        resolve({ url: `http://127.0.0.1:${port}/`, looks, close: () => endpoint.close() }),
      onError: reject,
    });
  });
}
