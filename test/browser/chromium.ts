import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
];
const offline = ['--disable-component-update', '--disable-sync', '--disable-default-apps'];

/** Whether there is a browser; says in one line what is left out where there is none. In CI there has to be one. */
export function hasChromium(what: string): boolean {
  if (existsSync(executablePath)) return true;
  if (process.env.CI) throw new Error(`${executablePath} is missing, and CI tests with it`);
  process.stderr.write(
    `${what} are left out: there is no ${executablePath} (CHROMIUM names another place).\n`,
  );
  return false;
}

export function startChromium(): Promise<Browser> {
  return chromium.launch({ executablePath, args: [...quiet, ...offline] });
}

export interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  readonly script?: boolean;
}

/** What a page did that it must not do. */
export interface Watched {
  readonly page: Page;
  /** Messages of the console, uncaught errors, and what the policy refused. */
  readonly errors: string[];
  /** Addresses of all requests. */
  readonly requests: string[];
}

export async function openPage(browser: Browser, look: Look = {}): Promise<Watched> {
  const { width = 1100, height = 900, dark = false, script = true } = look;
  const page = await browser.newPage({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    javaScriptEnabled: script,
    timezoneId: 'Europe/Berlin',
    locale: 'en-GB',
  });
  const errors: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('request', (request) => requests.push(request.url()));
  return { page, errors, requests };
}
