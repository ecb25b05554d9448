import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse, parseAllDocuments } from 'yaml';

/** How one of the files for people's platforms runs the image. */
export interface Deployment {
  readonly file: string;
  readonly image: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Paths in the container at which the platform puts a secret. */
  readonly secretPaths: readonly string[];
}

/** The project's folder, with a slash. */
export const root = fileURLToPath(new URL('../..', import.meta.url));
export const text = (file: string) => readFileSync(`${root}${file}`, 'utf8');
export const deployFiles = readdirSync(`${root}deploy`, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && !entry.name.endsWith('.png'))
  .map((entry) => `${entry.parentPath.slice(root.length)}/${entry.name}`);

/** What the owner answers where a file asks. */
export const answers: Readonly<Record<string, string>> = { DOMAIN: 'example.com', RECORDS: 'home' };

interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
}

export interface ComposeService {
  readonly image: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets?: readonly (string | { readonly target: string })[];
  readonly volumes?: readonly (string | { readonly target: string; readonly read_only?: boolean })[];
  readonly [key: string]: unknown;
}

/** Our service in a Compose or stack file, with `${NAME:-default}` filled in. */
export function composeService(file: string, given = answers): ComposeService {
  const filled = (_: unknown, value: unknown) =>
    typeof value === 'string' ? value.replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, answer) : value;
  const answer = (asked: string, name: string, kind?: string, rest?: string): string => {
    const value = given[name] ?? (kind === '-' ? rest : undefined);
    if (value === undefined) throw new Error(`${file} asks for ${asked}`);
    return value;
  };
  const service = (parse(text(file), filled) as ComposeFile).services['homemade-ddns'];
  if (!service) throw new Error(`${file} has no service homemade-ddns`);
  return service;
}

export function composeDeployment(file: string): Deployment {
  const { image, environment, secrets = [], volumes = [] } = composeService(file);
  const names = secrets.map((secret) => (typeof secret === 'string' ? secret : secret.target));
  const folders = volumes.flatMap((volume) => (typeof volume === 'object' ? volume.target : []));
  return {
    file,
    image,
    environment: texts(environment),
    secretPaths: [
      ...names.map((name) => `/run/secrets/${name}`),
      ...folders.map((folder) => `${folder}/godaddy_token`),
    ],
  };
}

/** As far as these tests look at it; the schema is checked elsewhere. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec: unknown;
  readonly stringData?: Readonly<Record<string, string>>;
}

export interface PodSpec {
  readonly containers: readonly {
    readonly image: string;
    readonly env: readonly { readonly name: string; readonly value: string }[];
    readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
    readonly [key: string]: unknown;
  }[];
  readonly volumes: readonly { readonly name: string; readonly secret?: { readonly secretName: string } }[];
  readonly [key: string]: unknown;
}

export function manifests(file: string): Manifest[] {
  return parseAllDocuments(text(file)).map((document) => {
    if (document.errors[0]) throw document.errors[0];
    return document.toJS() as Manifest;
  });
}

export function podOf({ kind, spec }: Manifest): PodSpec {
  interface Template {
    readonly template: { readonly spec: PodSpec };
  }
  return kind === 'CronJob'
    ? (spec as { readonly jobTemplate: { readonly spec: Template } }).jobTemplate.spec.template.spec
    : (spec as Template).template.spec;
}

export function kubernetesDeployment(file: string): Deployment {
  const workload = manifests(file)[0];
  const example = manifests('deploy/kubernetes/secret.example.yaml')[0];
  if (!workload || !example) throw new Error(`${file} is empty`);
  const { containers, volumes } = podOf(workload);
  const container = containers[0];
  if (!container || containers.length > 1) throw new Error(`${file} has not one container`);
  const secretVolumes = volumes.filter(({ secret }) => secret?.secretName === example.metadata.name);
  return {
    file,
    image: container.image,
    environment: Object.fromEntries(container.env.map(({ name, value }) => [name, value])),
    secretPaths: container.volumeMounts
      .filter((mount) => secretVolumes.some(({ name }) => name === mount.name))
      .flatMap(({ mountPath }) => Object.keys(example.stringData ?? {}).map((key) => `${mountPath}/${key}`)),
  };
}

/** The lines of one section of a systemd unit, in order. */
export function unitSection(file: string, section: string): [key: string, value: string][] {
  const lines = text(file).split('\n');
  const begin = lines.indexOf(`[${section}]`);
  const length = lines.slice(begin + 1).findIndex((line) => line.startsWith('['));
  return lines
    .slice(begin + 1, length < 0 ? undefined : begin + 1 + length)
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]);
}

export function quadletDeployment(file: string): Deployment {
  const lines = unitSection(file, 'Container');
  const all = (key: string) => lines.filter(([name]) => name === key).map(([, value]) => value);
  return {
    file,
    image: all('Image')[0] ?? '',
    environment: Object.fromEntries(
      all('Environment').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    ),
    secretPaths: all('Secret').map((secret) => /\btarget=([^,]+)/.exec(secret)?.[1] ?? ''),
  };
}

export const deployments: readonly Deployment[] = [
  composeDeployment('docker-compose.yml'),
  composeDeployment('deploy/compose/docker-compose.yml'),
  composeDeployment('deploy/portainer/docker-compose.yml'),
  composeDeployment('deploy/swarm/stack.yml'),
  kubernetesDeployment('deploy/kubernetes/deployment.yaml'),
  kubernetesDeployment('deploy/kubernetes/cronjob.yaml'),
  quadletDeployment('deploy/quadlet/homemade-ddns.container'),
];

function texts(environment: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, String(value ?? '')]));
}
