import type { StatusReport } from '../../report/status-report.ts';

/** How something stands: a word for the style, and a sign, so that no colour tells it alone. */
export interface Tone {
  readonly name: 'ok' | 'wait' | 'bad';
  readonly sign: string;
}

export const ok: Tone = { name: 'ok', sign: '✓' };
export const wait: Tone = { name: 'wait', sign: '…' };
export const bad: Tone = { name: 'bad', sign: '!' };

export function toneOf(status: StatusReport['status']): Tone {
  if (status === 'ok') return ok;
  return status === 'failing' ? bad : wait;
}

const colours = { ok: '#1a6b41', wait: '#9a6700', bad: '#b3261e' } as const;
const strokes = {
  ok: 'M9 17l5 5 10-12',
  wait: 'M9 16h.1M16 16h.1M23 16h.1',
  bad: 'M16 8v10M16 24h.1',
} as const;

/** An icon for the tab, as the address of an image. */
export function iconOf({ name }: Tone): string {
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="16" fill="${colours[name]}"/>` +
    `<path d="${strokes[name]}" fill="none" stroke="#fff" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
