// Keeps the page as the server would send it now. All words come from the server, but for times: those are the reader's.
(() => {
  const often = 5_000;
  const seldom = 30_000;
  const late = 10_000;
  const lost = document.getElementById('lost');
  const relative = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: 'auto' });
  const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });
  const hour = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
  const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
  const units = [
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
    ['second', 1],
  ];
  let ahead = 0;
  let lastContact = Date.now();
  let timer = 0;
  let reading = false;

  /** "18 seconds ago", "in 3 minutes"; `seconds` from now. */
  function relativeText(seconds) {
    const [unit, size] = units.find((one) => Math.abs(seconds) >= one[1]) ?? units[3];
    return relative.format(Math.trunc(seconds / size), unit);
  }

  /** "18:46" today, "29 Nov, 18:46" before. */
  function clockText(at) {
    const isToday = day.format(at) === day.format(Date.now() + ahead);
    return isToday ? hour.format(at) : `${day.format(at)}, ${hour.format(at)}`;
  }

  function showTimes() {
    for (const time of document.querySelectorAll('time')) {
      const at = Date.parse(time.dateTime);
      const seconds = (at - (Date.now() + ahead)) / 1000;
      const text = 'ago' in time.dataset ? relativeText(seconds) : clockText(at);
      if (time.textContent !== text) time.textContent = text;
      if (time.title === '') time.title = full.format(at);
    }
    const gone = Date.now() - lastContact;
    lost.hidden = gone < 2 * often + late;
    if (!lost.hidden)
      lost.textContent = `No contact with homemade-ddns; the last was ${relativeText(-gone / 1000)}, and the page is from then.`;
  }

  /** Puts in what differs, part by part, so that nothing flickers and the focus stays where it is. */
  function replaceParts(fresh) {
    const headline = fresh.querySelector('h1')?.textContent ?? '';
    for (const part of fresh.querySelectorAll('[data-part]')) {
      const old = document.querySelector(`[data-part="${part.dataset.part}"]`);
      if (old === null || old.dataset.mark === part.dataset.mark) continue;
      const focused = old.contains(document.activeElement) ? document.activeElement.id : '';
      old.replaceWith(part);
      if (focused !== '') document.getElementById(focused)?.focus();
    }
    if (document.title !== fresh.title) {
      document.title = fresh.title;
      document.getElementById('said').textContent = '';
      document.getElementById('news').textContent = headline;
    }
    const icon = fresh.querySelector('link[rel=icon]');
    const shown = document.querySelector('link[rel=icon]');
    if (icon !== null && shown !== null && icon.href !== shown.href) shown.replaceWith(icon);
  }

  async function refresh() {
    if (reading) return;
    reading = true;
    try {
      const answer = await fetch('./', {
        headers: { accept: 'text/html' },
        signal: AbortSignal.timeout(late),
      });
      if (!answer.ok) throw new Error(String(answer.status));
      const at = Date.parse(answer.headers.get('date') ?? '');
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
      if (fresh.querySelector('[data-part]') === null) throw new Error('another page');
      if (!Number.isNaN(at) && Math.abs(at - Date.now()) > 5_000) ahead = at - Date.now();
      lastContact = Date.now();
      replaceParts(fresh);
    } catch {
      // The next reading may succeed; how long there was none is shown.
    }
    reading = false;
    showTimes();
  }

  function schedule() {
    clearInterval(timer);
    timer = setInterval(refresh, document.hidden ? seldom : often);
  }

  document.addEventListener('submit', async (event) => {
    event.preventDefault();
    const button = document.getElementById('look');
    button.disabled = true;
    const said = document.getElementById('said');
    try {
      const answer = await fetch('look', {
        method: 'POST',
        headers: { accept: 'text/plain' },
        signal: AbortSignal.timeout(late),
      });
      said.textContent = await answer.text();
    } catch {
      said.textContent = 'That did not arrive. Try it again.';
    }
    setTimeout(refresh, 1_000);
    setTimeout(() => {
      button.disabled = false;
    }, 2_000);
  });
  document.addEventListener('visibilitychange', () => {
    schedule();
    if (!document.hidden) void refresh();
  });
  showTimes();
  setInterval(showTimes, 1_000);
  schedule();
})();
