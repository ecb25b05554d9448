import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { composeService, deployFiles, text, unitSection } from '../support/deployments.ts';

it.each(['docker-compose.yml', 'deploy/compose/docker-compose.yml', 'deploy/portainer/docker-compose.yml'])(
  '%s runs the image with every lock',
  (file) => {
    expect(composeService(file)).toMatchObject({
      user: '65532:65532',
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      mem_limit: '128m',
      restart: 'unless-stopped',
    });
  },
);

it('the Swarm stack runs the image with every lock that Swarm has', () => {
  const service = composeService('deploy/swarm/stack.yml');

  expect(service).toMatchObject({
    user: '65532:65532',
    read_only: true,
    cap_drop: ['ALL'],
    deploy: { replicas: 1, resources: { limits: { memory: '128M' } } },
  });
});

it('the Swarm stack kills no task because its DNS host is down, and asks by the small file of the image', () => {
  const { healthcheck } = composeService('deploy/swarm/stack.yml');
  const [, command = ''] = /^ +CMD (\[.*healthcheck.*\])/m.exec(text('Dockerfile')) ?? [];

  expect(healthcheck).toEqual({ test: ['CMD', ...JSON.parse(command), '/livez'] });
});

it('in the Swarm stack the old task gives up the port of the machine before the new one takes it', () => {
  const { ports, deploy } = composeService('deploy/swarm/stack.yml');

  expect(ports).toMatchObject([{ target: 8080, mode: 'host' }]);
  expect(deploy).toMatchObject({ update_config: { order: 'stop-first' } });
});

it('the quadlet runs the image with every lock, and not again with settings that cannot be used', () => {
  const container = unitSection('deploy/quadlet/homemade-ddns.container', 'Container');
  const service = unitSection('deploy/quadlet/homemade-ddns.container', 'Service');

  expect(container).toEqual(
    expect.arrayContaining([
      ['ReadOnly', 'true'],
      ['DropCapability', 'all'],
      ['NoNewPrivileges', 'true'],
      ['PodmanArgs', '--memory=128m'],
    ]),
  );
  expect(service).toContainEqual(['RestartPreventExitStatus', '78']);
});

it('the quadlet checks the health as the image does, which Podman does not read from it', () => {
  const dockerfile = readFileSync(new URL('../../Dockerfile', import.meta.url), 'utf8');
  const { interval, timeout, command } =
    /HEALTHCHECK --interval=(?<interval>\S+) --timeout=(?<timeout>\S+)[^[]*CMD (?<command>\[.*\])/.exec(
      dockerfile,
    )?.groups ?? {};
  const settings = Object.fromEntries(unitSection('deploy/quadlet/homemade-ddns.container', 'Container'));

  expect(JSON.parse(settings.HealthCmd ?? '')).toEqual(JSON.parse(command ?? ''));
  expect(settings).toMatchObject({ HealthInterval: interval, HealthTimeout: timeout });
  // Until the first success, more often; and never a restart, since no DNS host comes back because of one.
  expect(settings.HealthStartupCmd).toBe(settings.HealthCmd);
  expect(settings).toMatchObject({ HealthStartupInterval: '10s', HealthStartupRetries: '0' });
});

it.each(['Dockerfile', 'docker-compose.yml', ...deployFiles])(
  '%s has no option that engines before 25 refuse',
  (file) => {
    expect(text(file)).not.toMatch(/start[-_]?interval/i);
  },
);
