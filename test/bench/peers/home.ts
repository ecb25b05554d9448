import {
  cfRecordId,
  cfZoneId,
  cloudflareServer,
  cloudflareToken,
} from '../../providers/hosts/cloudflare/service.ts';
import type { PretendServer } from '../../world/pretend-server.ts';
import { type NewRecord, type PretendZone, pretendZone, pretendZones } from '../../world/zone.ts';

/** What one program keeps, and how it logs in: the same for all, since each has a zone of its own. */
export const kept = {
  zone: 'example.com',
  name: 'home.example.com',
  relative: 'home',
  zoneId: cfZoneId('example.com'),
  token: cloudflareToken,
} as const;

/** What goes wrong between a home and the pretend internet. */
export interface Trouble {
  /** What is told in the place of the address, and by whom: the source that was asked first, or all that come over UDP. */
  readonly lie?: { readonly address: string; readonly by: 'first' | 'udp' };
  /** Each source over HTTPS shows a page in which this address stands. */
  readonly portal?: string;
  /** The resolver of the home does not answer. */
  readonly deafResolver?: boolean;
  readonly api?: 'error' | 'limited' | 'silent';
}

export interface Seen {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly values: readonly string[];
}

/** One home of the pretend internet, with one program and its zone at the DNS host. */
export interface Home {
  readonly number: number;
  readonly zone: PretendZone;
  readonly api: PretendServer;
  address: string;
  trouble: Trouble;
  /** How the record was, each time that it changed; by whom, `look` does not know. */
  readonly seen: Seen[];
  /** When each call of the DNS host came. */
  readonly calls: number[];
  /** Questions for the address. */
  asked: number;
  connections: number;
  firstAsked: string | undefined;
  /** Writes down how the record is now, if it is another one than before. */
  look(): void;
}

/** Milliseconds since the epoch, finer than `Date.now`. */
export const nowMs = () => performance.timeOrigin + performance.now();

export async function openHome(
  number: number,
  address: string,
  records: readonly NewRecord[],
): Promise<Home> {
  const zone = pretendZone(kept.zone, records);
  const api = await cloudflareServer({ zones: pretendZones(zone) });
  const home: Home = {
    ...{ number, zone, api, address, trouble: {}, seen: [], calls: [] },
    ...{ asked: 0, connections: 0, firstAsked: undefined },
    look() {
      const values = zone.values(kept.relative, 'A');
      if (values.join() !== home.seen.at(-1)?.values.join()) home.seen.push({ at: nowMs(), values });
    },
  };
  home.look();
  return home;
}

/** What a source tells, which is counted; `source` is who is asked and over what. */
export function toldBy(home: Home, source: string, overUdp: boolean): string {
  home.asked += 1;
  home.firstAsked ??= source;
  const { lie } = home.trouble;
  const lies = lie && (lie.by === 'udp' ? overUdp : source === home.firstAsked);
  return lies ? lie.address : home.address;
}

const limited = {
  errors: [{ code: 971, message: 'Please wait and consider throttling your request speed' }],
};
const failed = {
  success: false,
  errors: [{ code: 10_000, message: 'Internal error' }],
  messages: [],
  result: null,
};

/** Sets what goes wrong from now on; nothing of before goes on. */
export function trouble(home: Home, next: Trouble): void {
  home.trouble = next;
  const { faults } = home.api;
  faults.clear();
  const headers = { 'content-type': 'application/json' };
  if (next.api === 'silent') faults.inject({ kind: 'hang', carriedOut: false });
  if (next.api === 'error')
    faults.inject({ kind: 'answer', status: 500, headers, body: JSON.stringify(failed) });
  if (next.api === 'limited') {
    const body = JSON.stringify({ ...failed, ...limited });
    faults.inject({ kind: 'answer', status: 429, headers: { ...headers, 'retry-after': '60' }, body });
  }
}

/** The records that the name has now, as the DNS host shows them. */
export function recordsOf({ zone }: Home) {
  return zone.list({ name: kept.relative }).map((record) => ({ ...record, id: cfRecordId(record) }));
}
