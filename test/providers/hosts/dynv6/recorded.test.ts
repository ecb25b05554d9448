import { describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { dynv6 } from '../../../../src/providers/hosts/dynv6.ts';
import { worldOf } from '../../contract/world-of.ts';
import { describedLife } from '../../recorded/described.ts';
import { fixtureText, hasFixtures } from '../../recorded/fixtures.ts';
import { describedBy } from '../../recorded/openapi.ts';
import { pretendDynv6 } from './service.ts';

/** A part of the description, which lies in several files: what another file holds is put in its place. */
function part(file: string, at = ''): unknown {
  const folder = file.includes('/') ? file.slice(0, file.lastIndexOf('/') + 1) : '';
  const whole: unknown = parseYaml(fixtureText(`openapi/dynv6/${file}`));
  const found = at
    .split('/')
    .filter((key) => key !== '')
    .reduce((value: unknown, key) => Object(value)[key], whole);
  return inlined(found);

  function inlined(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(inlined);
    if (typeof value !== 'object' || value === null) return value;
    const { $ref: ref }: { $ref?: unknown } = Object(value);
    if (typeof ref !== 'string')
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inlined(one)]));
    const [path = '', inside = ''] = ref.split('#');
    if (path === '') return part(file, inside);
    const parts = `${folder}${path}`.split('/').filter((one) => one !== '.');
    const up = parts.indexOf('..');
    if (up > 0) parts.splice(up - 1, 2);
    return part(parts.join('/'), inside);
  }
}

describe.skipIf(!hasFixtures)("dynv6's own description of its API", () => {
  test('fits what is sent and what the pretend service answers', async () => {
    const description = describedBy(part('openapi.yml'), '/api/v2');

    const { problems, writes } = await describedLife(
      { setup: worldOf(dynv6, pretendDynv6()), ttls: [600, 600] },
      description,
    );

    // It describes no body of a change to a record, though it says that there is such a call; ours has fields of a record.
    const told = problems.filter(
      (one) => one !== 'a body is not described' && !/was not confirmed$/.test(one),
    );
    expect(told).toEqual([]);
    expect(writes.map((call) => call.split('/')[0])).toEqual(['POST ', 'PATCH ', 'DELETE ']);
  });
});
