import type { PretendAnswer, PretendRequest } from './pretend-server.ts';

/** What goes wrong with one request to a pretend service. */
export type Fault =
  /** Another answer, the request is not carried out. */
  | ({ readonly kind: 'answer' } & PretendAnswer)
  /** No answer, the connection stays open. */
  | { readonly kind: 'hang'; readonly carriedOut: boolean }
  /** No answer, the connection is closed. */
  | { readonly kind: 'drop'; readonly carriedOut: boolean }
  /** Carried out, half of the answer arrives, then the connection closes. */
  | { readonly kind: 'cut' }
  /** Carried out, answered with these headers besides its own. */
  | { readonly kind: 'headers'; readonly headers: Readonly<Record<string, string>> }
  /** Carried out, answered with another body than its own. */
  | { readonly kind: 'altered'; alter(body: string): string }
  /** Carried out, answered after so many milliseconds. */
  | { readonly kind: 'slow'; readonly ms: number };

export const htmlPage: Fault = {
  kind: 'answer',
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: '<!DOCTYPE html><html><body>Please log in to this network</body></html>',
};
export const garbage: Fault = {
  kind: 'answer',
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: '[{"data":"192.0.2.',
};
export const hang: Fault = { kind: 'hang', carriedOut: false };
export const dropBefore: Fault = { kind: 'drop', carriedOut: false };
export const answerLost: Fault = { kind: 'drop', carriedOut: true };
export const cut: Fault = { kind: 'cut' };

export interface FaultScope {
  /** Which requests; all of them if absent. */
  readonly when?: (request: PretendRequest) => boolean;
  /** How many of them; all if absent. */
  readonly times?: number;
}

/** What shall go wrong, for any pretend service. */
export interface Faults {
  /** Adds a fault, behind those added before; the returned function ends it. */
  inject(fault: Fault, scope?: FaultScope): () => void;
  /** Ends all of them. */
  clear(): void;
  /** The fault that this request meets; counts it. */
  meet(request: PretendRequest): Fault | undefined;
}

export const isWrite = (request: PretendRequest) => request.method !== 'GET' && request.method !== 'HEAD';

export function pretendFaults(): Faults {
  let active: { fault: Fault; scope: FaultScope; left: number }[] = [];
  return {
    inject(fault, scope = {}) {
      const entry = { fault, scope, left: scope.times ?? Number.POSITIVE_INFINITY };
      active.push(entry);
      return () => {
        active = active.filter((other) => other !== entry);
      };
    },
    clear() {
      active = [];
    },
    meet(request) {
      const entry = active.find(({ scope, left }) => left > 0 && (scope.when?.(request) ?? true));
      if (entry) entry.left--;
      return entry?.fault;
    },
  };
}
