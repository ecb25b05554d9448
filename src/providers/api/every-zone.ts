import type { Zone } from '../../dns/name.ts';

/** Stands where a call is about no single zone: that which lists them. */
export const everyZone: Zone = { name: '', display: 'the list of zones' };
