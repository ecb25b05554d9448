import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { credentials, type House, house, type Program, until } from '../e2e/house.ts';
import { outside } from '../e2e/outside.ts';
import { hasChromium, type Look, openPage, startChromium } from './chromium.ts';

// What the built program shows in each state. With PICTURES=true (`npm run pictures`) they become those of the docs.

const folder = fileURLToPath(new URL('../../docs/pictures/', import.meta.url));
const isForDocs = process.env.PICTURES === 'true';

describe.skipIf(!hasChromium('The pictures of the page'))('pictures of the page', () => {
  let browser: Browser;
  let home: House;
  let program: Program;

  beforeAll(async () => {
    browser = await startChromium();
    home = await house([{ name: 'home', type: 'A', data: '81.2.65.9', ttl: 600 }]);
    if (isForDocs) mkdirSync(folder, { recursive: true });
  });
  afterAll(async () => {
    await browser.close();
    await home.stop();
  });

  async function start(settings = {}): Promise<void> {
    program?.signal('SIGTERM');
    await program?.exit;
    program = await home.start({
      ...credentials.v3,
      RECORDS: 'home,vpn',
      SCHEDULE: '*/2 * * * * *',
      ...settings,
    });
  }

  async function picture(name: string, headline: string | RegExp, look: Look = {}): Promise<void> {
    const { page } = await openPage(browser, { width: 960, height: 760, ...look });
    const { url } = await program.get('/');
    await expect
      .poll(async () => {
        await page.goto(url);
        return page.textContent('h1');
      })
      .toMatch(headline);
    const path = isForDocs ? { path: `${folder}${name}.png` } : {};

    const bytes = await page.screenshot({ ...path, fullPage: true });

    expect(bytes.length).toBeGreaterThan(10_000);
  }

  it('healthy and changed', async () => {
    await start();
    await until(async () => (await program.health()).code === 200, 'it is healthy');
    home.isp.change({ ipv4: '81.2.69.99' });
    await until(async () => (await program.health()).report.addresses.ipv4 === '81.2.69.99', 'it follows');

    await picture('healthy-light', 'All 2 names point at home');
    await picture('healthy-dark', 'All 2 names point at home', { dark: true });
    await picture('healthy-phone', 'All 2 names point at home', { width: 360 });
  });

  it('how far the world is, after a change', async () => {
    const trusted = mkdtempSync(join(tmpdir(), 'pictures-'));
    onTestFinished(() => rmSync(trusted, { recursive: true }));
    const world = await outside(home, trusted);
    onTestFinished(world.close);
    await start(world.settings);
    await until(async () => (await program.health()).code === 200, 'it is healthy');
    home.isp.change({ ipv4: '81.2.69.100' });
    await until(async () => {
      const { notes } = (await program.health()).report;
      const isTold = notes.some(({ code }) => code === 'world-served');
      return isTold && notes.some(({ text }) => text.includes('at its public address 81.2.69.100'));
    }, 'the world is told, and the home answers at its new address');

    await picture('world-light', 'All 2 names point at home');
    await picture('world-dark', 'All 2 names point at home', { dark: true });
  });

  it('failing, because the token is refused', async () => {
    await start({ GODADDY_TOKEN: 'gd_pat_of-another-account' });
    await until(
      async () => Boolean((await program.health()).report.targets[0]?.error),
      'the refusal is told',
    );

    await picture('failing-light', 'None of the 2 names can be kept now');
    await picture('failing-dark', 'None of the 2 names can be kept now', { dark: true });
  });

  it('degraded, because the host is down when the address changes', async () => {
    await start();
    await until(async () => (await program.health()).report.status === 'ok', 'it is healthy');
    const end = home.godaddy.faults.inject({ kind: 'answer', status: 502, body: '<html>Bad Gateway</html>' });
    const held = home.isp.address('ipv4');
    home.isp.change({ ipv4: '81.2.70.21' });
    await until(async () => (await program.health()).report.status === 'degraded', 'it is degraded');

    await picture('degraded-light', '2 of 2 names are not up to date yet');
    end();
    expect(home.zone.values('home', 'A')).toEqual([held]);
  });

  it('a dry run, which would change a name', async () => {
    home.isp.change({ ipv4: '81.2.70.22' });
    await start({ DRY_RUN: 'true' });
    await until(async () => (await program.health()).report.status === 'ok', 'it is healthy');

    await picture('dry-run-light', '2 of 2 names would change');
    await picture('dry-run-dark', '2 of 2 names would change', { dark: true });
  });
});
