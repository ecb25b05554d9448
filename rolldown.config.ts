import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, resolve } from 'node:path';
import { defineConfig, type Plugin, type RolldownOptions } from 'rolldown';
import manifest from './package.json' with { type: 'json' };

/**
 * Takes the built-in modules of Node.js only when the code that imports them runs. An `import` of `node:http`
 * reads all its exports, and some of them load a whole WebSocket client: about 10 MB in each process.
 */
const builtinsByNeed: Plugin = {
  name: 'builtins-by-need',
  resolveId(id, importer, { kind }) {
    // The bundler's own runtime has to come first, so it keeps its import.
    const ours = kind === 'import-statement' && importer !== undefined && !importer.startsWith('\0');
    return ours && isBuiltin(id) ? { id: `\0${id}`, moduleSideEffects: false } : undefined;
  },
  load: (id) =>
    id.startsWith('\0node:') ? `module.exports = process.getBuiltinModule('${id.slice(1)}')` : undefined,
};

/** Built-in modules of which a package needs next to nothing, and which load many more. */
const standIns: Readonly<Record<string, string>> = {
  // pino asks whether it runs in a worker.
  worker_threads: 'module.exports = { isMainThread: true }',
  // undici calls it alone, without its methods.
  'node:assert': `module.exports = (value, message = 'an assertion does not hold') => {
    if (!value) throw message instanceof Error ? message : new Error(message);
  }`,
};

const withStandIns: Plugin = {
  name: 'stand-ins',
  resolveId: (id, importer) =>
    importer !== undefined && id in standIns ? { id: `\0stand-in:${id}` } : undefined,
  load: (id) => (id.startsWith('\0stand-in:') ? standIns[id.slice('\0stand-in:'.length)] : undefined),
};

/** What packages carry but this program never reaches, by its place in each. Each would be read by every process. */
const unreached: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // HTTP/2, which is switched off; the experimental parser; the parser for SIMD, beside which lies the plain one that
  // takes over where SIMD cannot be had; and forms as bodies, for which it has half of a browser's fetch.
  undici: {
    '/undici/lib/web/fetch/body.js': "throw new Error('no forms')",
    '/undici/lib/web/fetch/formdata.js': "throw new Error('no forms')",
    '/undici/lib/web/webidl/index.js': "throw new Error('no forms')",
    '/undici/lib/dispatcher/client-h2.js': "module.exports = () => { throw new Error('no HTTP/2') }",
    '/undici/lib/dispatcher/parser-h1.js': 'module.exports = { getMiloEnabled: () => false }',
    '/undici/lib/llhttp/llhttp_simd-wasm.js': "throw new Error('no SIMD')",
  },
  // Its ways to write by itself, in a thread of its own or to several places, since it is given what writes; and its
  // blacking out by the names of fields: here it goes by the secrets themselves.
  pino: {
    '/pino/lib/transport.js': "module.exports = () => { throw new Error('no transports') }",
    '/pino/lib/multistream.js': 'module.exports = undefined',
    '/sonic-boom/index.js': 'module.exports = class {}',
    '/@pinojs/redact/index.js': "module.exports = () => { throw new Error('no redaction by names') }",
  },
  // Its own ways to connect (WebSockets, proxies), since it is given a connection; timers of browsers; a copy of the
  // streams of Node.js; and a log that would write passwords where DEBUG is set.
  mqtt: {
    '/mqtt/build/lib/connect/index.js': 'module.exports = {}',
    '/worker-timers/build/es5/bundle.js': 'module.exports = {}',
    '/readable-stream/lib/ours/index.js': "module.exports = process.getBuiltinModule('stream')",
    '/debug/src/index.js': 'module.exports = () => () => {}',
  },
};

const withoutUnreached: Plugin = {
  name: 'without-unreached',
  load: (id) =>
    Object.values(unreached)
      .flatMap((places) => Object.entries(places))
      .find(([place]) => id.endsWith(place))?.[1],
  generateBundle() {
    const loaded = [...this.getModuleIds()];
    for (const [name, places] of Object.entries(unreached)) {
      if (!loaded.some((id) => id.includes(`/node_modules/${name}/`))) continue;
      const moved = Object.keys(places).filter((place) => !loaded.some((id) => id.endsWith(place)));
      if (moved.length > 0) this.error(`${name} has no ${moved.join()} any more`);
    }
  },
};

