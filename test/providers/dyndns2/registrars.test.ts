import { describe, expect, test } from 'vitest';
import { ipv4, meaningOf, sentBy } from './played.ts';

describe('Namecheap', () => {
  const values = { NAMECHEAP_PASSWORD: '07d1a8a8c5c94b5e' };

  // The form of https://www.namecheap.com/support/knowledgebase/article.aspx/29/11/
  test.each([
    ['home.example.com', 'host=home&domain=example.com'],
    ['a.b.example.co.uk', 'host=a.b&domain=example.co.uk'],
    ['example.com', 'host=@&domain=example.com'],
    ['*.example.com', 'host=*&domain=example.com'],
  ])('is told of %s by its label and its domain', async (host, named) => {
    expect(await sentBy('namecheap', values, { hosts: [host], ipv4 })).toEqual([
      `GET https://dynamicdns.park-your-domain.com/update?${named}&password=07d1a8a8c5c94b5e&ip=192.0.2.10`,
    ]);
  });

  // As users show them in troubleshooting threads: inadyn#265 and #467, ddns-go#686.
  const answer = (inner: string) =>
    `<?xml version="1.0" encoding="utf-16"?><interface-response><Command>SETDNSHOST</Command><Language>eng</Language>${inner}<Done>true</Done><debug><![CDATA[]]></debug></interface-response>`;
  const refused = (reason: string) =>
    answer(
      `<ErrCount>1</ErrCount><errors><Err1>${reason}</Err1></errors><ResponseCount>1</ResponseCount><responses><response><Description>${reason}</Description><ResponseNumber>304156</ResponseNumber></response></responses>`,
    );
  const done = (ip: string) =>
    answer(`<IP>${ip}</IP><ErrCount>0</ErrCount><errors /><ResponseCount>0</ResponseCount><responses />`);

  test.each([
    [done('192.0.2.10'), 'changed'],
    [done('192.0.2.77'), 'held as 192.0.2.77'],
    [done('192.0.2.10').slice(0, -60), 'doubt'],
    [refused('Passwords do not match'), 'stop'],
    [refused('Domain name not found'), 'stop-host'],
    [refused('No Records updated. A record not Found;'), 'stop-host'],
    [refused('Invalid IP'), 'permanent'],
  ])('answers %s', async (body, meaning) => {
    expect(await meaningOf('namecheap', values, { body })).toBe(meaning);
  });
});
