import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/base/failure.ts';
import { recordReport, targetReport } from '../support/status-reports.ts';
import { memoryBroker } from './broker.ts';
import { gone, stage, topics } from './stage.ts';

const { availability, state, look, instance } = topics;
const isDiscovery = (topic: string) => topic.startsWith('homeassistant/');

describe('what is shown by MQTT', () => {
  it('is the state, then the entities, then that it is available', async () => {
    const { broker } = await stage();

    const order = broker.log.map((line) => line.split(' ')[0] ?? '');

    expect(order.slice(0, 2)).toEqual([instance, state]);
    expect(order.slice(2, -1).every(isDiscovery)).toBe(true);
    expect(broker.log.at(-1)).toBe(`${availability} online`);
  });

  it('comes as well where its own greeting never does', async () => {
    const broker = memoryBroker();
    const { connect } = broker;
    const deaf = await stage(
      {
        connect: (options) =>
          connect({ ...options, onMessage: (one) => one.topic !== instance && options.onMessage(one) }),
      },
      broker,
    );
    expect(broker.kept.has(availability)).toBe(false);

    await deaf.clock.advance(5_000);

    expect(broker.kept.get(availability)).toBe('online');
  });

  it('changes with what is known, and says the same thing once', async () => {
    const { broker, show, seen } = await stage();
    const count = () => broker.log.filter((line) => line.startsWith(`${state} `)).length;
    const before = count();

    await show({ status: 'failing' });
    await show({ status: 'failing' });

    expect(count()).toBe(before + 1);
    expect(seen()).toMatchObject({ status: 'failing', problem: true });
  });

  it('moves the time of the last sync no more than each quarter of an hour while nothing else happens', async () => {
    const { broker, clock, show, seen } = await stage();
    const count = () => broker.log.filter((line) => line.startsWith(`${state} `)).length;
    const before = count();

    for (let minute = 1; minute <= 40; minute++) {
      await clock.advance(59_000);
      await show({ lastSuccessfulSync: new Date(clock.now()).toISOString() });
    }
    expect(count()).toBe(before + 2);

    await show({ status: 'failing', lastSuccessfulSync: '2026-01-01T00:40:00.000Z' });
    expect(seen()).toMatchObject({ lastSync: '2026-01-01T00:40:00.000Z' });
  });

  it('keeps the time of the last change over a restart', async () => {
    const broker = memoryBroker();
    const changedAt = '2026-01-01T00:00:01.000Z';
    const before = await stage({}, broker);
    await before.show({ targets: [targetReport({ records: [recordReport({ changedAt })] })] });
    await before.mqtt.stop();

    const { seen, show } = await stage({}, broker, before.clock);
    expect(seen()).toMatchObject({ lastChange: changedAt });

    const later = '2026-01-01T00:00:02.000Z';
    await show({ targets: [targetReport({ records: [recordReport({ changedAt: later })] })] });
    expect(seen()).toMatchObject({ lastChange: later });
  });

  it('is looked at when the button is pressed, but not for a press that was kept or is another word', async () => {
    const broker = memoryBroker();
    broker.publish(look, 'PRESS', true);
    const program = await stage({}, broker);
    broker.publish(look, 'press me');
    await program.clock.advance(0);
    expect(program.looks).toBe(0);

    broker.publish(look, 'PRESS');
    await program.clock.advance(0);

    expect(program.looks).toBe(1);
  });

  it('is told again, entities and all, to a Home Assistant that starts', async () => {
    const { broker, clock } = await stage();
    const before = broker.log.length;

    broker.publish('homeassistant/status', 'online');
    await clock.advance(0);

    const told = broker.log.slice(before + 1).map((line) => line.split(' ')[0] ?? '');
    expect(told.filter(isDiscovery).length).toBe([...broker.kept.keys()].filter(isDiscovery).length);
    expect(told).toEqual(expect.arrayContaining([state, availability]));
  });

  it('is available again after the last word of an older connection', async () => {
    const { broker, clock } = await stage();

    broker.publish(availability, 'offline', true);
    await clock.advance(0);

    expect(broker.kept.get(availability)).toBe('online');
  });

  it('is not available after a stop', async () => {
    const { broker, clock, mqtt } = await stage();

    await mqtt.stop();
    await clock.advance(600_000);

    expect(broker.kept.get(availability)).toBe('offline');
    expect(broker.attempts()).toBe(1);
  });
});

