import { isBuiltin } from 'node:module';
import { defineConfig, type Plugin } from 'rolldown';
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

/** The HTTP client never speaks HTTP/2 here, but would load all that is needed for it. */
const withoutHttp2: Plugin = {
  name: 'without-http2',
  load: (id) =>
    id.endsWith('/undici/lib/dispatcher/client-h2.js')
      ? "module.exports = () => { throw new Error('HTTP/2 is switched off') }"
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

/** Everything in one file that runs with nothing beside it: `node dist/homemade-ddns.mjs`. */
export default defineConfig({
  input: 'src/main.ts',
  platform: 'node',
  plugins: [builtinsByNeed, withoutHttp2, ascii],
  transform: { target: 'node24', define: { __VERSION__: JSON.stringify(manifest.version) } },
  output: {
    file: 'dist/homemade-ddns.mjs',
    format: 'esm',
    // One file; what is imported dynamically is in it and still evaluated only when it is asked for.
    codeSplitting: false,
    // Function and class names are kept, so that a stack trace in a log can be read.
    minify: {
      compress: true,
      mangle: { toplevel: true, keepNames: true },
      codegen: { removeWhitespace: true },
    },
  },
});
