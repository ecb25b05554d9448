import { fileURLToPath } from 'node:url';
import { GenericContainer, type StartedTestContainer } from 'testcontainers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { systemClock } from '../../../src/base/clock.ts';
import { createMetrics } from '../../../src/web/metrics/metrics.ts';
import { appFolder } from '../../support/app-config.ts';
import {
  answers,
  composeDeployment,
  composeService,
  deployments,
  manifests,
  quadletDeployment,
  root,
  text,
} from '../../support/deployments.ts';
import { dockerFor } from '../../support/docker.ts';
import { composeBlocks } from '../../support/page-commands.ts';

const engine = await dockerFor("The tests of the files for platforms with the platforms' own tools");
const project = '/project';

describe.runIf(engine)("the platforms' own tools", () => {
  let machine: StartedTestContainer | undefined;

  beforeAll(async () => {
    const context = fileURLToPath(new URL('.', import.meta.url));
    const image = await GenericContainer.fromDockerfile(context).build('homemade-ddns-test-platforms', {
      deleteOnExit: false,
    });
    machine = await image
      .withCopyDirectoriesToContainer([{ source: `${root}deploy`, target: `${project}/deploy` }])
      .withCopyFilesToContainer([
        { source: `${root}docker-compose.yml`, target: `${project}/docker-compose.yml` },
      ])
      .start();
  });
  afterAll(async () => {
    await machine?.stop({ timeout: 0 });
  });

  /** What a tool prints about our files. Throws what it says against them. */
  async function run(
    command: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    if (!machine) throw new Error('the machine with the tools did not start');
    const environment = { ...answers, ...env };
    const { exitCode, stdout, stderr } = await machine.exec([...command], {
      workingDir: project,
      env: environment,
    });
    if (exitCode !== 0) throw new Error(`${command.join(' ')}: ${stderr}`);
    return stdout;
  }

  it('AppArmor takes the profile of the app of Home Assistant', async () => {
    const parser = ['apparmor_parser', '--skip-kernel-load', '--skip-cache'];
    const broken = '/tmp/broken.txt';
    const profile = text(`${appFolder}/apparmor.txt`);
    await machine?.copyContentToContainer([{ content: profile.replace('mrix', 'mrxx'), target: broken }]);

    await run([...parser, `${appFolder}/apparmor.txt`]);

    await expect(run([...parser, broken])).rejects.toThrow();
  });

  it('Prometheus takes the alerts, and what the program shows it', async () => {
    const metrics = createMetrics({ kept: [], clock: systemClock, version: '1.2.3' });
    metrics.request({ to: 'host', status: 200, ms: 30 });
    metrics.answer({ source: 'https://echo.example/"a\\b"', family: 'ipv4', isUsable: true });
    await machine?.copyContentToContainer([{ content: await metrics.text(), target: '/tmp/metrics' }]);

    expect(await run(['promtool', 'check', 'rules', 'deploy/prometheus/rules.yml'])).toContain(
      '6 rules found',
    );
    expect(await run(['sh', '-c', 'promtool check metrics --extended < /tmp/metrics'])).toContain(
      'homemade_ddns_',
    );
  });

  it.each([
    ['HomemadeDdnsCertificateRunsOut', 'homemade_ddns_certificate_days_left{place="home.example.com"}', 7, 6],
    ['HomemadeDdnsChangeNotServed', 'homemade_ddns_world_records{zone="example.com",showing="late"}', 0, 1],
    ['HomemadeDdnsRecordRefused', 'homemade_ddns_records{zone="example.com",state="failed"}', 0, 1],
    ['HomemadeDdnsDown', 'up{job="homemade-ddns"}', 1, 0],
  ])('Prometheus gives the alert %s for %s, and not before', async (alert, series, well, ill) => {
    // Well for 20 minutes, and ill after that.
    const firing = (at: string) => ({
      ...{ interval: '1m', input_series: [{ series, values: `${well}x20 ${ill}x30` }] },
      promql_expr_test: [
        {
          ...{ expr: `count(ALERTS{alertname="${alert}",alertstate="firing"}) or vector(0)`, eval_time: at },
          exp_samples: [{ labels: '{}', value: at === '20m' ? 0 : 1 }],
        },
      ],
    });
    const content = JSON.stringify({
      rule_files: [`${project}/deploy/prometheus/rules.yml`],
      tests: [firing('20m'), firing('45m')],
    });
    await machine?.copyContentToContainer([{ content, target: '/tmp/alerts.json' }]);

    expect(await run(['promtool', 'test', 'rules', '/tmp/alerts.json'])).toContain('SUCCESS');
  });

  it.each(['docker-compose.yml', 'deploy/compose/docker-compose.yml', 'deploy/portainer/docker-compose.yml'])(
    'Compose reads %s as it is meant',
    async (file) => {
      const { services } = parse(await run(['docker', 'compose', '-f', file, 'config']));

      expect(services['homemade-ddns']).toMatchObject({
        environment: composeDeployment(file).environment,
        read_only: true,
        cap_drop: ['ALL'],
      });
    },
  );

  it('Swarm reads the stack as it is meant', async () => {
    const file = 'deploy/swarm/stack.yml';

    const { services } = parse(await run(['docker', 'stack', 'config', '-c', file]));

    expect(services['homemade-ddns']).toMatchObject({
      environment: composeDeployment(file).environment,
      read_only: true,
      cap_drop: ['ALL'],
      ports: [{ mode: 'host', target: 8080, published: 8080 }],
      // 0400 in octal
      secrets: [{ source: 'godaddy_token', uid: '65532', mode: 256 }],
    });
  });

  it.each(composeBlocks)(
    'Compose reads $page, line $line, and the program is run with every lock',
    async (block) => {
      await machine?.copyContentToContainer([{ content: block.code, target: '/tmp/page.yml' }]);

      const { services } = parse(await run(['docker', 'compose', '-f', '/tmp/page.yml', 'config']));

      const { environment } = parse(block.code).services['homemade-ddns'];
      expect(services['homemade-ddns']).toMatchObject({
        environment,
        read_only: true,
        cap_drop: ['ALL'],
        ports: [{ target: 8080 }],
        restart: 'unless-stopped',
      });
    },
  );

  it('Compose reads the file of the usual hosts, and what is not filled in is empty', async () => {
    const file = 'deploy/portainer/usual-hosts.yml';
    const given = { DOMAINS: 'home.example.com', PROVIDER: '', CLOUDFLARE_API_TOKEN: 'a-token' };

    const { services } = parse(await run(['docker', 'compose', '-f', file, 'config'], given));

    expect(services['homemade-ddns'].environment).toEqual({
      ...Object.fromEntries(Object.keys(composeService(file, given).environment).map((name) => [name, ''])),
      ...{ ...given, IP_FAMILIES: 'ipv4', DRY_RUN: 'false' },
    });
  });

  it('kubectl builds the kustomization', async () => {
    const documents = parseAllDocuments(await run(['kubectl', 'kustomize', 'deploy/kubernetes']));

    expect(documents.map((document) => document.get('kind')).sort()).toEqual([
      'Deployment',
      'Namespace',
      'NetworkPolicy',
      'Service',
    ]);
  });

  it('kubectl makes the secret of what is piped into it, as the example has it', async () => {
    const command = /^# {3}printf .*\n# {5}kubectl .*$/m.exec(
      text('deploy/kubernetes/secret.example.yaml'),
    )?.[0];
    const line = `${command?.replace(/^# +/gm, '')} --dry-run=client -o yaml`;

    const secret = parse(await run(['sh', '-ec', line]));

    const [example] = manifests('deploy/kubernetes/secret.example.yaml');
    expect(secret).toMatchObject({ kind: example?.kind, metadata: example?.metadata });
    expect(atob(secret.data.godaddy_token)).toBe(example?.stringData?.godaddy_token);
  });

  it('Compose gives the container a network with IPv6 when the comment is taken away', async () => {
    const uncomment = "sed -E 's/^# (networks:|  default:|    enable_ipv6: true)$/\\1/' docker-compose.yml";

    const { networks } = parse(await run(['sh', '-ec', `${uncomment} | docker compose -f - config`]));

    expect(networks.default).toMatchObject({ enable_ipv6: true });
  });

  // A change by the client goes through its typed objects, which lose what Kubernetes does not know.
  it.each(['deployment', 'cronjob'])('kubectl knows every field of %s.yaml', async (name) => {
    const file = `deploy/kubernetes/${name}.yaml`;
    const image = deployments.find((deployment) => deployment.file === file)?.image ?? '';

    const typed = await run(['kubectl', 'set', 'image', '--local', '-f', file, '*=other:1', '-o', 'yaml']);

    expect(parse(typed.replace('other:1', image))).toMatchObject({ ...manifests(file)[0] });
  });

  it('Podman makes a service of the quadlet that runs the image as it is meant', async () => {
    const file = 'deploy/quadlet/homemade-ddns.container';
    const { environment, image } = quadletDeployment(file);

    const service = await run(['/usr/libexec/podman/quadlet', '-dryrun'], {
      QUADLET_UNIT_DIRS: `${project}/deploy/quadlet`,
    });

    const start = /^ExecStart=(.+)$/m.exec(service)?.[1] ?? '';
    for (const [name, value] of Object.entries(environment))
      expect(start).toContain(`--env ${name}=${value}`);
    for (const flag of ['--read-only', '--cap-drop all', 'no-new-privileges', '--memory=128m', '--secret'])
      expect(start).toContain(flag);
    expect(start.endsWith(image)).toBe(true);
  });
});
