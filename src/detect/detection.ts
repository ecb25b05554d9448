import type { Trouble } from './source-health.ts';

/** Something that the owner should know of how the address was found; each kind is told once while it goes on. */
export interface Notice {
  readonly kind: 'no-witness' | 'two-lines';
  readonly message: string;
}

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
      readonly notices?: readonly Notice[];
      /** What was said besides and is held back. */
      readonly heard?: readonly string[];
      /** Look again after so many milliseconds, though no tick is due. */
      readonly again?: number;
    }
  | {
      readonly kind: 'none';
      readonly reason: string;
      /** Usable answers came, but no quorum. */
      readonly split: boolean;
      readonly troubles: readonly Trouble[];
      /** What was said of it all the same, by whomever. */
      readonly heard?: readonly string[];
      /** There is no network: nothing came back from any source, and these are they. */
      readonly unreached?: readonly string[];
      /** Look again after so many milliseconds, though no tick is due. */
      readonly again?: number;
    };
