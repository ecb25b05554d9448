import type { Trouble } from './source-health.ts';

/** What one look for the address of a family came to. */
export type Detection =
  | {
      readonly kind: 'agreed';
      readonly address: string;
      /** Another address than the last agreed one, or the first. */
      readonly changed: boolean;
      /** The names of the sources that said it. */
      readonly witnesses: readonly string[];
      readonly troubles: readonly Trouble[];
    }
  | {
      readonly kind: 'none';
      readonly reason: string;
      /** Usable answers came, but no quorum. */
      readonly split: boolean;
      readonly troubles: readonly Trouble[];
    };
