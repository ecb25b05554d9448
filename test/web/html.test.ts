import { expect, it } from 'vitest';
import { html, when } from '../../src/web/page/html.ts';

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
