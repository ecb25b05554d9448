import type { Clock } from '../../base/clock.ts';
import type { Config } from '../../config/config.ts';
import { programSettings } from '../../config/program-settings.ts';
import { parseHeartbeats } from '../../notifiers/heartbeat/forms.ts';
import type { Heartbeat } from '../../notifiers/heartbeat/heartbeat.ts';
import type { Messages } from '../../notifiers/messages.ts';
import type { Logger } from '../../report/logger.ts';
import { lastValueStays } from '../../report/names.ts';
import type { Redactor } from '../../report/redact.ts';
import type { Status } from '../../report/status.ts';
import type { NoteReport } from '../../report/status-report.ts';
import { type Rotation, watchSecretFiles } from '../../settings/rotation.ts';
import type { Push } from '../../web/push/push.ts';
import { withNotesOf } from '../messages.ts';
import { addSecretsOf } from '../redaction.ts';
import type { RenewableMqtt } from './mqtt.ts';

export interface CredentialFilesParts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly redactor: Redactor;
}

/** Who uses what the files hold. */
export interface CredentialUsers {
  readonly messages: Messages | undefined;
  readonly heartbeat: Heartbeat | undefined;
  readonly mqtt: RenewableMqtt | undefined;
  readonly push: Push | undefined;
}

/** The files of the program's own secrets. */
export interface CredentialFiles extends Rotation {
  /** The same status, with the files that cannot be used now. */
  noting(status: Status): Status;
  /** Takes into use, from now on, what they hold later. */
  watch(users: CredentialUsers): Promise<void>;
}

export function openCredentialFiles(
  { ownFiles }: Pick<Config, 'ownFiles'>,
  parts: CredentialFilesParts,
): CredentialFiles {
  const troubles = new Map<string, NoteReport>();
  let rotation: Rotation | undefined;
  return {
    noting: (status) => ({
      ...status,
      report: (state) => withNotesOf([{ notes: () => [...troubles.values()] }], status.report(state)),
    }),
    async watch(users) {
      if (Object.keys(ownFiles.files).length > 0) rotation = await watched(ownFiles, users, troubles, parts);
    },
    stop: () => rotation?.stop(),
  };
}

async function watched(
  { texts, files }: Config['ownFiles'],
  { messages, heartbeat, mqtt, push }: CredentialUsers,
  troubles: Map<string, NoteReport>,
  { clock, log, redactor }: CredentialFilesParts,
): Promise<Rotation> {
  const readNotifiers = messages && (await import('../../notifiers/messages.ts')).parseNotifyUrls;
  const uses: Readonly<Record<string, (text: string) => void>> = {
    PUSH_PASSWORD(password) {
      redactor.add(password);
      push?.renew(password);
    },
    MQTT_PASSWORD(password) {
      redactor.add(password);
      mqtt?.renew(password);
    },
    HEARTBEAT_URL(text) {
      const heartbeats = parseHeartbeats(text);
      addSecretsOf(redactor, { text, spoken: heartbeats });
      heartbeat?.renew(heartbeats);
    },
    NOTIFY_URLS(text) {
      const notifiers = readNotifiers?.(text) ?? [];
      addSecretsOf(redactor, { text, spoken: notifiers });
      messages?.renew(notifiers);
    },
  };

  return watchSecretFiles({
    ...{ table: programSettings, texts, files, clock },
    use: (name, text) => uses[name]?.(text),
    onRenewed: (name) =>
      log.info({ setting: `${name}_FILE` }, 'A new secret was read and is used from now on'),
    onTrouble(name, reason) {
      if (reason === undefined) {
        troubles.delete(name);
        log.info({ setting: `${name}_FILE` }, 'The secret file can be used again');
        return;
      }
      const since = new Date(clock.now()).toISOString();
      const text = redactor.redact(lastValueStays(reason));
      troubles.set(name, { code: 'secret-unusable', target: null, since, text });
      log.warn({ reason }, 'A secret file cannot be used; its last value stays in use');
    },
  });
}
