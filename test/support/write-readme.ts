import { readFileSync, writeFileSync } from 'node:fs';
import { withGeneratedParts } from './readme.ts';
import { unraidTemplate } from './unraid.ts';

// `npm run docs`: makes the generated parts of the README and the Unraid template anew.
writeFileSync('README.md', withGeneratedParts(readFileSync('README.md', 'utf8')));
writeFileSync('deploy/unraid/homemade-ddns.xml', unraidTemplate());
