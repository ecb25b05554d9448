import type { Source } from '../sources/source.ts';
import type { Look } from './look.ts';
import type { Agreement } from './poll.ts';

/** Asks what the home itself knows, one after the other. It needs no vote: the first usable answer is taken. */
export async function askLocal(look: Look, candidates: readonly Source[]): Promise<Agreement | undefined> {
  for (const source of candidates) {
    if (look.end() !== undefined || look.hasAsked(source)) continue;
    look.ask(source);
    while (look.end() === undefined && look.open().includes(source)) {
      const event = await look.next();
      if (event.kind === 'answered' && event.source === source)
        return { address: event.address, witnesses: [source] };
    }
  }
  return undefined;
}
