import type { Clock } from '../../src/base/clock.ts';
import { type Http, isWrite } from '../../src/http/client.ts';
import { judgedAsItLeaves, judgedOnceMore } from '../../src/http/judging.ts';

/** Lets each write wait for its turn as in a busy account, without taking that time: the clock goes on by it. */
export function waitingClock(time: Clock, waitOfWrite: () => number = () => 0) {
  let waited = 0;
  const clock: Clock = { ...time, monotonic: () => time.monotonic() + waited };
  return {
    clock,
    waiting(http: Http): Http {
      const leaving = judgedAsItLeaves(http);
      return judgedOnceMore((request) => {
        if (isWrite(request) && !request.isAgain) waited += waitOfWrite();
        return leaving(request);
      });
    },
  };
}
