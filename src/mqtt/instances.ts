/** Tells whether another program uses the same id. */
export interface Instances {
  /** What we say when we come. */
  readonly hello: string;
  /**
   * What to answer to this message, if anything; `isOther` when it comes from somebody else, for the first time, and
   * `isOwn` when it is our own word.
   */
  hear(text: string): { readonly isOwn: boolean; readonly isOther: boolean; readonly answer?: string };
}

const most = 100;

/** `mark` is what this process has and no other. */
export function createInstances(mark: string): Instances {
  const known = new Set<string>();
  const say = (word: 'hello' | 'here') => JSON.stringify({ instance: mark, word });
  return {
    hello: say('hello'),
    hear(text) {
      const [, other, word] = /^\{"instance":"([\w-]{1,64})","word":"(hello|here)"\}$/.exec(text) ?? [];
      if (other === undefined || other === mark) return { isOwn: other === mark, isOther: false };
      const isOther = !known.has(other) && known.size < most;
      if (isOther) known.add(other);
      // Only a greeting is answered, or two would talk for ever.
      return { isOwn: false, isOther, ...(word === 'hello' && { answer: say('here') }) };
    },
  };
}
