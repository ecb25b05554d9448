import { durationText, localTime } from '../../base/local-time.ts';
import type { NoteReport, SourceReport, StatusReport } from '../../report/status-report.ts';
import { isAboutWorld } from '../../report/world-text.ts';
import type { TimelineReport } from '../timeline.ts';
import { type Headline, type NamedRecord, recordsOf } from './headline.ts';
import { breakable, type Html, html, when } from './html.ts';
import { ago, clockTime } from './times.ts';
import { bad, ok, type Tone, toneOf, wait } from './tone.ts';

/** Is it all right: the sentence, the reasons, and the button. */
export function verdict(report: StatusReport, { text, reasons, retryAt }: Headline): Html {
  const { name, sign } = toneOf(report.status);
  const checked = report.lastAttempt;
  return html`
<span class="sign" aria-hidden="true">${sign}</span>
<div>
<h1>${breakable(text)}</h1>
<p class="quiet">${report.dryRun && name === 'ok' ? 'Nothing is written' : words[report.status]}.${when(
    checked,
    () => html` Checked ${ago(checked ?? '')}.`,
  )}${when(reasons.length === 0 && name === 'ok' && !report.dryRun, () => html` Nothing to do.`)}</p>
${reasons.map((reason) => html`<p>${reason}</p>`)}
${when(retryAt, () => html`<p class="quiet">Next try ${ago(retryAt ?? '')}.</p>`)}
</div>
${when(!report.settings, () => html`<form method="post" action="look"><button id="look">Look now</button></form>`)}`;
}

const words = {
  ok: 'All is well',
  starting: 'No name was read yet',
  degraded: 'Something is not right yet',
  failing: 'This needs a look',
} as const;

const families = { ipv4: 'IPv4', ipv6: 'IPv6' } as const;

/** What has to be mended in the settings; what was found in them is for the log alone. */
export function settings({ settings: problems = [] }: StatusReport): Html {
  return html`<h2>Settings to mend</h2><ul class="problems">${problems.map(
    ({ variable, file, wrong, accepted }) =>
      html`<li><code>${variable}</code>${file === null ? '' : ` (${file})`} ${wrong}${when(
        accepted,
        () => html`<p class="quiet">Accepted: ${accepted ?? ''}</p>`,
      )}</li>`,
  )}</ul>`;
}

export function dryRun(): Html {
  return html`<strong>DRY RUN:</strong> nothing is written. Take away <code>DRY_RUN</code> to keep the names.`;
}

export function address({ addresses, addressErrors }: StatusReport, timeline: TimelineReport): Html {
  const kept = (['ipv4', 'ipv6'] as const).filter(
    (family) => addresses[family] !== null || addressErrors[family] !== null,
  );
  const known = kept.map((family, index) => {
    const value = addresses[family];
    const history = timeline.addresses[family];
    const error = addressErrors[family];
    return html`
${when(value !== null, () => html`<p class="address${index === 0 ? ' big' : ''}">${breakable(value ?? '')}</p>`)}
<p class="quiet">${families[family]}${when(history, () =>
      history?.isFirst
        ? html`, found ${ago(history.since)}, when this program started`
        : html`, new ${ago(history?.since ?? '')}, ${clockTime(history?.since ?? '')}`,
    )}${when(history && history.witnesses.length > 0, () => html`. Seen by ${history?.witnesses.join(', ')}`)}</p>
${when(error, () => html`<p>${error ?? ''}</p>`)}`;
  });
  return html`<h2>Your address</h2>${kept.length === 0 ? html`<p>Not known yet.</p>` : known}`;
}

export function sources({ sources: all }: StatusReport): Html {
  const resting = all.filter(({ state }) => state === 'resting');
  return html`<h2>Who was asked</h2>
<ul class="sources">${all.map(source)}</ul>
${resting.map(
  ({ name, family, reason, alwaysWrong }) =>
    html`<p class="quiet">${name} (${families[family]})${alwaysWrong ? ' is always wrong' : ''}: ${reason ?? 'gave no usable answer'}</p>`,
)}`;
}

