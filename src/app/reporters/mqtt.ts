import { randomBytes } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import { version } from '../../base/version.ts';
import type { Config } from '../../config/config.ts';
import type { Connect } from '../../mqtt/connection.ts';
import type { Mqtt } from '../../mqtt/mqtt.ts';
import { defaultId } from '../../mqtt/topics.ts';
import type { Logger } from '../../report/logger.ts';
import type { Kept } from '../../report/state.ts';
import type { StatusReport } from '../../report/status-report.ts';
import type { LookNow } from '../look-now.ts';

interface MqttParts {
  readonly kept: readonly Kept[];
  readonly clock: Clock;
  readonly log: Logger;
  report(): StatusReport;
  readonly lookNow: LookNow;
}

export interface RenewableMqtt extends Mqtt {
  /** Logs in with this password from now on. A connection that holds is kept. */
  renew(password: string): void;
}

/** What shows the records to Home Assistant, where the settings ask for it; what it needs is read then alone. */
export async function openMqtt(
  { mqtt: asked, timeout, targets }: Config,
  { kept, clock, log, report, lookNow }: MqttParts,
): Promise<RenewableMqtt | undefined> {
  const [first] = targets;
  if (!asked || !first) return undefined;
  const { connectTo, startMqtt } = await import('../../mqtt/mqtt.ts');
  const { prefix, id = defaultId(first.provider.name, first.zone.name) } = asked;
  const mark = randomBytes(8).toString('hex');
  let { broker } = asked;
  const connect: Connect = (options) => connectTo(broker, mark, { clock, timeout })(options);
  const mqtt = startMqtt({
    ...{ id, prefix, kept, version, clock, mark, report },
    random: Math.random,
    connect,
    lookNow: () => lookNow('MQTT'),
    onTrouble(failure) {
      if (failure === undefined) log.info('The MQTT broker can be used again');
      else
        log.warn({ reason: failure.message }, 'The MQTT broker cannot be used; it is tried again by itself');
    },
    onOther: () =>
      log.warn(
        { id },
        'Another homemade-ddns uses the same MQTT_ID at this broker, so Home Assistant sees both as one; give each its own',
      ),
  });
  return {
    ...mqtt,
    renew(password) {
      broker = { ...broker, password };
      mqtt.hurry();
    },
  };
}
