import type { Event } from '../event.ts';

/** How much an event matters to the owner, in the words of the logger. */
export function levelOf(event: Event): 'debug' | 'info' | 'warn' | 'error' {
  switch (event.kind) {
    case 'looked':
      return 'debug';
    case 'record-refused':
      return 'error';
    case 'host-failing':
      return event.failure.kind === 'permanent' || event.failure.kind === 'halt' ? 'error' : 'warn';
    case 'source-failing':
    case 'source-always-wrong':
    case 'address-notice':
    case 'address-unknown':
    case 'secret-unusable':
    case 'noted':
    case 'world-late':
    case 'certificate-expiring':
    case 'unreachable':
      return 'warn';
    default:
      return 'info';
  }
}
