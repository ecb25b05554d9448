import { expect, it } from 'vitest';
import { Failure } from '../../src/base/failure.ts';
import { reasonOf } from '../../src/sources/reason.ts';

it.each([
  ['http://echo.example:9103', 'echo.example:9103: no answer within 10 s', 'no answer within 10 s'],
  ['ipify', 'api.ipify.org: its name could not be resolved', 'its name could not be resolved'],
  [
    'stun:stun.example:3478',
    'stun.example: its name could not be resolved',
    'its name could not be resolved',
  ],
  ['dns:cloudflare', '1.1.1.1:53: no answer within 5 s', '1.1.1.1:53: no answer within 5 s'],
  ['ipify', 'answered HTTP 500', 'answered HTTP 500'],
  [
    'http://echo.example',
    'proxy.example:3128, on the way to echo.example: refused',
    'proxy.example:3128, on the way to echo.example: refused',
  ],
])('of %s, which says %j, it is %j', (name, message, reason) => {
  expect(reasonOf({ name }, new Failure('transient', message))).toBe(reason);
});
