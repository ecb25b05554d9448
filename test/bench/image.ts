import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { docker, measureContainers } from './image-idle.ts';
import { type Layer, layersOf } from './image-layers.ts';
import { measureStarts } from './image-starts.ts';
import { type Column, table } from './table.ts';

// What the image costs, beside its own base image in which Node.js does nothing. `npm run bench -- image`,
// with `--minutes 1` for a quick look. It needs Linux, Docker on the same machine, and the base images.

const { values: options } = parseArgs({
  args: process.argv.slice(3),
  options: { minutes: { type: 'string', default: '10' }, starts: { type: 'string', default: '9' } },
});
const minutes = Number(options.minutes);
const starts = Number(options.starts);
const root = new URL('../../', import.meta.url).pathname;
const image = `homemade-ddns-bench:${process.pid}`;
const base = [...readFileSync(`${root}Dockerfile`, 'utf8').matchAll(/^FROM (\S+)/gm)].at(-1)?.[1] ?? '';

interface Row {
  readonly what: string;
  readonly ours: string;
  readonly bare: string;
  readonly ratio: string;
}

docker('build', '--quiet', '--tag', image, root);
try {
  const [{ Config, Size }] = JSON.parse(docker('image', 'inspect', image));
  const [, ...flags] = (Config.Entrypoint as string[]).slice(0, -1);
  const environment = Object.fromEntries((Config.Env as string[]).map((line) => line.split(/=(.*)/s, 2)));
  const every = Config.Healthcheck.Interval / 1e9;
  const [{ Size: baseSize, Config: baseConfig }] = JSON.parse(docker('image', 'inspect', base));
  const standIn = baseConfig.Labels?.['homemade-ddns.stand-in'] !== undefined;
  const baseLayers = await layersOf(base);
  const layers = await layersOf(image, baseLayers);
  const own = layers.filter(({ id }) => !baseLayers.some((layer) => layer.id === id));
  const { firstSync, healthCheck, bareProcess } = await measureStarts(starts, { flags, environment });
  const idle = await measureContainers({ image, base }, { starts, minutes });
  const checks = (cpu: number) => ((cpu / 1000) * 86_400) / every;

  const rows: Row[] = [
    row('image, unpacked', megabytes, Size, baseSize),
    row('image, as pulled (gzip -6)', megabytes, sum(layers, 'gzip'), sum(baseLayers, 'gzip')),
    row('image, as pulled (zstd -19)', megabytes, sum(layers, 'zstd'), sum(baseLayers, 'zstd')),
    row('layers', String, layers.length, baseLayers.length),
    alone('our own layers, unpacked', megabytes(sum(own, 'unpacked'))),
    alone('our own layers, as pulled (gzip -6)', megabytes(sum(own, 'gzip'))),
    row(`memory after ${minutes} min: RSS`, megabytes, idle.ours.rss, idle.bare.rss),
    row('… of it anonymous', megabytes, idle.ours.anonymous, idle.bare.anonymous),
    { what: '… as docker stats shows it', ours: idle.ours.shown, bare: idle.bare.shown, ratio: '' },
    alone('start to first confirmed sync, process', ms(firstSync)),
    alone('start to first confirmed sync, container', ms(idle.firstSync)),
    row('CPU a day, without health checks', seconds, idle.ours.cpu, idle.bare.cpu),
    alone(`CPU a day, health checks every ${every} s`, seconds(checks(healthCheck.cpu))),
    row('one health check: CPU', ms, healthCheck.cpu, bareProcess.cpu),
    row('… wall clock', ms, healthCheck.wall, bareProcess.wall),
    row('… peak RSS', megabytes, healthCheck.peak, bareProcess.peak),
  ];
  const columns: readonly Column<Row>[] = [
    ['', ({ what }) => what],
    ['homemade-ddns', ({ ours }) => ours],
    ['bare runtime', ({ bare }) => bare],
    ['ratio', ({ ratio }) => ratio],
  ];
  const version = docker('run', '--rm', '--entrypoint=/nodejs/bin/node', base, '--version');
  console.log(
    [
      `What the image costs, ${new Date().toISOString()}, Node.js ${version} on ${process.arch}`,
      '',
      table(columns, rows),
      '',
      `The bare runtime is the base image (${base}) with Node.js that does nothing.`,
      ...(standIn
        ? [
            'That image is a stand-in made on this machine by .ci/base-images; its size is not that of the real one.',
          ]
        : []),
      `Sources and provider are asked over HTTPS, every 30 s. Starts and health checks: medians of ${starts}; the record is right already.`,
      'Processes run on this machine over loopback with the flags and variables of the image, containers in a network of their own.',
      'Memory that containers share, as the pages of Node.js itself, docker stats counts for the one that touched it first.',
    ].join('\n'),
  );
} finally {
  docker('image', 'rm', image);
}

function row(what: string, text: (value: number) => string, ours: number, bare: number): Row {
  return { what, ours: text(ours), bare: text(bare), ratio: bare > 0 ? (ours / bare).toFixed(2) : '' };
}

function alone(what: string, ours: string): Row {
  return { what, ours, bare: '', ratio: '' };
}

function sum(layers: readonly Layer[], size: 'unpacked' | 'gzip' | 'zstd'): number {
  return layers.reduce((total, layer) => total + layer[size], 0);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e6 ? 2 : 1)} MB`;
}

function ms(value: number): string {
  return `${value.toFixed(0)} ms`;
}

function seconds(value: number): string {
  return `${value.toFixed(1)} s`;
}
