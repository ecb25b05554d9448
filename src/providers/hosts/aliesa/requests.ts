import type { Fields } from '../../api/rest-api.ts';

/** A call of an action of ESA; what is written goes with POST, its parameters stand in the query all the same. */
export function esaRequest(action: string, parameters: Fields) {
  return {
    path: '/',
    method: action.startsWith('List') ? 'GET' : 'POST',
    query: { Action: action, Format: 'json', Version: '2024-09-10', ...parameters },
  } as const;
}