describe('entities that are not kept any more', () => {
  const old = topics.discovery('sensor', 'record_a_old_example_com');
  const config = '{"unique_id":"old"}';

  it('are removed at the next start, and no others', async () => {
    const broker = memoryBroker();
    broker.publish(old, config, true);
    broker.publish('homeassistant/sensor/kitchen/temperature/config', '{}', true);

    await stage({}, broker);

    expect(broker.kept.has(old)).toBe(false);
    expect(broker.kept.get('homeassistant/sensor/kitchen/temperature/config')).toBe('{}');
  });

  it('are removed once more from a Home Assistant that was away', async () => {
    const broker = memoryBroker();
    broker.publish(old, config, true);
    const { clock } = await stage({}, broker);
    const before = broker.log.length;

    broker.publish('homeassistant/status', 'online');
    await clock.advance(0);

    const told = broker.log.slice(before).filter((line) => line.startsWith(old));
    expect(told).toEqual([`${old} ${config}`, `${old} `]);
    expect(broker.kept.has(old)).toBe(false);
  });

  it('are left alone where somebody else speaks of one while we are there', async () => {
    const { broker, clock } = await stage();

    broker.publish(old, config, true);
    await clock.advance(0);

    expect(broker.kept.get(old)).toBe(config);
  });
});

describe('two programs with one id', () => {
  it('notice each other, and say so once', async () => {
    const broker = memoryBroker();
    const first = await stage({ mark: 'first' }, broker);
    const second = await stage({ mark: 'second' }, broker, first.clock);
    broker.cut();
    await first.clock.advance(10_000);

    expect([first.others, second.others]).toEqual([1, 1]);
  });

  it('are not noticed by one that only came back', async () => {
    const { broker, clock, ...program } = await stage();
    broker.cut();
    await clock.advance(10_000);

    expect(broker.attempts()).toBe(2);
    expect(program.others).toBe(0);
  });
});

describe('a broker', () => {
  it('that was restarted and has forgotten all is told all again', async () => {
    const { broker, clock, troubles } = await stage();
    const before = new Map(broker.kept);

    broker.cut(true);
    await clock.advance(10_000);

    expect([...broker.kept]).toEqual(expect.arrayContaining([...before]));
    expect(troubles).toEqual(['broker: the connection ended', undefined]);
  });

  it('that cannot be reached is told once and tried ever more seldom, until it is back', async () => {
    const broker = memoryBroker();
    broker.refuse(gone);
    const { clock, troubles } = await stage({}, broker);
    await clock.advance(60_000);
    const soon = broker.attempts();
    await clock.advance(3_600_000);
    const later = broker.attempts() - soon;
    expect(troubles).toEqual([gone.message]);
    expect(soon).toBeLessThanOrEqual(8);
    expect(later).toBeLessThanOrEqual(16);

    broker.refuse(undefined);
    await clock.advance(300_000);

    expect(troubles).toEqual([gone.message, undefined]);
    expect(broker.kept.get(availability)).toBe('online');
  });

  it('is tried at once when it may let us in now', async () => {
    const { broker, clock, mqtt, troubles } = await stage();
    broker.refuse(new Failure('permanent', 'broker: it does not accept MQTT_USER and MQTT_PASSWORD'));
    broker.cut();
    await clock.advance(3_600_000);
    broker.refuse(undefined);
    const before = broker.attempts();

    mqtt.hurry();
    await clock.advance(0);

    expect(broker.attempts()).toBe(before + 1);
    expect(troubles.at(-1)).toBeUndefined();
  });

  it('that begins to refuse the user is told as something else', async () => {
    const { broker, clock, troubles } = await stage();
    const refused = new Failure('permanent', 'broker: it does not accept MQTT_USER and MQTT_PASSWORD');
    broker.refuse(refused);
    broker.cut();
    await clock.advance(3_600_000);

    expect(troubles).toEqual(['broker: the connection ended', refused.message]);
  });

  it('that goes up and down each second is not tried each second', async () => {
    const { broker, clock } = await stage();
    for (let second = 0; second < 600; second++) {
      broker.cut();
      await clock.advance(1_000);
    }

    expect(broker.attempts()).toBeLessThan(15);
  });
});
