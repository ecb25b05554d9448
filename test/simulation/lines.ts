import type { EngineLine } from '../../src/app/engine.ts';
import type { Family } from '../../src/ip/address.ts';
import type { Source } from '../../src/sources/source.ts';
import type { Chance } from './chance.ts';
import { createHome, type Home } from './home.ts';

/**
 * How the addresses of a target are found: as usual, by another list of sources, over the way of a second provider, or
 * on the machine's own interface, for a zone that only the home itself asks.
 */
export type LineKind = 'default' | 'sources' | 'isp' | 'lan';
export const secondLines: readonly LineKind[] = ['default', 'sources', 'isp', 'lan'];

/** One line of the program, and the part of the home that its records are to point at. */
export interface HomeLine {
  readonly id: string;
  readonly kind: LineKind;
  readonly home: Home;
  readonly quorum: number;
  /** By whose way its questions leave now. */
  leavesBy(): Home;
  /** The rule that sends them over a way of their own is gone, or there again. */
  setRule(isThere: boolean): void;
}

const firstLine = 'default';
const secondLine = 'target-2';

export type Lines = readonly [HomeLine, ...HomeLine[]];

/** The first line, and the second one where there is one. */
export function createLines(kind: LineKind, quorum: number, chance: Chance): Lines {
  const home = createHome(chance.fork('home'), (family, number) =>
    family === 'ipv4' ? `81.2.69.${number}` : `2a02:8010:60${10 + number}::1`,
  );
  const plain = { leavesBy: () => home, setRule() {} };
  const first: HomeLine = { id: firstLine, kind: 'default', home, quorum, ...plain };
  if (kind === 'default') return [first];
  if (kind === 'sources') return [first, { ...first, id: secondLine, kind }];
  if (kind === 'lan') return [first, { ...first, id: secondLine, kind, home: lanOf(chance), quorum: 1 }];
  return [first, secondProvider(home, quorum, chance)];
}

function lanOf(chance: Chance): Home {
  return createHome(chance.fork('machine'), (family, number) =>
    family === 'ipv4' ? `192.168.1.${9 + number}` : `fd12:3456:789a:${number}::1`,
  );
}

function secondProvider(first: Home, quorum: number, chance: Chance): HomeLine {
  const home = createHome(chance.fork('second provider'), (family, number) =>
    family === 'ipv4' ? `81.2.70.${number}` : `2a02:8010:61${10 + number}::1`,
  );
  let hasRule = true;
  return {
    ...{ id: secondLine, kind: 'isp', home, quorum },
    leavesBy: () => (hasRule ? home : first),
    setRule(isThere) {
      hasRule = isThere;
    },
  };
}

/** What the engine is told of the line, beside the families that its targets keep. */
export function engineLine(
  { id, kind, quorum }: HomeLine,
  sources: Readonly<Record<Family, readonly Source[]>>,
): Omit<EngineLine, 'families'> {
  const line = { id, quorum: { ipv4: quorum, ipv6: quorum }, allowPrivate: kind === 'lan', sources };
  if (kind !== 'isp') return line;
  const variable = 'VIA_2';
  return {
    ...line,
    via: { variable, place: 'eth1' },
    way: {
      from: async () => '192.168.2.10',
      ownInterface: async () => 'eth1',
      isUsual: async () => false,
      explainSame: async (address) => `${variable} sees ${address}, the address of another line`,
    },
  };
}
