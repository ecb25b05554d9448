import manifest from '../../package.json' with { type: 'json' };

/** The account that holds the repository; OWNER until a release has filled it in. */
export const owner = /^github:([\w-]+)\/homemade-ddns$/.exec(manifest.repository)?.[1] ?? 'OWNER';
/** Where users clone the project. */
export const upstream = `https://github.com/${owner}/homemade-ddns.git`;
