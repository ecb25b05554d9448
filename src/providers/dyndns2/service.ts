import type { Rate } from '../../http/throttle.ts';
import type { Family } from '../../ip/address.ts';
import type { SettingsTable, Texts, ValuesOf } from '../../settings/setting.ts';
import type { Evidence } from '../provider.ts';
import type { AnswerRules } from './rules.ts';

/** What becomes of the family that a call leaves out. */
export type Absent =
  /** The service leaves it alone. */
  | 'kept'
  /** It takes the address that the call comes from, so that a proxy's could be published. */
  | 'guessed'
  | 'deleted'
  /** It publishes an address that is nobody's. */
  | 'falsified'
  /** Nobody says it. */
  | 'unknown';

/** How the addresses of both families get to the service. */
export type Families =
  /** With a call for each family, which leaves the other one alone. */
  | { readonly calls: 'apart' }
  /** It has room for one family only. */
  | { readonly calls: 'ipv4' }
  /** In one call. */
  | { readonly calls: 'together'; readonly absent: Readonly<Record<Family, Absent>> };

/** What one call has to tell. */
export interface Call {
  /** Full names in A-labels; more than one only where the service takes a list. */
  readonly hosts: readonly string[];
  /** The first of them. */
  readonly host: string;
  /** Those of the call's families. */
  readonly addresses: Readonly<Partial<Record<Family, string>>>;
  /** The address of a call for one family; else both between commas. */
  readonly ip: string;
  /**
   * The zone of the host as `DOMAIN` says it, else the domain that can be registered, and what stands before it, ""
   * for nothing. May load the public suffix list.
   */
  split(): Promise<{ readonly domain: string; readonly label: string }>;
}

/** Parameters in their order; those that are undefined are left out. */
export type Parameters = Readonly<Record<string, string | undefined>>;

/** The request of one call. */
export interface ServiceRequest {
  /** Default GET. */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** Without its query. */
  readonly url: string;
  readonly query?: Parameters;
  readonly headers?: Readonly<Record<string, string>>;
  readonly basic?: readonly [user: string, password: string];
  /** Sent as a form. */
  readonly form?: Parameters;
  readonly body?: string;
}

/**
 * One update-only service: it can be told an address, but not asked what it holds. A row of the table in `services`;
 * its comment names the source of what it says.
 */
export interface Service<T extends SettingsTable> {
  /** The value of `PROVIDER`. */
  readonly name: string;
  /** The vendor's own spelling. */
  readonly title: string;
  /** What to create and where, and what to know. Markdown sentences. */
  readonly about: string;
  readonly evidence: Evidence;
  /** What authenticates, under the names that its users know, and where the service is (`…_API_URL`). */
  readonly settings: T;
  readonly families: Families | ((values: ValuesOf<T>) => Families);
  /** How many hosts one call can name; default 1. */
  readonly hostsPerCall?: number;
  /** They must be of one domain. */
  readonly sameDomain?: true;
  /** It keeps no DNS record of this name, so there is nobody to ask what it holds. */
  readonly noRecord?: true;
  /** Milliseconds between two calls for the same host and family that the service demands; default none. */
  readonly spacing?: number;
  /** Calls within 24 hours that the account has; default not limited. */
  readonly perDay?: number;
  readonly rate?: Rate | readonly Rate[];
  /** In place of the program's own, where the service wants another form. */
  userAgent?(values: ValuesOf<T>): string;
  /** As that of a host. */
  check?(given: Texts<Extract<keyof T, string>>): readonly string[];
  request(call: Call, values: ValuesOf<T>): ServiceRequest | Promise<ServiceRequest>;
  readonly answer: AnswerRules | ((values: ValuesOf<T>) => AnswerRules);
}
