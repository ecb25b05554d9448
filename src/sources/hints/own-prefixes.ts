import { closeSync, openSync, readSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import type { Clock } from '../../base/clock.ts';
import { familyOf, notPublic } from '../../ip/address.ts';
import { bytesOf } from '../../ip/address-bytes.ts';

/** What a machine shows of its own addresses. */
export interface Machine {
  readonly interfaces: typeof networkInterfaces;
  /** Whether its tables of addresses hold something else than when last asked; undefined: it does not tell. */
  hasChanged(): boolean | undefined;
  close(): void;
}

/** Milliseconds. A line that is down keeps its address in the tables. */
const everyLook = 60_000;

/** The public IPv4 addresses and the /64 prefixes of the IPv6 ones, as a text: the rest of those rotates (RFC 8981). */
export function ownPrefixes(clock: Clock, here: Machine): () => string {
  let before = '';
  let known = '';
  let lookedAt = Number.NEGATIVE_INFINITY;
  return () => {
    if (here.hasChanged() === false && clock.monotonic() - lookedAt < everyLook) return known;
    lookedAt = clock.monotonic();
    const own = Object.values(listed(here)).flatMap((list) => list ?? []);
    const outer = own.filter(({ internal }) => !internal).map(({ address }) => address);
    // Mostly nothing has changed, and that is seen soonest by the text.
    if (outer.join() !== before) known = [...new Set(outer.flatMap(prefixOf))].sort().join(' ');
    before = outer.join();
    return known;
  };
}

function prefixOf(address: string): string[] {
  const family = familyOf(address);
  if (family === undefined || notPublic(address, family) !== undefined) return [];
  return [family === 'ipv4' ? address : bytesOf(address).subarray(0, 8).toString('hex')];
}

function listed({ interfaces }: Machine): ReturnType<typeof networkInterfaces> {
  try {
    return interfaces();
  } catch {
    return {};
  }
}

// Where Linux keeps them: to read these takes half the time of listing the interfaces.
const addressTables = ['/proc/net/if_inet6', '/proc/net/fib_trie'];

/** This machine, or one that shows no more than these interfaces. */
export function machine(
  interfaces: typeof networkInterfaces | undefined,
  tables: readonly string[] = interfaces ? [] : addressTables,
): Machine {
  return { interfaces: interfaces ?? networkInterfaces, ...watched(tables) };
}

/** Bytes: a machine with larger tables is looked at by its interfaces. */
const room = 32_768;

function watched(tables: readonly string[]): Pick<Machine, 'hasChanged' | 'close'> {
  const files = tables.flatMap(opened);
  let [now, before] = [Buffer.alloc(0), Buffer.alloc(0)];
  let sizeBefore = 0;

  /** Bytes of all tables, whole and now; undefined: they are too many. */
  function read(): number | undefined {
    if (now.length === 0) [now, before] = [Buffer.alloc(room), Buffer.alloc(room)];
    let size = 0;
    for (const file of files) {
      // Such a file is handed out in pages, and made anew when it is read from its beginning.
      for (let at = 0, part = -1; part !== 0; at += part, size += part) {
        if (size === room) return undefined;
        part = readSync(file, now, size, room - size, at);
      }
    }
    return size;
  }

  function hasChanged(): boolean | undefined {
    if (files.length === 0) return undefined;
    try {
      const size = read();
      if (size === undefined) return undefined;
      const isSame = size === sizeBefore && now.compare(before, 0, size, 0, size) === 0;
      [now, before, sizeBefore] = [before, now, size];
      return !isSame;
    } catch {
      return undefined;
    }
  }
  function close(): void {
    for (const file of files.splice(0)) closeSync(file);
  }
  return { hasChanged, close };
}

/** Without IPv6 there is no table of its addresses. */
function opened(table: string): number[] {
  try {
    return [openSync(table, 'r')];
  } catch {
    return [];
  }
}
