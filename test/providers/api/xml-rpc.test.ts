import { expect, test } from 'vitest';
import { rpcAnswer, rpcCall } from '../../../src/providers/api/xml-rpc.ts';

test('writes a call with values of every type, and leaves out what is undefined', () => {
  expect(rpcCall('a.b', ['<&>', 5, true, ['x'], { name: 'n', none: undefined }])).toBe(
    '<?xml version="1.0" encoding="UTF-8"?><methodCall><methodName>a.b</methodName><params>' +
      '<param><value><string>&lt;&amp;&gt;</string></value></param>' +
      '<param><value><int>5</int></value></param>' +
      '<param><value><boolean>1</boolean></value></param>' +
      '<param><value><array><data><value><string>x</string></value></data></array></value></param>' +
      '<param><value><struct><member><name>name</name><value><string>n</string></value></member></struct></value></param>' +
      '</params></methodCall>',
  );
});

const answer = (value: string) =>
  `<?xml version="1.0"?><methodResponse><params><param><value>${value}</value></param></params></methodResponse>`;

test.each([
  ['<string>OK</string>', 'OK'],
  ['OK', 'OK'],
  ['<string/>', ''],
  ['', ''],
  ['<string>&lt;&amp;</string>', '<&'],
  ['<int>7</int>', 7],
  ['<i4>-7</i4>', -7],
  ['<boolean>0</boolean>', false],
  ['<array><data></data></array>', []],
  ['<array><data><value><int>1</int></value></data></array>', [1]],
  ['<array><data><value>a</value><value>b</value></data></array>', ['a', 'b']],
  ['<struct/>', {}],
  [
    '<struct><member><name>a</name><value><int>1</int></value></member><member><name>b</name><value><array><data><value><struct><member><name>c</name><value/></member></struct></value></data></array></value></member></struct>',
    { a: 1, b: [{ c: '' }] },
  ],
])('reads %s', async (xml, value) => {
  expect(await rpcAnswer(answer(xml))).toEqual({ value });
});

test('reads a fault', async () => {
  const fault =
    '<struct><member><name>faultCode</name><value><int>429</int></value></member><member><name>faultString</name><value><string>slow</string></value></member></struct>';

  expect(await rpcAnswer(`<methodResponse><fault><value>${fault}</value></fault></methodResponse>`)).toEqual({
    fault: { faultCode: 429, faultString: 'slow' },
  });
});

test.each([
  '',
  '{}',
  '<html></html>',
  '<methodResponse/>',
  '<methodResponse><params>',
  '<!DOCTYPE x><methodResponse/>',
])('takes %j for no answer', async (text) => {
  expect(await rpcAnswer(text)).toBeUndefined();
});
