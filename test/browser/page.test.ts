import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { StatusReport } from '../../src/report/status-report.ts';
import type { PageView } from '../../src/web/page/page.ts';
import { hasChromium, type Look, openPage, startChromium } from './chromium.ts';
import { serveView, viewOf } from './view.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const refused = 'GoDaddy does not accept the credentials: check GODADDY_TOKEN (401 UNABLE_TO_AUTHENTICATE)';

const [target] = viewOf().report.targets;
const [record] = target?.records ?? [];
if (!target || !record) throw new Error('the view has no record');

const failing: Partial<StatusReport> = {
  status: 'failing',
  addresses: { ipv4: '81.2.64.3', ipv6: null },
  targets: [
    {
      ...{ ...target, error: refused, retryAt: '2026-11-25T10:31:00.000Z' },
      records: [{ ...record, state: 'failed', error: refused }],
    },
  ],
};
const states: Record<
  string,
  { readonly view: Partial<StatusReport>; readonly says: string; readonly sign: string }
> = {
  ok: { view: {}, says: 'home.example.com points at home', sign: '✓' },
  starting: {
    view: {
      ...{ status: 'starting', lastSuccessfulSync: null, lastAttempt: null },
      addresses: { ipv4: null, ipv6: null },
      targets: [{ ...target, records: [{ ...record, state: 'pending', value: null }] }],
    },
    says: 'Starting: the first look is under way',
    sign: '…',
  },
  degraded: {
    view: {
      status: 'degraded',
      notes: [{ code: 'x', target: null, since: '2026-11-25T10:00:00.000Z', text: 'a zone is not served' }],
    },
    says: 'home.example.com points at home',
    sign: '…',
  },
  failing: { view: failing, says: 'home.example.com still points at 81.2.69.142', sign: '!' },
  'a dry run': {
    view: {
      dryRun: true,
      targets: [{ ...target, records: [{ ...record, state: 'would-change', wanted: '81.2.64.3' }] }],
    },
    says: 'home.example.com would change',
    sign: '✓',
  },
  'without usable settings': {
    view: {
      status: 'failing',
      settings: [
        { variable: 'GODADDY_TOKEN_FILE', file: '/run/secrets/x', wrong: 'is empty', accepted: 'a file' },
      ],
      targets: [],
    },
    says: 'The settings cannot be used, so no name is kept',
    sign: '!',
  },
  'with a hundred long names': {
    view: {
      status: 'failing',
      targets: [
        {
          ...target,
          records: Array.from({ length: 100 }, (_, n) => ({
            ...record,
            ...{ fqdn: `${'a'.repeat(63)}.${'b'.repeat(63)}.n${n}.example.com`, type: n % 2 ? 'AAAA' : 'A' },
            ...{ value: '2001:db8:61:4f00:1234:5678:9abc:def0', state: 'failed' as const },
            error: `${refused} `.repeat(4),
          })),
        },
      ],
    },
    says: 'None of the 100 names can be kept now',
    sign: '!',
  },
  'without an address': {
    view: {
      status: 'failing',
      addresses: { ipv4: null, ipv6: null },
      addressErrors: { ipv4: 'No network: none of 7 sources could be reached', ipv6: null },
      targets: [{ ...target, records: [{ ...record, state: 'unknown' }] }],
    },
    says: 'Your public address cannot be found out now',
    sign: '!',
  },
};

