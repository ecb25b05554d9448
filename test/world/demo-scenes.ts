import type { Echo } from './echo.ts';
import { type Fault, type Faults, isWrite } from './faults.ts';

/** Something that goes wrong in the pretend internet while the address changes. */
export interface Scene {
  /** Said when it begins; empty for a change without trouble. */
  readonly title: string;
  /** The records cannot be kept until it ends, so health fails; what ends it. */
  readonly fails?: string;
  begin(): void;
  end(): void;
}

/** As GoDaddy writes it. */
const ownFault: Fault = {
  kind: 'answer',
  status: 500,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ code: 'INTERNAL_SERVER_ERROR', message: 'Something went wrong here, try again' }),
};

const refused: Fault = {
  kind: 'answer',
  status: 401,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ code: 'UNABLE_TO_AUTHENTICATE', message: 'Unauthorized : Could not authenticate' }),
};

/** The scenes in their order. Echoes go wrong only where the honest ones are still enough to agree. */
export function demoScenes(echoes: readonly Echo[], faults: Faults): Scene[] {
  const mode = (index: number, to: Echo['mode']) => {
    const echo = echoes[index];
    if (echo) echo.mode = to;
  };
  const loseAnswer = () =>
    void faults.inject({ kind: 'drop', carriedOut: true }, { when: isWrite, times: 1 });
  const calm: Scene = { title: '', begin() {}, end() {} };
  const ownTrouble: Scene = {
    title: 'GoDaddy has trouble of its own: the next two calls fail.',
    begin: () => void faults.inject(ownFault, { times: 2 }),
    end: () => faults.clear(),
  };
  const revoked: Scene = {
    title: 'GoDaddy refuses the token from now on, as if it had been revoked.',
    fails: 'The owner mends the token at GoDaddy.',
    begin: () => void faults.inject(refused),
    end: () => faults.clear(),
  };
  if (echoes.length < 3) {
    const lost: Scene = {
      title: 'The answer to the next write is lost: nobody knows whether it was carried out.',
      begin: loseAnswer,
      end: () => faults.clear(),
    };
    return [calm, ownTrouble, revoked, lost];
  }
  const lie: Scene = {
    title: 'One of the echoes starts to lie.',
    begin: () => mode(0, { lie: '81.2.95.66' }),
    end: () => mode(0, 'honest'),
  };
  const portal: Scene = {
    title: 'A hotel portal answers for one echo, and the answer to the next write is lost.',
    begin() {
      mode(1, 'captive-portal');
      loseAnswer();
    },
    end() {
      mode(1, 'honest');
      faults.clear();
    },
  };
  return [calm, lie, ownTrouble, revoked, portal];
}
