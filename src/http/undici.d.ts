// The parts of undici that are used, each imported by its own path: the package's index loads all of it
// (fetch, WebSocket, caches, mocks), which costs some 8 MB in every process.
declare module 'undici/lib/dispatcher/agent.js' {
  export { Agent as default } from 'undici';
}
declare module 'undici/lib/core/connect.js' {
  export { buildConnector as default } from 'undici';
}
