import { Failure } from '../base/failure.ts';
import { type Http, isWrite, type Places } from './client.ts';
import { comparisonUnderWay } from './departure.ts';

/** A write came too late; nothing was sent. */
class TooLate extends Failure {
  constructor() {
    super('transient', 'its turn came so late that the records have to be read again', { unsent: true });
  }
}

/** The last of the ways: sends a write as long as what it was held against is new enough. */
export function judgedAsItLeaves(http: Http): Http {
  return async (request) => {
    const comparison = isWrite(request) ? comparisonUnderWay() : undefined;
    if (!comparison) return http(request);
    if (comparison.newFor() < 0) throw new TooLate();
    try {
      const answer = await http(request);
      // What was refused has changed nothing.
      if (answer.status < 400 || answer.status >= 500) comparison.hasLeft();
      return answer;
    } catch (thrown) {
      if (!(thrown instanceof Failure && thrown.unsent)) comparison.hasLeft();
      throw thrown;
    }
  };
}

/**
 * The way as a whole, with all that a write has to wait for: one that came too late is held against what is there
 * now, and then leaves with the places that it has kept. Throws the Failure of one that is not sent, because it does
 * not fit any more or came too late again.
 */
export function judgedOnceMore(way: Http): Http {
  return async (request) => {
    const comparison = isWrite(request) ? comparisonUnderWay() : undefined;
    if (!comparison) return way(request);
    const places: Places = new Map();
    try {
      return await way({ ...request, places }).catch(async (thrown: unknown) => {
        if (!(thrown instanceof TooLate)) throw thrown;
        await comparison.renew();
        return way({ ...request, places, isAgain: true });
      });
    } catch (thrown) {
      if (!(thrown instanceof TooLate)) throw thrown;
      throw new Failure('transient', thrown.message, { unconfirmed: true });
    } finally {
      for (const giveUp of places.values()) giveUp();
    }
  };
}
