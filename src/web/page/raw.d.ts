// The text of a file; the bundler and the test runner read it (rolldown.config.ts).
declare module '*?raw' {
  const text: string;
  export default text;
}
