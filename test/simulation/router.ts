import type { networkInterfaces } from 'node:os';
import { type Family, families } from '../../src/ip/address.ts';
import type { Push } from '../../src/web/push/push.ts';
import type { Chance } from './chance.ts';
import { forgery, type Home } from './home.ts';
import type { SimulatedClock } from './simulated-clock.ts';

export const credential = { user: 'router', password: 'correct-horse-42' };

export interface RouterOptions {
  readonly clock: SimulatedClock;
  readonly chance: Chance;
  readonly home: Home;
  tell(line: string): void;
  /** Where it calls now; undefined while the program does not run. */
  push(): Push | undefined;
  /** It calls and says these addresses. */
  calls(said: readonly string[]): void;
  /** It was answered with these words. `isTrue`: what it said is the home's. */
  answered(said: readonly string[], words: string): void;
}

/** The router of the home: it calls when the address has changed, answers who asks it, and may lie in both. */
export interface Router {
  /** Calls as often as routers do at a reconnect, with what is true then, now or somewhat later. */
  callTruly(): void;
  /** Calls for a while with an address that is not the home's, or not any more. */
  callFalsely(): void;
  /** What it answers, and what the machine's own interfaces show, is wrong for a while. */
  showFalsely(): void;
  readonly interfaces: typeof networkInterfaces;
  ask(): Promise<string>;
}

const second = 1_000;
/** Where nobody was ever told to point. */
const nobodys: Readonly<Record<Family, string>> = { ipv4: '81.2.96.7', ipv6: '2a02:8010:6777::1' };

export function createRouter({ clock, chance, home, tell, push, ...heard }: RouterOptions): Router {
  let shown: Readonly<Record<Family, string>> | undefined;
  let earlier: string[] = [];
  const first = (family: Family) => home.addresses(family)[0];

  function call(said: readonly string[]): void {
    const door = push();
    if (!door) return;
    earlier = [...earlier, ...said].slice(-20);
    tell(`the router calls with ${said.join(' and ') || 'nothing'}`);
    heard.calls(said);
    const query = said.map((address) => `myip=${address}`).join('&');
    const basic = Buffer.from(`${credential.user}:${credential.password}`).toString('base64');
    const reply = door.answer({
      ...{ method: 'GET', path: '/nic/update', query, host: undefined, from: '192.168.1.1' },
      headers: new Map([['authorization', `Basic ${basic}`]]),
    });
    void Promise.resolve('answer' in reply ? reply.answer : reply).then(({ body }) => {
      tell(`the router is told ${String(body).trim()}`);
      heard.answered(said, String(body));
    });
  }

  function repeatedly(times: number, said: () => readonly string[]): void {
    if (times === 0) return;
    call(said());
    clock.after(chance.pick('calls again after', [100, second, 4 * second, 31 * second]), () =>
      repeatedly(times - 1, said),
    );
  }

  return {
    callTruly() {
      const told = chance.pick<readonly Family[]>('says', [['ipv4'], ['ipv4', 'ipv6'], []]);
      clock.after(chance.pick('calls after', [0, 50, 3 * second]), () =>
        repeatedly(chance.pick('calls', [1, 1, 2, 4]), () => told.map(first)),
      );
    },
    callFalsely() {
      const lies = chance.pick('lies', [
        () => [forgery.ipv4],
        () => [forgery.ipv4, forgery.ipv6],
        () => [nobodys.ipv4],
        () => [nobodys.ipv6, first('ipv4')],
        () => earlier.slice(0, 1),
        () => ['192.168.1.1'],
        () => ['100.64.3.4', nobodys.ipv6],
      ]);
      repeatedly(chance.pick('false calls', [1, 3, 8]), lies);
    },
    showFalsely() {
      shown = chance.pick('shows', [forgery, nobodys]);
      clock.after(chance.whole('shows it for', 6, 60) * second, () => {
        shown = undefined;
      });
    },
    interfaces: interfacesOf((family) => shown?.[family] ?? first(family)),
    ask: async () => shown?.ipv4 ?? first('ipv4'),
  };
}

/** A machine with one interface. */
export function interfacesOf(addressOf: (family: Family) => string): typeof networkInterfaces {
  return () => ({
    eth0: families.map((family) => {
      const common = { address: addressOf(family), netmask: '', mac: '', internal: false, cidr: null };
      return family === 'ipv4' ? { ...common, family: 'IPv4' } : { ...common, family: 'IPv6', scopeid: 0 };
    }),
  });
}
