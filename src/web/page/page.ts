import { createHash } from 'node:crypto';
import type { StatusReport } from '../../report/status-report.ts';
import { isAboutWorld } from '../../report/world-text.ts';
import type { TimelineReport } from '../timeline.ts';
import { headlineOf } from './headline.ts';
import { type Html, html, when } from './html.ts';
import script from './page.client.js?raw';
import style from './page.css?raw';
import * as sections from './sections.ts';
import { ago } from './times.ts';
import { iconOf, toneOf } from './tone.ts';

/** What the page shows. */
export interface PageView {
  readonly report: StatusReport;
  readonly timeline: TimelineReport;
  /** When the sources are asked next; null when that is not known. ISO 8601. */
  readonly nextLook: string | null;
}

/** Nothing is taken from anywhere else, and nothing runs but what stands in this file. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    `style-src ${sourceHash(style)}`,
    `script-src ${sourceHash(script)}`,
    'img-src data:',
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    // Home Assistant shows it in a frame of its own origin.
    "frame-ancestors 'self'",
  ].join('; '),
  'referrer-policy': 'no-referrer',
  vary: 'accept',
};

/** The status as a page for browsers: one document that needs nothing else. */
export function pageOf(view: PageView): string {
  const { report } = view;
  const headline = headlineOf(report);
  const tone = toneOf(report.status);
  const { markup } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${tone.sign} ${headline.text}</title>
<link rel="icon" href="${iconOf(tone)}">
<style>${{ markup: style }}</style>
</head>
<body>
<p id="lost" role="alert" hidden></p>
<main>
${part('dry-run', report.dryRun ? 'banner wait' : '', when(report.dryRun, sections.dryRun))}
${part('verdict', `verdict ${tone.name}`, sections.verdict(report, headline))}
<p id="said" class="quiet" role="status"></p>
<p id="news" class="unseen" role="status"></p>
${report.settings ? section('settings', sections.settings(report)) : statusOf(view)}
</main>
${footer(view)}
<script>${{ markup: script }}</script>
</body>
</html>
`;
  return markup;
}

function statusOf({ report, timeline }: PageView): Html {
  return html`<div class="pair">
${section('address', sections.address(report, timeline))}
${section('sources', sections.sources(report))}
</div>
${section('names', sections.names(report))}
${section(
  'world',
  when(report.notes.some(isAboutWorld), () => sections.world(report)),
)}
${section('happened', sections.happened(timeline))}`;
}

/** A part of the page that is replaced as a whole when it is another one. */
function part(name: string, className: string, content: Html): Html {
  return html`<div class="${className}" data-part="${name}" data-mark="${markOf(content)}">${content}</div>`;
}

function section(name: string, content: Html): Html {
  return html`<section data-part="${name}" data-mark="${markOf(content)}">${content}</section>`;
}

function footer({ report, timeline, nextLook }: PageView): Html {
  const content = html`<p>${when(nextLook, () => html`Next look ${ago(nextLook ?? '')}. `)}${when(
    report.lastSuccessfulSync,
    () => html`Last in sync ${ago(report.lastSuccessfulSync ?? '')}. `,
  )}homemade-ddns ${report.version}, started ${ago(timeline.since)}. The same for programs: <a href="healthz">healthz</a>.</p>`;
  return html`<footer data-part="footer" data-mark="${markOf(content)}">${content}</footer>`;
}

function markOf({ markup }: Html): string {
  return createHash('sha256').update(markup).digest('base64url').slice(0, 12);
}

function sourceHash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
