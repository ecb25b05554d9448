import type { EchoMode } from './echo.ts';
import type { Fault } from './faults.ts';
import type { HomeAddresses } from './isp.ts';
import type { NewRecord } from './zone.ts';

// How a test talks with the pretend internet in a container (serve.ts).

export const echoHosts = {
  ipify: 'api.ipify.org',
  icanhazip: 'ipv4.icanhazip.com',
  aws: 'checkip.amazonaws.com',
  cloudflare: 'api.cloudflare.com',
} as const;
export type EchoName = keyof typeof echoHosts;

// Cloudflare's API and its trace page live on one host; only the trace is pretended.
export const godaddyHost = 'api.godaddy.com';
/** A host of its own for the API of Cloudflare, whose trace has the real one. */
export const cloudflareApiHost = 'api.cloudflare.example';
export const controlPort = 8000;

/** What a test can have done: `POST /`. */
export type Command =
  | { readonly do: 'change-address'; readonly addresses: HomeAddresses }
  | { readonly do: 'hold'; readonly name: string; readonly type: string; readonly values: readonly string[] }
  | { readonly do: 'fail'; readonly fault: Fault; readonly writesOnly?: boolean }
  | { readonly do: 'mislead'; readonly echo: EchoName; readonly mode: EchoMode }
  | { readonly do: 'mend' };

/** What a test can see: `GET /`. */
export interface WorldState {
  readonly zone: readonly NewRecord[];
  /** Requests to GoDaddy, the oldest first. */
  readonly requests: readonly {
    readonly method: string;
    readonly path: string;
    readonly status: number | null;
  }[];
  readonly asked: Readonly<Record<EchoName, number>>;
}
