import { familiesOf } from '../core/target.ts';
import type { Kept } from '../report/state.ts';
import { familyNames } from '../sources/server.ts';
import { type RecordEntity, recordEntitiesOf } from './record-entities.ts';
import { deviceId, type Topics } from './topics.ts';

/** One entity of Home Assistant: what it reads in `topic`. */
export interface Discovery {
  readonly topic: string;
  readonly text: string;
}

export interface DiscoveryOptions {
  readonly id: string;
  readonly topics: Topics;
  readonly kept: readonly Kept[];
  readonly version: string;
}

type Facts = Readonly<Record<string, unknown>>;

interface Entity {
  readonly platform: 'sensor' | 'binary_sensor' | 'button';
  readonly object: string;
  readonly facts: Facts;
}

const diagnostic = { entity_category: 'diagnostic' };

/**
 * What makes Home Assistant show one device with all entities, each in a topic of its own, so that one can go by
 * itself: https://www.home-assistant.io/integrations/mqtt/#mqtt-discovery
 */
export function discoveriesOf({ id, topics, kept, version }: DiscoveryOptions): Discovery[] {
  const device = {
    identifiers: [deviceId(id)],
    name: `DDNS ${kept[0]?.target.zone.display ?? id}`,
    ...{ manufacturer: 'homemade-ddns', model: 'Dynamic DNS updater', sw_version: version },
  };
  const origin = { name: 'homemade-ddns', sw_version: version };
  return [...entitiesOf(kept, topics), lookButton(topics)].map(({ platform, object, facts }) => ({
    topic: topics.discovery(platform, object),
    text: JSON.stringify({
      ...facts,
      unique_id: `${deviceId(id)}_${object}`,
      ...{ availability_topic: topics.availability, qos: 1, device, origin },
    }),
  }));
}

function entitiesOf(kept: readonly Kept[], topics: Topics): Entity[] {
  const state = { state_topic: topics.state };
  const sensor = (object: string, name: string, value: string, facts: Facts): Entity => ({
    ...{ platform: 'sensor', object },
    facts: { name, ...state, value_template: value, ...facts },
  });
  const alarm = (object: string, name: string, value: string, attributes: string): Entity => ({
    platform: 'binary_sensor',
    object,
    facts: {
      ...{ name, device_class: 'problem', ...state },
      value_template: `{{ 'None' if ${value} is none else 'ON' if ${value} else 'OFF' }}`,
      ...{ json_attributes_topic: topics.state, json_attributes_template: `{{ ${attributes} | tojson }}` },
    },
  });
  const moment = { device_class: 'timestamp', ...diagnostic };
  const families = [...new Set(kept.flatMap(({ target }) => familiesOf(target)))];
  return [
    alarm(
      'problem',
      'Problem',
      'value_json.problem',
      "{'reason': value_json.reason, 'status': value_json.status, 'dry_run': value_json.dryRun}",
    ),
    alarm('nat', 'Port forwarding blocked', 'value_json.blocked', "{'reason': value_json.nat}"),
    sensor('status', 'Status', '{{ value_json.status }}', {
      ...{ device_class: 'enum', options: ['starting', 'ok', 'degraded', 'failing'] },
      ...{ icon: 'mdi:dns', ...diagnostic },
    }),
    ...families.map((family) =>
      sensor(family, `${familyNames[family]} address`, `{{ value_json.${family} }}`, {
        icon: 'mdi:ip-network',
      }),
    ),
    sensor('last_sync', 'Last sync', '{{ value_json.lastSync }}', moment),
    sensor('last_change', 'Last change', '{{ value_json.lastChange }}', moment),
    ...recordEntitiesOf(kept).map((record) => recordSensor(record, topics)),
  ];
}

function recordSensor({ object, label }: RecordEntity, topics: Topics): Entity {
  // The state that the broker keeps may be one from before this name.
  const record = `(value_json.records | default({})).get('${object}', {})`;
  return {
    ...{ platform: 'sensor', object },
    facts: {
      ...{ name: label, icon: 'mdi:dns', state_topic: topics.state },
      value_template: `{{ ${record}.get('value') }}`,
      ...{ json_attributes_topic: topics.state, json_attributes_template: `{{ ${record} | tojson }}` },
    },
  };
}

/** What a press sends. */
export const press = 'PRESS';

function lookButton(topics: Topics): Entity {
  return {
    ...{ platform: 'button', object: 'look' },
    facts: { name: 'Look now', command_topic: topics.look, payload_press: press, icon: 'mdi:refresh' },
  };
}
