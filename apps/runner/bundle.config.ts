import { build, defineConfig, type Rolldown, type UserConfig } from 'vite';

/** Packages as sources: of a package's face only what is named is taken, and each command has its own part of the program. */
const conditions = ['@hartlab/source'];

/** The command and all that it needs: at start nothing is looked for, and nothing is loaded for others' use. */
const bundle = (oneFile: ReadonlySet<string>): UserConfig => ({
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
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: '[name]-[hash].js',
        // What modules declare stays constant: the host puts it into machine code, such as where the fields of a CSR are.
        topLevelVar: false,
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [{ name: 'run', test: (id: string) => oneFile.has(id) }],
        },
      },
    },
  },
});

/** The chunks that are loaded with these, by their names. */
function loadedWith(chunks: ReadonlyMap<string, Rolldown.OutputChunk>, starts: readonly string[]): Set<string> {
  const loaded = new Set<string>();
  const left = [...starts];
  for (let name = left.pop(); name !== undefined; name = left.pop()) {
    const chunk = chunks.get(name);
    if (!chunk || loaded.has(name)) continue;
    loaded.add(name);
    left.push(...chunk.imports);
  }
  return loaded;
}

/** The modules that `run` loads, besides those of the main thread, which it shares, and of the thread that it is in. */
async function modulesOfRun(): Promise<ReadonlySet<string>> {
  const { output } = (await build({
    ...bundle(new Set()),
    configFile: false,
    logLevel: 'silent',
    build: { ...bundle(new Set()).build, write: false },
  })) as Rolldown.RolldownOutput;
  const chunks = new Map(output.flatMap((each) => (each.type === 'chunk' ? [[each.fileName, each] as const] : [])));
  const run = [...chunks.values()].find(({ facadeModuleId }) => facadeModuleId?.endsWith('/src/commands/run.ts'));
  if (!run) throw new Error('no chunk is of src/commands/run.ts');
  const ofMain = loadedWith(chunks, ['main.js']);
  const ofRun = [...loadedWith(chunks, ['work-thread.js', run.fileName])].filter(
    (name) => !ofMain.has(name) && name !== 'work-thread.js',
  );
  return new Set(
    ofRun.flatMap((name) =>
      Object.entries(chunks.get(name)!.modules).flatMap(([id, { renderedLength }]) => (renderedLength > 0 ? [id] : [])),
    ),
  );
}

/** What `run` loads is one file, since each file takes its time at every start. */
export default defineConfig(async () => bundle(await modulesOfRun()));
