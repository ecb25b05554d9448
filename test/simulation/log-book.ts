import { keyText } from '../../src/dns/records.ts';
import type { Event } from '../../src/report/event.ts';

type Broken = (invariant: 'told once', what: string) => void;

/** Follows what the log says: each fault begins once, ends once if it had begun, and has ended when all is well. */
export function createLogBook(broken: Broken) {
  /** What is open, and what tells it from another fault of the same thing. */
  const open = new Map<string, string>();

  function begin(about: string, mark = ''): void {
    if (open.get(about) === mark) broken('told once', `${about} is told again`);
    open.set(about, mark);
  }

  function end(about: string): void {
    if (!open.delete(about)) broken('told once', `${about} ended without having begun`);
  }

  return {
    told(event: Event): void {
      switch (event.kind) {
        case 'host-failing': {
          const { kind, unconfirmed, message } = event.failure;
          const isOutage = kind === 'transient' || kind === 'limited';
          begin(`host ${event.target.id}`, isOutage ? `${kind} ${unconfirmed}` : `${kind} ${message}`);
          break;
        }
        case 'host-recovered':
          end(`host ${event.target.id}`);
          break;
        case 'record-refused':
          begin(`record ${event.target.id} ${keyText(event.record)}`, event.failure.message);
          break;
        case 'record-recovered':
          end(`record ${event.target.id} ${keyText(event.record)}`);
          break;
        case 'address-unknown':
          for (const family of event.families)
            begin(`address ${event.line} ${family}`, event.isNetwork ? 'network' : 'none');
          break;
        case 'address-known-again':
          end(`address ${event.line} ${event.family}`);
          break;
        case 'source-failing':
          begin(`source ${event.line} ${event.family} ${event.source}`);
          break;
        case 'source-recovered':
          end(`source ${event.line} ${event.family} ${event.source}`);
          break;
        case 'secret-unusable':
          begin(`secret ${event.target.id}`, event.reason);
          break;
        case 'secret-usable':
          end(`secret ${event.target.id}`);
          break;
        default:
      }
    },
    /** What has begun and not ended. A source that rests is not asked, so whether its trouble is over is not known yet. */
    open: (): string[] => [...open.keys()].filter((about) => !about.startsWith('source ')),
  };
}
