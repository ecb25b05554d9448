import { readFileSync, readlinkSync } from 'node:fs';

const namespaces = ['pid', 'mnt'].map((name) => `/proc/self/ns/${name}`);
const boot = '/proc/sys/kernel/random/boot_id';

/**
 * What processes of one container have in common and no other container has: its namespaces, on this machine since
 * its start (namespaces(7); anybody may read their own). Undefined where the system does not tell.
 */
export function instanceMark(): string | undefined {
  try {
    return [readFileSync(boot, 'latin1').trim(), ...namespaces.map((path) => readlinkSync(path))].join(' ');
  } catch {
    return undefined;
  }
}

/** The header in which the health check says whom it belongs to, and in which it is told whether that is who answers. */
export const instanceHeader = 'homemade-ddns-instance';

/** `this`: the answer is of the container that the check runs in, as far as can be known. */
export type InstanceAnswer = 'this' | 'another';

/** What a program tells a check that gave this mark. An empty one is of a system that does not tell. */
export function instanceAnswer(mark: string, own: string | undefined): InstanceAnswer {
  return mark === '' || own === undefined || mark === own ? 'this' : 'another';
}
