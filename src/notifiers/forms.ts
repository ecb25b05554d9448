import { messageOf } from '../base/failure.ts';
import { placeholderIn } from '../settings/placeholder.ts';
import { type NotifyAddress, parseAddress } from './address.ts';
import type { Notifier, Service } from './notifier.ts';
import { services } from './registry.ts';

/** Schemes of Apprise, and the form to use for what they name. */
const ofApprise: Readonly<Record<string, string>> = {
  ...{ ntfys: 'ntfy', gotifys: 'gotify', matrixs: 'matrix', signals: 'signal', barks: 'bark' },
  ...{ tgram: 'telegram', pover: 'pushover', mmost: 'mattermost', mmosts: 'mattermost' },
  ...{ mailto: 'smtp', mailtos: 'smtp', json: 'https', jsons: 'https', form: 'https', forms: 'https' },
};

/** What Shoutrrr or Apprise knows besides. */
const byApprise = new Set(
  [
    'form forms xml xmls gchat googlechat hangouts hassio hassios ifttt join lark logger mqtt mqtts msteams',
    'notifiarr opsgenie pagerduty pbul pushbullet rocket rockets rocketchat teams twilio wecom workflow',
    'workflows zulip',
  ].flatMap((line) => line.split(' ')),
);

/**
 * Reads `NOTIFY_URLS`: entries on lines of their own, or between commas that an address follows. Throws an Error
 * whose message continues "NOTIFY_URLS …" and repeats nothing of an entry but its scheme.
 */
export function parseNotifyUrls(text: string): readonly Notifier[] {
  const entries = text
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => !line.startsWith('#'))
    .flatMap((line) => line.split(/,(?=\s*[a-z][a-z\d.+-]*:\/\/)/i))
    .map((entry) =>
      entry
        .trim()
        .replace(/^(["'])(.*)\1$/, '$2')
        .trim(),
    )
    .filter((entry) => entry !== '');
  if (entries.length === 0) throw new Error('holds no address');
  return entries.flatMap((entry, index) => readEntry(entry, entries.length === 1 ? undefined : index + 1));
}

/** `number`: which of several it is. */
function readEntry(entry: string, number: number | undefined): readonly Notifier[] {
  const [, scheme = ''] = /^([a-z][a-z\d.-]*)(?:\+[a-z]+)?:/i.exec(entry) ?? [];
  const name = scheme.toLowerCase();
  const service = services.find(({ schemes }) => schemes.includes(name));
  const which = number === undefined ? '' : `(entry ${number}) `;
  if (!service) throw new Error(`${which}${unknown(name)}`);
  try {
    const placeholder = placeholderIn(entry, service.form);
    if (placeholder !== undefined) throw new Error(placeholder);
    const address = parseAddress(entry);
    checkParameters(service, address);
    return service.read(address);
  } catch (error) {
    throw new Error(`${which}${messageOf(error)}; ${service.title} is written ${service.form}`);
  }
}

function unknown(scheme: string): string {
  if (scheme === '') return 'is no address of a service, which begins with SCHEME://';
  const meant = services.find(({ schemes }) => schemes.includes(ofApprise[scheme] ?? ''));
  if (meant) return `holds an address of Apprise (${scheme}://); write it as ${meant.form}`;
  const way =
    "through a server of Apprise it works: apprise://HOST/KEY, with the address under that server's KEY";
  return byApprise.has(scheme)
    ? `names a service that is not known here (${scheme}://); ${way}`
    : `names no service that is known here; ${way}`;
}

function checkParameters({ parameters, ownServer }: Service, { query, said }: NotifyAddress): void {
  if (said !== undefined && !ownServer) throw new Error('cannot say +http or +https: its server is known');
  const known = parameters ?? query.map(([key]) => key.toLowerCase());
  const wrong = query.find(([key]) => !known.includes(key.toLowerCase()));
  if (wrong) throw new Error(`has a query parameter that is none of ${known.join(', ')}`);
}
