import { readFileSync, writeFileSync } from 'node:fs';
import { hostList } from './host-list.ts';
import { ownWordList } from './own-words.ts';
import { serviceList } from './service-list.ts';

// `npm run docs`: makes the lists of hosts, of services and of our own words, the generated parts of docs/, the Unraid template and the form of the app anew.
for (const [file, text] of Object.entries(await hostList())) writeFileSync(`src/providers/${file}`, text);
writeFileSync('src/providers/service-list.ts', await serviceList());
writeFileSync('src/base/own-words.ts', ownWordList());
// These load every host by that list, so it came first.
const { generatedPages, withGeneratedParts } = await import('./docs.ts');
const { unraidTemplate } = await import('./unraid.ts');
const { appConfig, withEveryHost } = await import('./app-config.ts');
for (const page of generatedPages) writeFileSync(page, withGeneratedParts(page, readFileSync(page, 'utf8')));
writeFileSync('deploy/unraid/homemade-ddns.xml', unraidTemplate());
writeFileSync(appConfig, withEveryHost(readFileSync(appConfig, 'utf8')));
