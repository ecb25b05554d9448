declare const __VERSION__: string | undefined;

/** The version in package.json; the bundler puts it in, so it is unknown when run from source. */
export const version = typeof __VERSION__ === 'string' ? __VERSION__ : '0.0.0-source';
export const userAgent = `homemade-ddns/${version}`;
