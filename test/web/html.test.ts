import { expect, it } from 'vitest';
import { breakable, html, when } from '../../src/web/page/html.ts';

it('shows every text as it stands, and markup as markup', () => {
  const name = `<img src=x onerror="a('b')"> & more`;

  expect(html`<p title="${name}">${name}</p>`.markup).toBe(
    '<p title="&lt;img src=x onerror=&quot;a(&#39;b&#39;)&quot;&gt; &amp; more">' +
      '&lt;img src=x onerror=&quot;a(&#39;b&#39;)&quot;&gt; &amp; more</p>',
  );
  expect(html`<ul>${[html`<li>${'<'}</li>`, html`<li>2</li>`]}</ul>`.markup).toBe(
    '<ul><li>&lt;</li><li>2</li></ul>',
  );
});

it('leaves out what does not hold', () => {
  expect(html`a${undefined}${false}${when(0, () => html`never`)}${when(1, () => html`b`)}`.markup).toBe('ab');
});

it('breaks names and addresses behind a dot or a colon, and still shows them as they stand', () => {
  expect(breakable('a.b&.example').markup).toBe('a.<wbr>b&amp;.<wbr>example');
  expect(breakable('2001:db8::1').markup).toBe('2001:<wbr>db8::1');
  expect(breakable('<i>.x').markup).toBe('&lt;i&gt;.<wbr>x');
});
