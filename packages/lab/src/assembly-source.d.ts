/** The text of an assembly source, put in by what bundles this package (Vite for tests, tsup for `dist`). */
declare module '*.s?raw' {
  const text: string;
  export default text;
}