/** What lies beside the program because few need it and reading it would cost every process memory. */
const apart = [
  { source: 'dns/public-suffix-list', file: 'public-suffix-list.mjs' },
  // The questions with the library that asks them.
  { source: 'commands/setup/setup', file: 'setup.mjs' },
  // The client library of Prometheus, with METRICS=true.
  { source: 'web/metrics/metrics', file: 'metrics.mjs' },
  // Messages with their services, with NOTIFY_URLS.
  { source: 'notifiers/messages', file: 'messages.mjs' },
  // The library that speaks with mail servers, for smtp:// alone.
  { source: 'notifiers/mail', file: 'mail.mjs' },
  // Tries whether the home answers, with CHECK_URLS.
  { source: 'watchers/reach/reach', file: 'reach.mjs' },
  // Where a router tells, with PUSH_USER and PUSH_PASSWORD.
  { source: 'web/push/push', file: 'push.mjs' },
  // The page with its style and script, for browsers alone.
  { source: 'web/page/page', file: 'page.mjs' },
  // The client library of MQTT, with MQTT_URL.
  { source: 'mqtt/mqtt', file: 'mqtt.mjs' },
  // The form of the app of Home Assistant, for that alone.
  { source: 'home-assistant/app', file: 'home-assistant-app.mjs' },
];

/** `way` leads from the file that imports them to where they lie. */
const filesApart = (way: string): Plugin => ({
  name: 'files-apart',
  resolveId(id, importer) {
    const path = id.startsWith('.') && importer !== undefined ? resolve(dirname(importer), id) : '';
    const found = apart.find(({ source }) => path.endsWith(`/src/${source}.ts`));
    return found ? { id: `${way}${found.file}`, external: true } : undefined;
  },
});

/** `import text from './file?raw'`, as the test runner knows it: the text of a file, here style and script of the page. */
const rawFiles: Plugin = {
  name: 'raw-files',
  resolveId: (id, importer) =>
    id.endsWith('?raw') && importer !== undefined ? resolve(dirname(importer), id) : undefined,
  load: (id) =>
    id.endsWith('?raw')
      ? {
          code: `export default ${JSON.stringify(readFileSync(id.slice(0, -'?raw'.length), 'utf8'))}`,
          moduleType: 'js',
        }
      : undefined,
};

/** A single character beyond ASCII would double the memory that the source takes; all of them stand in literals. */
const ascii: Plugin = {
  name: 'ascii',
  generateBundle(_, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== 'chunk') continue;
      chunk.code = chunk.code.replace(
        /[\u0080-\uffff]/g,
        (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );
    }
  },
};

// Function and class names are kept, so that a stack trace in a log can be read.
const minify = {
  compress: true,
  mangle: { toplevel: true, keepNames: true },
  codegen: { removeWhitespace: true },
};

const common = (wayToApart: string) =>
  ({
    platform: 'node',
    plugins: [withStandIns, builtinsByNeed, withoutUnreached, filesApart(wayToApart), rawFiles, ascii],
    transform: {
      target: 'node24',
      define: {
        __VERSION__: JSON.stringify(manifest.version),
        __SOURCE__: JSON.stringify(process.env.SOURCE ?? ''),
      },
    },
  }) satisfies RolldownOptions;

/** One file; what is imported dynamically is in it and still evaluated only when it is asked for. */
const file = (input: string, name: string) =>
  defineConfig({
    ...common('./'),
    input,
    output: { file: `dist/${name}`, format: 'esm', codeSplitting: false, minify },
  });

const ofHost = /\/providers\/hosts\//;
const ofService = /\/providers\/dyndns2\/services\//;
/** Libraries that few hosts need. */
const seldom =
  /\/node_modules\/(?:aws4fetch|fast-xml-parser|path-expression-matcher|is-unsafe|@nodable|strnum|anynum)\//;

/**
 * The program is one file too, `dist/program/program.mjs`, but each DNS host and each part of the table of services is
 * one of its own: a hundred of them in one file cost every process nearly four megabytes, and it uses one.
 */
const program = defineConfig({
  ...common('../'),
  input: { 'homemade-ddns': 'src/main.ts' },
  preserveEntrySignatures: 'allow-extension',
  // Some parts of that file are imported where they are needed, and are meant to be in it all the same.
  checks: { ineffectiveDynamicImport: false },
  output: {
    dir: 'dist',
    format: 'esm',
    entryFileNames: '[name].mjs',
    chunkFileNames: ({ facadeModuleId }) => `${folderOf(facadeModuleId ?? '')}/[name].mjs`,
    strictExecutionOrder: true,
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: [
        {
          name: 'program',
          test: (id: string) => ![ofHost, ofService, seldom].some((apart) => apart.test(id)),
        },
      ],
    },
    minify,
  },
});

function folderOf(module: string): string {
  if (ofHost.test(module)) return 'hosts';
  return ofService.test(module) ? 'services' : 'program';
}

export default [
  program,
  ...apart.map(({ source, file: name }) => file(`src/${source}.ts`, name)),
  // What `homemade-ddns.mjs healthcheck` does, for half the time and memory: the program itself is not read.
  file('src/healthcheck-main.ts', 'healthcheck.mjs'),
];
