import type { Family } from '../../src/ip/address.ts';
import type { SecretFile } from './access.ts';
import type { PretendBroker } from './broker.ts';
import type { Chance } from './chance.ts';
import type { Strike } from './faults.ts';
import { forgery, type Home } from './home.ts';
import type { Place } from './invariants.ts';
import type { HomeLine } from './lines.ts';
import { editByHand, isEdit } from './owner.ts';
import type { PretendApi } from './pretend-api.ts';
import type { Router } from './router.ts';
import type { SimulatedClock } from './simulated-clock.ts';

export interface StrikesOptions {
  readonly clock: SimulatedClock;
  readonly chance: Chance;
  readonly home: Home;
  readonly lines: readonly HomeLine[];
  readonly places: readonly Place[];
  readonly apis: ReadonlyMap<string, PretendApi>;
  tell(line: string): void;
  kill(): void;
  stop(): void;
  /** The router has announced something. */
  announce(): void;
  readonly router: Router;
  readonly broker: PretendBroker;
}

/** What happens to the home, the machine, the credentials and the zone. */
export interface Strikes {
  strike(fault: Strike): void;
  /** The API refuses the credentials for a while. */
  expire(host: string): void;
  secretOf(api: PretendApi): SecretFile;
  /** Whether credentials may ever have been refused. */
  mayHaveRefused(): boolean;
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** What every fault that lasts is over within, in milliseconds. */
export const longestFault = 80 * second;

export function createStrikes({
  clock,
  chance,
  home,
  lines,
  places,
  apis,
  tell,
  router,
  broker,
  ...process
}: StrikesOptions): Strikes {
  const secrets = new Map<PretendApi, SecretFile>();
  /** The newest token of each host, whether it accepts it now or not. */
  const newest = new Map<PretendApi, string>();
  let mayHaveRefused = false;
  for (const api of apis.values()) {
    api.token = 'token1';
    newest.set(api, 'token1');
    secrets.set(api, { content: 'token1', version: 1, isReadable: true });
  }

  const later = (least: number, work: () => void) =>
    clock.after(chance.whole('lasts', least, longestFault), work);

  function secretOf(api: PretendApi): SecretFile {
    const file = secrets.get(api);
    if (!file) throw new Error(`${api.host} has no secret`);
    return file;
  }

  /** The owner makes a new token at the host, and puts it into the file somewhat later. */
  function renewSecret(api: PretendApi): void {
    const file = secretOf(api);
    const content = `token${file.version + 1}`;
    mayHaveRefused = true;
    api.token = content;
    newest.set(api, content);
    file.isReadable = chance.happens('stays readable', 0.5);
    clock.after(chance.whole('secret after', 0, 30) * second, () =>
      Object.assign(file, { content, version: file.version + 1, isReadable: true }),
    );
  }

  /** Most routers that tell of their address do it at once. */
  function moved(family: Family): void {
    const line = chance.pick('line', lines);
    line.home.move(family);
    if (line.home === home && chance.happens('moves with a call', 0.4)) router.callTruly();
  }

  function announced(times: number): void {
    if (times === 0) return;
    process.announce();
    clock.after(chance.whole('announces after', 1, 900), () => announced(times - 1));
  }

  const others: Readonly<Partial<Record<Strike, () => void>>> = {
    kill: process.kill,
    stop: process.stop,
    move: () => moved('ipv4'),
    renumber: () => moved('ipv6'),
    push: router.callTruly,
    'lying-push': router.callFalsely,
    'lying-hints': router.showFalsely,
    'broker-gone': () => broker.goAway(chance.pick('broker away for', [second, 40 * second])),
    announcements: () => announced(chance.pick('announcements', [1, 5, 30])),
    'two-lines'() {
      // A home with a way of its own for each line has no router that balances them.
      if (lines.some(({ kind }) => kind === 'isp')) return;
      home.addLine();
      later(20 * second, home.dropLine);
    },
    'forged-udp'() {
      home.forged = forgery;
      later(20 * second, () => {
        home.forged = undefined;
      });
    },
    'slow-line'() {
      home.slowness = chance.whole('slowness', 300, 4_000);
      later(20 * second, () => {
        home.slowness = 0;
      });
    },
    'lost-rule'() {
      for (const line of lines) line.setRule(false);
      later(20 * second, () => {
        for (const line of lines) line.setRule(true);
      });
    },
    'clock-back': () => clock.jump(-chance.pick('back by', [second, minute, hour, 400 * 24 * hour])),
    'clock-ahead': () => clock.jump(chance.pick('ahead by', [second, minute, hour, 400 * 24 * hour])),
    suspend: () => clock.suspend(chance.pick('asleep for', [second, minute, hour, 24 * hour])),
    'new-secret': () => renewSecret(chance.pick('account', [...apis.values()])),
  };

  return {
    secretOf,
    mayHaveRefused: () => mayHaveRefused,
    strike(fault) {
      if (!isEdit(fault)) {
        others[fault]?.();
        return;
      }
      const { zone } = chance.pick('place', places);
      const keys = places.filter((place) => place.zone === zone).flatMap(({ target }) => target.keys);
      tell(`the owner ${editByHand(fault, zone, keys, chance)}`);
    },
    expire(host) {
      const api = apis.get(host);
      if (!api) return;
      mayHaveRefused = true;
      api.token = undefined;
      later(second, () => {
        api.token ??= newest.get(api);
        tell(`${host} accepts the credentials again`);
      });
    },
  };
}