function source({ name, family, state }: SourceReport): Html {
  const { name: tone, sign, word } = standingOf[state];
  return html`<li class="${tone}"><span class="mark" aria-hidden="true">${sign}</span> ${name}
<span class="quiet">${families[family]}, ${word}</span></li>`;
}

const standingOf: Readonly<Record<SourceReport['state'], Tone & { readonly word: string }>> = {
  ok: { ...ok, word: 'answers' },
  resting: { ...bad, word: 'rests' },
  untried: { ...wait, word: 'not asked yet' },
};

export function names(report: StatusReport): Html {
  return html`<h2>Names</h2><ul class="rows">${recordsOf(report).map((one) => row(one, report))}</ul>`;
}

function row({ name, target, record }: NamedRecord, { addresses, status }: StatusReport): Html {
  // What passes by itself needs nobody.
  const isPassing = record.state === 'failed' && status === 'degraded';
  const { tone, word } = isPassing ? late : states[record.state];
  const home = record.wanted ?? (record.type === 'A' ? addresses.ipv4 : addresses.ipv6);
  const { value, ttl, ttlIsAuto, changedAt } = record;
  const differs = record.state !== 'in-sync' && home !== null && home !== value;
  return html`<li>
<div><strong>${breakable(name)}</strong><p class="quiet">${record.type} at ${target.title}</p></div>
<div>${value === null ? html`<span class="quiet">nothing known</span>` : html`<span class="address">${breakable(value)}</span>`}
${when(ttl !== null && !ttlIsAuto, () => html`<p class="quiet">others keep it for ${durationText((ttl ?? 0) * 1000)}</p>`)}</div>
<div class="end"><span class="state ${tone.name}"><span aria-hidden="true">${tone.sign}</span> ${word}</span>
${when(differs, () => html`<p class="quiet">wanted <span class="address">${breakable(home ?? '')}</span></p>`)}
${when(changedAt, () => html`<p class="quiet">changed ${ago(changedAt ?? '')}</p>`)}</div>
${when(record.error !== target.error && record.error, () => html`<p class="why">${record.error ?? ''}</p>`)}</li>`;
}

const states = {
  'in-sync': { tone: ok, word: 'in sync' },
  pending: { tone: wait, word: 'not written yet' },
  unknown: { tone: wait, word: 'not confirmed' },
  failed: { tone: bad, word: 'cannot be kept now' },
  'would-change': { tone: wait, word: 'would change' },
} as const;

const late = { tone: wait, word: 'not up to date yet' } as const;

/** What is seen of the home from outside, as far as that can be known from here. */
export function world({ notes }: StatusReport): Html {
  const list = notes
    .filter(isAboutWorld)
    .map((note) => html`<li>${inReadersTime(note)} <span class="quiet">${ago(note.since)}</span></li>`);
  return html`<h2>How far the world is</h2><ul class="problems">${list}</ul>`;
}

/** The moment in its text becomes one that a browser puts into the reader's zone, as all others. */
function inReadersTime({ text, until }: NoteReport): Html {
  const [before = '', after] = until === undefined ? [text] : text.split(localTime(Date.parse(until)));
  return after === undefined || until === undefined
    ? html`${text}`
    : html`${before}${clockTime(until)}${after}`;
}

export function happened({ entries }: TimelineReport): Html {
  const tones = { info: '', warn: wait.name, error: bad.name };
  const list = entries.map(
    ({ at, level, text }) => html`<li>${clockTime(at)} <span class="${tones[level]}">${text}</span></li>`,
  );
  return html`<h2>What happened</h2>${
    entries.length === 0
      ? html`<p>Nothing yet, since this program started.</p>`
      : html`<ol class="events">${list}</ol>`
  }`;
}
