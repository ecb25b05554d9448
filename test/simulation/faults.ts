/** What can go wrong with one message on its way. */
export type Mishap =
  /** It cannot be sent. */
  | 'unreachable'
  | 'lost-request'
  | 'lost-answer'
  /** Both ways take seconds. */
  | 'slow'
  /** It arrives after its sender has given it up. */
  | 'late'
  | 'duplicate'
  /** Others overtake it. */
  | 'overtaken'
  | 'half-answer'
  /** Something else answers in its place. */
  | 'lie'
  /** A fault of the service, before or after it was carried out. */
  | 'fault-before'
  | 'fault-after'
  | 'busy'
  | 'limited'
  /** The credentials are refused from now on, for a while. */
  | 'expired';

/** What can happen to the home, the machine or the zone at any moment. */
export type Strike =
  | 'kill'
  | 'stop'
  | 'move'
  | 'renumber'
  | 'two-lines'
  /** The questions of a second line leave by the first one. */
  | 'lost-rule'
  /** Whoever answers our lookups, or forges UDP, has all sources over UDP say one address that is not ours. */
  | 'forged-udp'
  | 'slow-line'
  /** The router calls with the new address, though nothing else has happened; or with one that is not ours. */
  | 'push'
  | 'lying-push'
  /** The router and the machine's own interfaces show addresses that are not ours. */
  | 'lying-hints'
  /** The router announces again and again. */
  | 'announcements'
  /** The broker ends all connections, and takes none for a while. */
  | 'broker-gone'
  | 'clock-back'
  | 'clock-ahead'
  | 'suspend'
  | 'new-secret'
  | 'edit-value'
  | 'edit-ttl'
  | 'rename'
  | 'retype'
  | 'second-record'
  | 'delete-record';

/** Where a message is met. */
export type Border =
  | 'datagram'
  | 'web'
  /** To a service that the owner is told by. */
  | 'message'
  /** To the servers of a zone, which are asked what it holds where its service cannot be. */
  | 'name-server'
  /** To a service that can be told an address alone. */
  | 'update-call'
  | 'zone-id'
  | 'list'
  | 'create'
  | 'update'
  | 'delete'
  | 'replace-set'
  | 'remove-set'
  | 'batch'
  /** To the service of a real host, whatever it is called there. */
  | 'host-read'
  | 'host-write';

/** What the program is doing. */
export type Stage = 'idle' | 'looking' | 'reading' | 'writing' | 'waiting' | 'telling';

/** A fault and where it is to meet the program. */
export type Ambush =
  | { readonly kind: 'mishap'; readonly fault: Mishap; readonly at: Border }
  | { readonly kind: 'strike'; readonly fault: Strike; readonly at: Stage };

const ofQuestions: readonly Mishap[] = [
  'lost-request',
  'lost-answer',
  'slow',
  'overtaken',
  'half-answer',
  'lie',
];
const ofWeb: readonly Mishap[] = [...ofQuestions, 'unreachable', 'busy', 'limited', 'fault-before'];
const ofReads: readonly Mishap[] = [...ofWeb, 'duplicate', 'expired'];
const ofWrites: readonly Mishap[] = [...ofReads, 'late', 'fault-after'];
const strikes: readonly Strike[] = [
  ...(['kill', 'stop', 'move', 'renumber', 'two-lines', 'lost-rule', 'slow-line', 'forged-udp'] as const),
  ...(['push', 'lying-push', 'lying-hints', 'announcements', 'broker-gone'] as const),
  ...(['clock-back', 'clock-ahead', 'suspend', 'new-secret'] as const),
  ...(['edit-value', 'edit-ttl', 'rename', 'retype', 'second-record', 'delete-record'] as const),
];
const stages: readonly Stage[] = ['idle', 'looking', 'reading', 'writing', 'waiting'];

const mishapsAt: Readonly<Record<Border, readonly Mishap[]>> = {
  datagram: ofQuestions,
  web: ofWeb,
  message: ofWeb,
  'name-server': ofQuestions,
  // What such a service says of credentials ends all calls until they change, be it so or not.
  'update-call': ofWrites.filter((fault) => fault !== 'expired'),
  'zone-id': ofReads,
  list: ofReads,
  create: ofWrites,
  update: ofWrites,
  delete: ofWrites,
  'replace-set': ofWrites,
  'remove-set': ofWrites,
  batch: ofWrites,
  'host-read': ofReads,
  'host-write': ofWrites,
};

/** Every fault with every border or stage where it can meet the program. */
export const pairs: readonly Ambush[] = [
  ...entries(mishapsAt).flatMap(([at, faults]) =>
    faults.map((fault) => ({ kind: 'mishap', fault, at }) as const),
  ),
  ...strikes.flatMap((fault) => stages.map((at) => ({ kind: 'strike', fault, at }) as const)),
];

export const pairText = ({ fault, at }: { readonly fault: string; readonly at: string }) =>
  `${fault} @ ${at}`;

function entries<K extends string, V>(record: Readonly<Record<K, V>>): [K, V][] {
  const keys: K[] = [];
  for (const key in record) keys.push(key);
  return keys.map((key) => [key, record[key]]);
}
