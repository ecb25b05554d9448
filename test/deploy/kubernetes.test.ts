import { Deployment } from 'kubernetes-models/apps/v1';
import { CronJob } from 'kubernetes-models/batch/v1';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { Namespace, Secret, Service } from 'kubernetes-models/v1';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { defaultSources } from '../../src/sources/registry.ts';
import { deployFiles, type Manifest, manifests, type PodSpec, podOf, text } from '../support/deployments.ts';

const kinds = { CronJob, Deployment, Namespace, NetworkPolicy, Secret, Service };
const files = deployFiles.filter((file) => /^deploy\/kubernetes\/(?!kustomization)/.test(file));
const all = files.flatMap(manifests);
const find = (kind: keyof typeof kinds): Manifest => {
  const found = all.find((manifest) => manifest.kind === kind);
  if (!found) throw new Error(`there is no ${kind}`);
  return found;
};
const workloads = (['Deployment', 'CronJob'] as const).map((kind) => ({ kind, manifest: find(kind) }));

describe('the Kubernetes manifests', () => {
  it.each(all)('follow the schema of Kubernetes ($kind)', (manifest) => {
    const Model = kinds[manifest.kind as keyof typeof kinds];
    const model = new Model(manifest as never);

    expect(manifest.apiVersion).toBe(Model.apiVersion);
    expect(() => model.validate()).not.toThrow();
  });

  it('are all applied by the kustomization, but the example and the alternative', () => {
    const [kustomization] = manifests('deploy/kubernetes/kustomization.yaml') as unknown as {
      readonly resources: readonly string[];
    }[];

    const left = files.map((file) => file.split('/').at(-1)).filter((file) => file !== undefined);
    expect(left.filter((file) => !kustomization?.resources.includes(file)).sort()).toEqual([
      'cronjob.yaml',
      'secret.example.yaml',
    ]);
  });

  it('run one instance, replaced rather than doubled, and looked after by the two endpoints', () => {
    const { spec } = find('Deployment');
    const [container] = podOf(find('Deployment')).containers;

    expect(spec).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } });
    expect(container).toMatchObject({
      ports: [{ name: 'http', containerPort: 8080 }],
      livenessProbe: { httpGet: { path: '/livez', port: 'http' } },
      readinessProbe: { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 5 },
    });
    expect(container).not.toHaveProperty('startupProbe');
  });

  it('make one round at a time as a CronJob', () => {
    const { spec } = find('CronJob');
    const pod = podOf(find('CronJob'));

    expect(spec).toMatchObject({ concurrencyPolicy: 'Forbid', jobTemplate: { spec: { backoffLimit: 0 } } });
    expect(pod).toMatchObject({ restartPolicy: 'Never' });
    expect(pod.containers[0]?.env).toContainEqual({ name: 'ONCE', value: 'true' });
  });

  it.each(workloads)('are admitted by the restricted Pod Security standard ($kind)', ({ manifest }) => {
    expect(find('Namespace').metadata.labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'restricted',
    });
    expect(violations(podOf(manifest))).toEqual([]);
  });

  it.each(workloads)('give no token of the cluster and no more than 128 MiB ($kind)', ({ manifest }) => {
    const pod = podOf(manifest);

    expect(pod).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false });
    expect(pod.containers[0]).toMatchObject({
      resources: { limits: { memory: '128Mi' } },
      securityContext: { readOnlyRootFilesystem: true },
    });
  });

  it('let the pod reach DNS, HTTPS and every STUN server of the built-in rotation', () => {
    const policy = find('NetworkPolicy').spec as {
      readonly podSelector: { readonly matchLabels: unknown };
      readonly egress: readonly { readonly ports: readonly { protocol: string; port: number }[] }[];
    };
    const stun = Object.values(defaultSources)
      .flat()
      .filter((source) => source.startsWith('stun:'))
      .map((source) => `UDP ${source.split(':')[2] ?? 3478}`);

    const open = policy.egress.flatMap(({ ports }) =>
      ports.map(({ protocol, port }) => `${protocol} ${port}`),
    );

    expect(new Set(open)).toEqual(new Set(['UDP 53', 'TCP 53', 'TCP 443', ...stun]));
    expect(find('Deployment').metadata.labels).toEqual(policy.podSelector.matchLabels);
  });

  it('name the port of the pod in the Service, and select it', () => {
    const { spec } = find('Service');

    expect(spec).toMatchObject({
      selector: find('Deployment').metadata.labels,
      ports: [{ port: 8080, targetPort: 'http' }],
    });
  });

  it('have the ports of what can be switched on as comments that are right when they are taken up', () => {
    const file = text('deploy/kubernetes/network-policy.yaml');
    const opened = parse(file.replace(/^( +)# (?=- protocol| {2}port)/gm, '$1')) as Manifest;
    const model = new NetworkPolicy(opened as never);

    expect(() => model.validate()).not.toThrow();
    const { egress } = opened.spec as { egress: { ports: { port: number }[] }[] };
    expect(egress.flatMap(({ ports }) => ports.map(({ port }) => port))).toEqual(
      expect.arrayContaining([1883, 8883, 587, 465]),
    );
  });
});

/** The rules of https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted that can be broken here. */
function violations(pod: PodSpec): string[] {
  const context = pod.securityContext as Readonly<Record<string, unknown>>;
  const rules: [rule: string, kept: boolean][] = [
    ['host namespaces', !['hostNetwork', 'hostPID', 'hostIPC'].some((key) => pod[key])],
    ['volume types', pod.volumes.every((volume) => 'secret' in volume)],
    ['runs as non-root', context.runAsNonRoot === true && context.runAsUser !== 0],
    ['seccomp', (context.seccompProfile as { type?: string })?.type === 'RuntimeDefault'],
    ...pod.containers.flatMap((container): [string, boolean][] => {
      const own = container.securityContext as {
        allowPrivilegeEscalation?: boolean;
        privileged?: boolean;
        capabilities?: { drop?: string[]; add?: string[] };
      };
      return [
        ['privilege escalation', own.allowPrivilegeEscalation === false && own.privileged !== true],
        ['capabilities', own.capabilities?.drop?.includes('ALL') === true && !own.capabilities.add],
        ['host ports', !JSON.stringify(container.ports ?? []).includes('hostPort')],
      ];
    }),
  ];
  return rules.filter(([, kept]) => !kept).map(([rule]) => rule);
}
