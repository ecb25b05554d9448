import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Failure } from '../../../src/base/failure.ts';
import { readDescription, readSoap } from '../../../src/sources/gateway/upnp-xml.ts';
import { description, soapAnswer, soapFault } from '../../support/router-xml.ts';

const from = new URL('http://192.168.1.1:5000/desc/root.xml');
const action = 'GetExternalIPAddress';
const argument = 'NewExternalIPAddress';

test('resolves control addresses against the place of the description', async () => {
  const xml = description([
    { control: 'ctl?a=1&amp;b=2' },
    { control: '/ctl' },
    { control: 'http://192.168.1.9/x' },
  ]);

  const services = await readDescription(xml, from);

  expect(services.map(({ control }) => control.href)).toEqual([
    'http://192.168.1.1:5000/desc/ctl?a=1&b=2',
    'http://192.168.1.1:5000/ctl',
    'http://192.168.1.9/x',
  ]);
});

test('takes no more than four connections', async () => {
  expect(await readDescription(description(Array.from({ length: 100 }, () => ({}))), from)).toHaveLength(4);
});

test('reads an answer whatever its namespace prefixes are', async () => {
  const xml = soapAnswer(action, { [argument]: ' 81.2.69.160 ' })
    .replaceAll('s:', 'SOAP-ENV:')
    .replaceAll('u:', 'm:');

  expect(await readSoap(xml, action, argument)).toEqual({ value: '81.2.69.160' });
});

const bombs: [what: string, xml: string][] = [
  ['entities', `<!DOCTYPE a [<!ENTITY x "81.2.69.160">]>${soapAnswer(action, { [argument]: '&x;' })}`],
  ['external entities', `<!DOCTYPE a SYSTEM "file:///etc/passwd">${soapAnswer(action, { [argument]: '' })}`],
  ['a hundred levels', '<a>'.repeat(100) + '</a>'.repeat(100)],
  ['ten thousand levels', '<a>'.repeat(10_000)],
  ['a tag that never ends', `<${'a'.repeat(60_000)}`],
];
for (const [what, xml] of bombs) {
  test(`refuses XML with ${what}`, async () => {
    await expect(readDescription(xml, from)).rejects.toBeInstanceOf(Failure);
    await expect(readSoap(xml, action, argument)).rejects.toBeInstanceOf(Failure);
  });
}

test('leaves entities as they are written', async () => {
  const xml = soapAnswer(action, { [argument]: '81.2.69.&#49;60' });

  expect(await readSoap(xml, action, argument)).toEqual({ value: '81.2.69.&#49;60' });
});

test('does not mistake a property that every object has for an answer', async () => {
  await expect(readSoap('<Envelope><Body></Body></Envelope>', 'x', 'constructor')).rejects.toThrow(
    'no answer to x',
  );
  const xml = soapAnswer(action, {});
  expect(await readSoap(xml, action, 'constructor')).toEqual({ value: '' });
  expect(await readSoap(xml, action, '__proto__')).toEqual({ value: '' });
});

const piece = fc.oneof(
  fc.constantFrom('<root>', '</root>', '<URLBase>', '</URLBase>', '<service>', '</service>', '<serviceType>'),
  fc.constantFrom(
    '</serviceType>',
    '<controlURL>',
    '</controlURL>',
    'urn:schemas-upnp-org:service:WANIPConnection:1',
  ),
  fc.constantFrom(
    '<s:Envelope>',
    '<s:Body>',
    '<s:Fault>',
    '<detail>',
    '<UPnPError>',
    '<errorCode>',
    '</',
    '/>',
    '>',
  ),
  fc.constantFrom(
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<?xml',
    '?>',
    '&amp;',
    '&lt',
    '__proto__',
    '<constructor>',
    '"',
  ),
  fc.string({ maxLength: 20 }),
);
const anyXml = (honest: string) =>
  fc.oneof(
    fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')),
    fc
      .tuple(fc.nat(honest.length), fc.nat(honest.length), piece)
      .map(([a, b, text]) => honest.slice(0, Math.min(a, b)) + text + honest.slice(Math.max(a, b))),
    fc.tuple(fc.nat(honest.length), piece).map(([at, text]) => honest.slice(0, at) + text + honest.slice(at)),
  );

async function outcomeOf<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    expect(error).toBeInstanceOf(Failure);
    return undefined;
  }
}

test('survives 100,000 descriptions', { timeout: 120_000 }, async () => {
  let taken = 0;
  const property = fc.asyncProperty(anyXml(description([{}], 'http://192.168.1.1:5000/')), async (xml) => {
    for (const { type } of (await outcomeOf(readDescription(xml, from))) ?? []) {
      taken++;
      expect(xml).toContain(type);
    }
  });

  await fc.assert(property, { numRuns: 100_000 });

  expect(taken).toBeGreaterThan(1000);
});

test('survives 100,000 SOAP answers', { timeout: 120_000 }, async () => {
  const honest = fc.constantFrom(
    soapAnswer(action, { [argument]: '81.2.69.160' }),
    soapFault(501, 'Action Failed'),
  );
  let taken = 0;
  const property = fc.asyncProperty(honest.chain(anyXml), async (xml) => {
    const reading = await outcomeOf(readSoap(xml, action, argument));
    if (reading === undefined) return;
    taken++;
    if ('value' in reading) expect(xml).toContain(reading.value.split('<')[0]);
    else expect(xml).toContain(String(reading.fault.code));
  });

  await fc.assert(property, { numRuns: 100_000 });

  expect(taken).toBeGreaterThan(1000);
});
