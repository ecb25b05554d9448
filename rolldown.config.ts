import { defineConfig } from 'rolldown';
import manifest from './package.json' with { type: 'json' };

/** Everything in one file that runs with nothing beside it: `node dist/homemade-ddns.mjs`. */
export default defineConfig({
  input: 'src/main.ts',
  platform: 'node',
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
