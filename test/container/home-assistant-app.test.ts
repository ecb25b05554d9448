import { describe, expect, inject, test } from 'vitest';
import { supervisor } from '../world/supervisor.ts';
import { optionsWith, settingsOf, startHomeAssistant } from './home-assistant-app.ts';
import { tokenSettings } from './house.ts';
import { until } from './until.ts';

const here = '81.2.69.142';
const elsewhere = '81.2.70.1';
const { GODADDY_TOKEN: token } = tokenSettings;
const credentials = settingsOf(tokenSettings);
const html = { headers: { accept: 'text/html' } };

describe.skipIf(!inject('image'))('the app of Home Assistant', () => {
  test('reads its options as root, then is nobody, and keeps the record', async () => {
    const house = await startHomeAssistant();

    const app = await house.run(optionsWith({ credentials }));

    await until('the record is right', async () => (await house.addresses('home')).join() === here);
    const status = await app.exec(['/nodejs/bin/node', '-p', "fs.readFileSync('/proc/1/status', 'utf8')"]);
    const field = (name: string) => new RegExp(`^${name}:[ \\t]*(.*?)[ \\t]*$`, 'm').exec(status.output)?.[1];
    expect(['Uid', 'Gid'].map((name) => field(name)?.split('\t'))).toEqual([
      Array(4).fill('65532'),
      Array(4).fill('65532'),
    ]);
    expect(field('Groups')).toBe('');
    expect([field('CapEff'), field('CapPrm')].map((bits) => Number.parseInt(bits ?? '1', 16))).toEqual([
      0, 0,
    ]);
    const read = await app.exec(['/nodejs/bin/node', '-p', "fs.readFileSync('/data/options.json', 'utf8')"], {
      user: '65532',
    });
    expect(read.output).toContain('EACCES');
    expect(app.log() + JSON.stringify(await app.inspect())).not.toContain(token);
    expect(await app.stop()).toBe(0);
  });

  test('shows its page by ingress alone, under any name, with a button that works there', async () => {
    const house = await startHomeAssistant();
    const settings = [...optionsWith().settings, ...settingsOf({ METRICS: 'true' })];
    const app = await house.run(optionsWith({ credentials, settings }));
    await until('the record is right', async () => (await house.addresses('home')).join() === here);

    const page = await app.byIngress('', html);
    const direct = await Promise.all(
      ['', 'healthz', 'look', 'livez', 'metrics'].map((path) => fetch(`${app.publishedAt()}/${path}`)),
    );

    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('home.example.com')]);
    expect(direct.map(({ status }) => status)).toEqual([403, 200, 403, 200, 200]);
    expect(await direct[1]?.text()).not.toContain('home.example.com');
    await house.make({ do: 'hold', name: 'home', type: 'A', values: [elsewhere] });
    const look = await app.byIngress('look', {
      ...{ method: 'POST', redirect: 'manual' },
      headers: { ...html.headers, origin: 'http://homeassistant.local:8123' },
    });
    expect([look.status, look.headers.get('location')]).toEqual([303, './']);
    await until('it has looked', async () => (await house.addresses('home')).join() === here);
  });

  test('tells a wrong token on its page, and stays healthy for the watchdog', async () => {
    const house = await startHomeAssistant();
    const wrong = 'gd_pat_wrong0123456789';

    const app = await house.run(optionsWith({ credentials: settingsOf({ GODADDY_TOKEN: wrong }) }));

    await until('it says so', async () => app.log().includes('GODADDY_TOKEN'));
    await until('Docker calls it healthy', async () => (await app.dockerHealth()) === 'healthy');
    const page = await (await app.byIngress('', html)).text();
    expect(page).toContain('GODADDY_TOKEN');
    expect(page + app.log()).not.toContain(wrong);
    expect((await app.byIngress('healthz')).status).toBe(503);
    expect(await app.lastCheck()).toContain('alive');
  });

  test('names wrong options as the form does, in log and page, and no value of a credential', async () => {
    const house = await startHomeAssistant();
    const secret = 'gd_pat_0123456789abcdef';
    const broken = {
      ...{ host: 'godaddy', names: ['home'], ipv6: 'both' },
      credentials: [{ name: 'GODADDY_TOKN', value: secret }],
      settings: [{ name: 'HTTP_PORT', value: '9' }],
    };

    const app = await house.run(optionsWith(broken));

    await until('it says so', async () => app.log().includes('The settings cannot be used'));
    const log = app.log();
    for (const text of [
      'DNS host="godaddy" cannot be used: ',
      'Names="home" ',
      'IPv6 is none of its choices; accepted: without, with, only',
      'Credentials has the name GODADDY_TOKN in line 1',
      'More settings has HTTP_PORT in line 1',
    ])
      expect(log).toContain(text);
    const page = await until('its page is there', async () => {
      const answer = await app.byIngress('', html).catch(() => undefined);
      return answer?.status === 200 && answer.text();
    });
    expect(page).toContain('IPv6');
    expect(page + log).not.toContain(secret);
  });

  test('shows the records by the broker of Home Assistant, with nothing set', async () => {
    const house = await startHomeAssistant();

    const app = await house.run(optionsWith({ credentials, mqtt: true }));

    const said = await until('the broker is told', async () => (await app.heardByBroker()) || undefined);
    expect(said).toContain(supervisor.user);
    expect(said).toContain(supervisor.password);
    await until('the record is right', async () => (await house.addresses('home')).join() === here);
    expect(app.log()).not.toContain(supervisor.password);
    expect(app.log()).not.toContain(supervisor.token);
  });
});
