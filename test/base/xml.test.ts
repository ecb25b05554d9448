import { expect, it } from 'vitest';
import { parseXml } from '../../src/base/xml.ts';

it('reads XML as nested objects whose values are all text', async () => {
  const xml = '<?xml version="1.0"?><a x="1"><b>007</b><c/><d>1 &lt; 2</d></a>';

  expect(await parseXml(xml)).toMatchObject({ a: { b: '007', c: '', d: '1 < 2' } });
});

it('reads what may repeat as a list, even where there is one', async () => {
  expect(await parseXml('<a><b>1</b></a>', { repeated: ['b'] })).toEqual({ a: { b: ['1'] } });
});

it('drops namespace prefixes and keeps entities where it is told to', async () => {
  const xml = '<s:a><u:b>1 &lt; 2</u:b></s:a>';

  expect(await parseXml(xml, { dropPrefixes: true, keepEntities: true })).toEqual({ a: { b: '1 &lt; 2' } });
});

it.each([
  ['entities', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', 'defines XML entities'],
  ['external entities', '<!doctype a SYSTEM "file:///etc/passwd"><a/>', 'defines XML entities'],
  ['a hundred levels', '<a>'.repeat(100) + '</a>'.repeat(100), 'is no XML that can be read'],
  ['a tag that never ends', `<${'a'.repeat(60_000)}`, 'is no XML that can be read'],
  ['half of it', '<a><b>', 'is no XML that can be read'],
  ['nothing in it', '', 'is no XML that can be read'],
])('refuses XML with %s', async (_, xml, why) => {
  await expect(parseXml(xml)).rejects.toThrow(why);
});
