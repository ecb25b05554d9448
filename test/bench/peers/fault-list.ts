import type { NewRecord } from '../../world/zone.ts';
import { kept, type Trouble } from './home.ts';
import type { Pace } from './programs/program.ts';

/** Something that happens to a home. */
export interface Fault {
  readonly what: string;
  /** What is told of it: what stood in the record, calls of the DNS host, the time until it was right again, the records at last. */
  readonly shows: readonly ('wrong' | 'calls' | 'after' | 'records')[];
  readonly pace: Pace;
  /** Seconds that it lasts, and how long is watched after it at most. */
  readonly lasts: number;
  readonly watched: number;
  readonly trouble?: Trouble;
  /** It is so before the program starts. */
  readonly fromStart?: boolean;
  /** The home gets a new address as it begins. */
  readonly moves?: boolean;
  /** Nothing comes back to the home. */
  readonly cut?: boolean;
  /** What the name holds before the program starts. */
  readonly records?: readonly NewRecord[];
  /** What somebody writes by hand as it begins; a CNAME is deleted at its end. */
  readonly edit?: readonly NewRecord[];
}

const { relative: name } = kept;
const liar = '93.184.216.77';
const lie = (by: 'first' | 'udp') => ({ lie: { address: liar, by } });
const a = (data: string, more: Partial<NewRecord> = {}): NewRecord => ({
  name,
  type: 'A',
  data,
  ttl: 600,
  ...more,
});
const proxied = a('81.2.60.1', { ttl: 1, extra: { proxied: true, comment: 'by hand' } });

const quick = { pace: 'quick', watched: 150 } as const;
const usual = { pace: 'usual', watched: 400 } as const;

export const faults: readonly Fault[] = [
  {
    what: 'all sources over HTTPS show a login page with an address in it, new address',
    ...quick,
    shows: ['wrong', 'after'],
    lasts: 100,
    moves: true,
    trouble: { portal: '93.184.216.70' },
  },
  {
    what: 'the source that it asked first begins to lie',
    ...quick,
    shows: ['wrong'],
    lasts: 130,
    trouble: lie('first'),
  },
  {
    what: 'the source that it asks first lies from the start',
    ...quick,
    shows: ['wrong'],
    lasts: 60,
    fromStart: true,
    trouble: lie('first'),
  },
  {
    what: 'plain UDP is forged from the start',
    ...quick,
    shows: ['wrong'],
    lasts: 60,
    fromStart: true,
    trouble: lie('udp'),
  },
  { what: 'plain UDP begins to be forged', ...quick, shows: ['wrong'], lasts: 120, trouble: lie('udp') },
  {
    what: 'the API answers 500 for 60 s, new address',
    ...quick,
    shows: ['calls', 'after'],
    lasts: 60,
    moves: true,
    trouble: { api: 'error' },
  },
  {
    what: 'the API answers 429 with Retry-After: 60, for 58 s, new address',
    ...quick,
    shows: ['calls', 'after'],
    lasts: 58,
    moves: true,
    trouble: { api: 'limited' },
  },
  {
    what: 'the API never answers for 100 s, new address',
    ...quick,
    shows: ['calls', 'after'],
    lasts: 100,
    moves: true,
    trouble: { api: 'silent' },
  },
  {
    what: 'the name becomes a CNAME for 75 s, new address',
    ...quick,
    shows: ['calls', 'after'],
    lasts: 75,
    moves: true,
    edit: [{ name, type: 'CNAME', data: 'example.net', ttl: 300 }],
  },
  {
    what: 'the resolver is dead for 100 s, new address',
    ...quick,
    shows: ['after'],
    lasts: 100,
    moves: true,
    trouble: { deafResolver: true },
  },
  {
    what: 'a proxied record with a comment, new address',
    ...quick,
    shows: ['records'],
    lasts: 0,
    moves: true,
    records: [proxied],
  },
  {
    what: 'the name has two A records at the start',
    ...quick,
    watched: 45,
    shows: ['records'],
    lasts: 0,
    fromStart: true,
    records: [a('81.2.60.1'), a('81.2.60.2')],
  },
  {
    what: 'no network for the first 45 s (a power cut)',
    ...usual,
    shows: ['after'],
    lasts: 45,
    fromStart: true,
    cut: true,
  },
  {
    what: 'the line is down for 40 s and has a new address then',
    ...usual,
    shows: ['after'],
    lasts: 40,
    moves: true,
    cut: true,
  },
  {
    what: 'somebody edits the record by hand',
    ...usual,
    shows: ['after'],
    lasts: 0,
    edit: [a('81.2.60.9')],
  },
];
