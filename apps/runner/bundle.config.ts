import { defineConfig } from 'vite';

/** Packages as sources: of a package's face only what is named is taken, and each command has its own part of the program. */
const conditions = ['@hartlab/source'];

/** The command and all that it needs, in few files: at start nothing is looked for, and nothing is loaded for others' use. */
export default defineConfig({
  root: import.meta.dirname,
  logLevel: 'warn',
  ssr: { noExternal: true, resolve: { conditions } },
  build: {
    ssr: true,
    target: 'node20',
    sourcemap: true,
    // What others wrote is in the program, and so is under which licence: commander.
    license: { fileName: 'licenses.md' },
    rolldownOptions: {
      input: { main: 'src/main.ts', 'work-thread': 'src/work-thread.ts', 'trial-thread': 'src/trial-thread.ts' },
      // What modules declare stays constant: the host puts it into machine code, such as where the fields of a CSR are.
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js', topLevelVar: false },
    },
  },
});
