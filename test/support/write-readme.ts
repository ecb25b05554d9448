import { readFileSync, writeFileSync } from 'node:fs';
import { withGeneratedParts } from './readme.ts';

// `npm run docs`: makes the generated parts of the README anew.
writeFileSync('README.md', withGeneratedParts(readFileSync('README.md', 'utf8')));
