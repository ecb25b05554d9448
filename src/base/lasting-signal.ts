const lasting = new WeakMap<AbortSignal, AbortSignal>();

/**
 * A signal for work that should end soon but in good order: when `soft` aborts, reads end and nothing more is sent,
 * while a write that has left goes on until `hard` aborts. To break it off would leave unconfirmed what it did.
 */
export function lastingSignal(soft: AbortSignal, hard: AbortSignal): AbortSignal {
  const signal = AbortSignal.any([soft, hard]);
  lasting.set(signal, hard);
  return signal;
}

/** The signal that ends a write which has left, given the signal of the work that it is part of. */
export function whileUnderWay(signal: AbortSignal): AbortSignal {
  return lasting.get(signal) ?? signal;
}
