import { array, boolean, looseObject, object, optional, parse, record, string } from 'valibot';
import { describe, expect, test } from 'vitest';
import { tc3Headers } from '../../../../src/providers/api/tc3.ts';
import { tencentcloud } from '../../../../src/providers/hosts/tencentcloud.ts';
import { bodyOf } from '../../../world/pretend-server.ts';
import { provided, terms } from '../../contract/provided.ts';
import { worldOf } from '../../contract/world-of.ts';
import { fixtureText, hasFixtures } from '../../recorded/fixtures.ts';
import { scripted } from '../../recorded/scripted.ts';
import { pretendTencent } from './service.ts';

test('the signature is the one of the example that Tencent Cloud publishes', () => {
  const body = '{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}';
  const headers = tc3Headers(
    { method: 'POST', url: 'https://cvm.tencentcloudapi.com/', body },
    {
      secretId: 'AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE',
      secretKey: 'Gu5t9xGARNpq86cd98joQYCN3EXAMPLE',
      service: 'cvm',
      now: 1_551_113_065_000,
      contentType: 'application/json; charset=utf-8',
    },
  );

  expect(headers.authorization).toBe(
    'TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/2019-02-25/cvm/tc3_request, SignedHeaders=content-type;host, Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168',
  );
});

describe.skipIf(!hasFixtures)("Tencent Cloud's own description", () => {
  const member = looseObject({
    name: string(),
    required: optional(boolean()),
    disabled: optional(boolean()),
  });
  const description = () =>
    parse(
      object({ objects: record(string(), looseObject({ members: array(member) })) }),
      JSON.parse(fixtureText('openapi/tencent-dnspod-2021-03-23.json')),
    );
  const examples = () =>
    parse(
      object({ actions: record(string(), array(looseObject({ output: string() }))) }),
      JSON.parse(fixtureText('openapi/tencent-dnspod-examples.json')),
    ).actions;

  test('has every parameter that is sent, and each that it requires is sent', async () => {
    const { sync, server, provider, read } = await provided(
      { setup: worldOf(tencentcloud, pretendTencent()) },
      [terms().record('home', '192.0.2.1'), terms().record('home', '192.0.2.3')],
    );
    await sync([terms().desired('home'), terms().desired('new')]);
    await read([{ name: 'home', type: 'A' }]);
    expect(provider.name).toBe('tencentcloud');

    const actions = server.log.map((request) => {
      const action = String(request.headers['x-tc-action']);
      const members = description().objects[`${action}Request`]?.members ?? [];
      const sent = Object.keys(Object(bodyOf(request)));
      const known = members.filter(({ disabled }) => !disabled).map(({ name }) => name);
      expect(sent.filter((field) => !known.includes(field))).toEqual([]);
      const required = members.filter((one) => one.required).map(({ name }) => name);
      expect(required.filter((name) => !sent.includes(name))).toEqual([]);
      return action;
    });

    expect([...new Set(actions)].sort()).toEqual([
      'CreateRecord',
      'DeleteRecord',
      'DescribeRecordList',
      'ModifyRecord',
    ]);
  });

  test('has answers in its examples that are understood', async () => {
    const outputs = (action: string) => (examples()[action] ?? []).map(({ output }) => output).slice(0, 1);
    const { read, set, remove } = scripted({
      definition: tencentcloud,
      values: { TENCENTCLOUD_SECRET_ID: 'i', TENCENTCLOUD_SECRET_KEY: 'k' },
      domain: 'dnspod.cn',
      answers: ['DescribeRecordList', 'CreateRecord', 'ModifyRecord', 'DeleteRecord'].flatMap(outputs),
    });
    const old = { name: 'home', type: 'A', records: [{ id: '162', value: '192.0.2.1', ttl: 600 }] } as const;

    expect(await read({ name: '@', type: 'A' })).toEqual([{ name: '@', type: 'A', records: [] }]);
    expect(await set({ ...old, records: [] }, '192.0.2.2', 600)).toMatchObject([
      { held: { records: [{ id: '162' }] } },
    ]);
    expect(await set(old, '192.0.2.2', 600)).toMatchObject([{ held: { records: [{ id: '162' }] } }]);
    expect(await remove(old)).toMatchObject([{ held: { records: [] } }]);
  });
});
