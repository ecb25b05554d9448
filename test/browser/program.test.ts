import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { credentials, type House, house, until } from '../e2e/house.ts';
import { hasChromium, openPage, startChromium } from './chromium.ts';

describe.skipIf(!hasChromium('The tests of the page of the built program'))('the page of the program', () => {
  let browser: Browser;
  let home: House;

  beforeAll(async () => {
    browser = await startChromium();
    home = await house([{ name: 'home', type: 'A', data: '192.0.2.1', ttl: 600 }]);
  });
  afterAll(async () => {
    await browser.close();
    await home.stop();
  });

  it('follows an address, asks for a look, and tells when the program is gone', async () => {
    const program = await home.start({ ...credentials.v3, RECORDS: 'home,*.lab' });
    await until(async () => (await program.health()).code === 200, 'it is healthy');
    const { page, errors, requests } = await openPage(browser);
    const { url } = await program.get('/');
    await page.goto(url);

    expect(await page.textContent('h1')).toBe('All 2 names point at home');
    expect(await page.textContent('[data-part=happened]')).toContain(
      'home.example.com A 192.0.2.1 → 81.2.69.142',
    );

    home.isp.change({ ipv4: '81.2.64.3' });
    await expect.poll(() => page.textContent('[data-part=address]')).toContain('81.2.64.3');
    await expect.poll(() => page.textContent('[data-part=names]')).not.toContain('81.2.69.142');

    await page.click('#look');
    await expect.poll(() => page.textContent('#said')).toContain('Looking now.');
    await until(() => program.lines().some(({ by }) => by === 'the page'), 'the look is logged');
    expect(errors).toEqual([]);
    expect(new Set(requests.map((one) => new URL(one).origin))).toEqual(new Set([new URL(url).origin]));

    program.signal('SIGTERM');
    await program.exit;
    await expect.poll(() => page.locator('#lost').isVisible(), { timeout: 60_000 }).toBe(true);
    expect(await page.textContent('#lost')).toContain('No contact');
  });

  it('curl gets text', async () => {
    const program = await home.start(credentials.v3);
    await until(async () => (await program.health()).code === 200, 'it is healthy');

    const answer = await program.get('/');

    expect(answer.headers.get('content-type')).toContain('text/plain');
  });
});
