import { createSocket } from 'node:dgram';
import type { Clock } from '../../base/clock.ts';
import { type EpochReading, hasLostState } from '../gateway/epoch.ts';
import { readNatPmp } from '../gateway/nat-pmp.ts';
import { announcementPort, longestPacket } from '../gateway/router.ts';
import { spaced } from './spaced.ts';

/** What a router announced of its own accord: its new outer address, or (no address) that it lost its state. */
export interface Announcement {
  readonly address?: string;
  /** Seconds since the router started. */
  readonly epoch: number;
}

export interface ListenOptions {
  readonly clock: Clock;
  /** The router's address now; only its announcements count. */
  gateway(): Promise<string | undefined>;
  /** Called when a look at the address is due; at most twice a second, and ever less often while it goes on. */
  onHint(): void;
  /** Other than 224.0.0.1:5350 only in tests. */
  readonly group?: string;
  readonly port?: number;
}

export interface Listener {
  /** Why nothing can be heard, as a sentence; undefined while listening. The program runs on without. */
  readonly reason: string | undefined;
  stop(): void;
}

const allHosts = '224.0.0.1';
const pcpVersion = 2;
const pcpAnnounceAnswer = 0x80;
const pcpHeader = 24;

/** Reads a packet as an announcement (RFC 6886, section 3.2.1; RFC 6887, section 14.1). Undefined: it is none. Never throws. */
export function readAnnouncement(packet: Buffer): Announcement | undefined {
  if (packet[0] === pcpVersion) {
    const fits = packet.length >= pcpHeader && packet.length <= longestPacket && packet.length % 4 === 0;
    if (!fits || packet[1] !== pcpAnnounceAnswer || packet[3] !== 0) return undefined;
    return { epoch: packet.readUInt32BE(8) };
  }
  const reading = readNatPmp(packet);
  if (reading === undefined || !('address' in reading) || reading.epoch === undefined) return undefined;
  return { address: reading.address, epoch: reading.epoch };
}

/** Tells news from repetition: routers send each announcement up to ten times. */
export function newsFilter(clock: Clock): (announcement: Announcement) => boolean {
  let last: (EpochReading & { readonly address: string }) | undefined;

  return ({ address, epoch }) => {
    // A router announces over PCP when it lost its state; which address it has now, it does not say.
    if (address === undefined) return true;
    const before = last;
    last = { address, epoch, at: clock.monotonic() };
    return before === undefined || before.address !== address || hasLostState(before, last);
  };
}

/** Listens for the router's announcements. Never throws: where it cannot listen, the listener has a reason. */
export async function listenForAnnouncements(options: ListenOptions): Promise<Listener> {
  const { clock, gateway, onHint, group = allHosts, port = announcementPort } = options;
  const isNews = newsFilter(clock);
  const hint = spaced(clock, onHint);
  const socket = createSocket({ type: 'udp4', reuseAddr: true });
  let reason: string | undefined;
  let stopped = false;

  socket.on('message', (packet, from) => {
    const announcement = readAnnouncement(packet);
    if (announcement) void hear(announcement, from.address);
  });
  async function hear(announcement: Announcement, sender: string): Promise<void> {
    const router = await gateway().catch(() => undefined);
    if (!stopped && sender === router && isNews(announcement)) hint.give();
  }
  function stop(): void {
    if (stopped) return;
    stopped = true;
    hint.stop();
    socket.close();
  }

  await new Promise<void>((resolve) => {
    socket.on('error', (error) => {
      reason ??= `the router's announcements cannot be heard on ${group}:${port}: ${error.message}`;
      stop();
      resolve();
    });
    socket.bind(port, group, () => resolve());
  });
  return {
    get reason() {
      return reason;
    },
    stop,
  };
}
