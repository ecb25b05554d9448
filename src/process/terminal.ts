const standard = [0, 1, 2];

/**
 * Whether a person sits before it: one of the standard streams is a terminal. Asked at the start, for a terminal that
 * was closed is none.
 */
export function isAtTerminal(): boolean {
  // Not by an import, whose module would be loaded before any signal is caught.
  const { isatty } = process.getBuiltinModule('node:tty');
  return standard.some((stream) => isatty(stream));
}
