import { providerNames } from '../../src/providers/registry.ts';

/** Where the app of Home Assistant lies, with the form of its options. */
export const appFolder = 'deploy/home-assistant-app/homemade_ddns';
export const appConfig = `${appFolder}/config.yaml`;

/** The same file with every DNS host in the list to choose from. */
export function withEveryHost(text: string): string {
  return text.replace(/^ {2}host: list\(.*\)$/m, `  host: list(${providerNames.join('|')})`);
}
