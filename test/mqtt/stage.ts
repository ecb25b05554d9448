import { Failure } from '../../src/base/failure.ts';
import type { Target } from '../../src/core/target.ts';
import { parseZone } from '../../src/dns/name.ts';
import { type Mqtt, type MqttOptions, startMqtt } from '../../src/mqtt/mqtt.ts';
import { topicsOf } from '../../src/mqtt/topics.ts';
import { type Kept, nothingKnown } from '../../src/report/state.ts';
import type { StatusReport } from '../../src/report/status-report.ts';
import { statusReport } from '../support/status-reports.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { type MemoryBroker, memoryBroker } from './broker.ts';

export const target: Target = {
  ...{ id: 'memory example.com', host: 'memory', title: 'Memory', zone: parseZone('example.com') },
  ...{ keys: [{ name: 'home', type: 'A' }], ttl: 600 },
};
export const kept: readonly Kept[] = [{ target, line: '1' }];
export const topics = topicsOf('memory_example_com', 'homeassistant');

export interface Stage {
  readonly clock: VirtualClock;
  readonly broker: MemoryBroker;
  readonly mqtt: Mqtt;
  readonly troubles: (string | undefined)[];
  looks: number;
  others: number;
  /** What is shown from now on, and that it is looked at. */
  show(changes: Partial<StatusReport>): Promise<void>;
  seen(): Record<string, unknown>;
}

const looked = { kind: 'looked', line: '1', sources: [], nat: undefined, took: 1 } as const;

/** A program that shows itself at a broker in memory. */
export async function stage(
  options: Partial<MqttOptions> = {},
  broker = memoryBroker(),
  clock = new VirtualClock(),
): Promise<Stage> {
  let shown = statusReport();
  const troubles: (string | undefined)[] = [];
  const counts = { looks: 0, others: 0 };
  const mqtt = startMqtt({
    ...{ id: 'memory_example_com', prefix: 'homeassistant', kept, version: '1.2.3', clock, mark: 'first' },
    random: () => 1,
    connect: broker.connect,
    report: () => shown,
    lookNow: () => counts.looks++,
    onTrouble: (reason) => troubles.push(reason?.message),
    onOther: () => counts.others++,
    ...options,
  });
  await clock.advance(0);
  return Object.assign(counts, {
    ...{ clock, broker, mqtt, troubles },
    async show(changes: Partial<StatusReport>) {
      shown = statusReport(changes);
      mqtt.observe?.(looked, nothingKnown);
      await clock.advance(1000);
    },
    seen: () => JSON.parse(broker.kept.get(topics.state) ?? '{}'),
  });
}

export const gone = new Failure('transient', 'broker: nothing answers', { unreached: true });