describe.skipIf(!hasChromium('The tests of the page'))('the page', () => {
  let browser: Browser;
  let shown: PageView;
  let served: Awaited<ReturnType<typeof serveView>>;

  beforeAll(async () => {
    browser = await startChromium();
    served = await serveView(() => shown);
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
  });
  afterAll(async () => {
    await browser.close();
    served.close();
  });

  async function show(view: PageView, look: Look = {}) {
    shown = view;
    const watched = await openPage(browser, look);
    await watched.page.goto(served.url);
    return watched;
  }

  it.each(Object.entries(states))(
    'says in one sentence that it is %s, by sign, title and icon too',
    async (_, state) => {
      const { page } = await show(viewOf(state.view));

      expect(await page.title()).toBe(`${state.sign} ${state.says}`);
      expect(await page.textContent('h1')).toBe(state.says);
      expect(await page.getAttribute('link[rel=icon]', 'href')).toMatch(/^data:image\/svg\+xml,/);
    },
  );

  it('tells the reason and what holds what instead of what', async () => {
    const { page } = await show(viewOf(failing));

    expect(await page.textContent('main')).toContain(refused);
    const text = (await page.textContent('[data-part=names]')) ?? '';
    expect(text).toContain('81.2.69.142');
    expect(text).toContain('wanted 81.2.64.3');
    expect(text).toContain('cannot be kept now');
  });

  it('follows what changes, without a reload, and keeps the focus', async () => {
    const { page } = await show(viewOf());
    expect(await page.textContent('h1')).toContain('points at home');
    await page.evaluate('window.kept = true');
    await page.focus('#look');

    shown = viewOf(failing);

    await expect.poll(() => page.textContent('h1'), { timeout: 15_000 }).toContain('still points at');
    expect(await page.title()).toMatch(/^! /);
    expect(await page.evaluate('window.kept')).toBe(true);
    expect(await page.evaluate('document.activeElement.id')).toBe('look');
    expect(await page.textContent('#news')).toContain('still points at');
  });

  it('asks for a look by its button, and says what comes of it', async () => {
    const { page } = await show(viewOf());

    await page.click('#look');

    await expect
      .poll(() => page.textContent('#said'))
      .toContain('Looking now. The DNS hosts are read again in 20 s.');
    expect(served.looks.length).toBeGreaterThan(0);
  });

  it('works without a script', async () => {
    const { page } = await show(viewOf(), { script: false });
    const before = served.looks.length;

    await page.click('#look');

    await expect.poll(() => served.looks.length).toBe(before + 1);
    expect(page.url()).toBe(served.url);
    expect(await page.textContent('h1')).toBe(states.ok?.says);
  });

  it('lets nothing foreign act, and asks nobody else for anything', async () => {
    const foreign = `</p></script><script>window.bad=1</script><img src="http://127.0.0.1:9/x" onerror="window.bad=1">"'`;
    const { page, errors, requests } = await show(
      viewOf(
        {
          status: 'failing',
          addressErrors: { ipv4: foreign, ipv6: foreign },
          nat: { kind: 'x', message: foreign },
          notes: [{ code: 'x', target: foreign, since: '2026-11-25T10:00:00.000Z', text: foreign }],
          version: foreign,
          targets: [
            {
              ...{ provider: foreign, title: foreign, domain: foreign, error: foreign, retryAt: null },
              records: [{ ...record, fqdn: foreign, value: foreign, state: 'failed', error: foreign }],
            },
          ],
        },
        foreign,
      ),
    );
    expect(await page.textContent('main')).toContain('window.bad=1');

    expect(await page.evaluate('window.bad')).toBeUndefined();
    expect(await page.locator('main img, main script').count()).toBe(0);
    expect(new Set(requests.map((url) => new URL(url).origin))).toEqual(
      new Set([new URL(served.url).origin]),
    );
    expect(errors).toEqual([]);
  });

  it('may do nothing that its policy does not name', async () => {
    const { page } = await show(viewOf());
    const headers = (await page.request.get(served.url, { headers: { accept: 'text/html' } })).headers();

    const ran = await page.evaluate(`new Promise((resolve) => {
      const script = document.createElement('script');
      script.textContent = 'window.injected = 1';
      document.body.append(script);
      setTimeout(() => resolve(window.injected), 50);
    })`);

    expect(ran).toBeUndefined();
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).not.toContain('unsafe');
  });

  const sizes = [320, 768, 1440].flatMap((width) => [false, true].map((dark) => ({ width, dark })));
  describe.each(sizes)('at $width px, dark: $dark', (look) => {
    it.each(Object.keys(states))('is accessible and scrolls in one direction alone, %s', async (name) => {
      const { page } = await show(viewOf(states[name]?.view), look);
      expect(await page.textContent('h1')).toBe(states[name]?.says);
      // The policy of the page lets no script in; the debugger's does not ask it.
      await page.evaluate(axe);

      const found = await page.evaluate(
        `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
          .then(({ violations }) => violations.map(({ id, impact, nodes }) => [id, impact, nodes.map(({ html }) => html)]))`,
      );
      const [inner, outer] = [await page.evaluate('document.documentElement.scrollWidth'), look.width];

      expect(found).toEqual([]);
      expect(inner).toBeLessThanOrEqual(outer);
    });
  });
});
