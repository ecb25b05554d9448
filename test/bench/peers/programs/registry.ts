import { ddclient, inadyn } from './debian.ts';
import { ddnsGo, favonia, qdm12, timothymiller } from './others.ts';
import { ours } from './ours.ts';
import type { Program } from './program.ts';

/** Ours is the first: all others are shown beside it. */
export const programs: readonly Program[] = [ours, favonia, qdm12, ddnsGo, timothymiller, inadyn, ddclient];
