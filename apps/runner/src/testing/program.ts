import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/**
 * For tests: the path of the program, bundled from the sources, so that nothing has to be built first. `name` is the
 * test file's, because several run at once.
 */
export const bundledProgram = async (name: string): Promise<string> => {
  const place = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
  const directory = place(`../../node_modules/.cache/program-of-${name}`);
  await build({
    configFile: place('../../bundle.config.ts'),
    logLevel: 'silent',
    build: { outDir: directory, emptyOutDir: true },
  });
  return join(directory, 'main.js');
};

/** How a process ended, and what it said. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  out: string;
  err: string;
}

/** Starts a command; `when` is called with what has come out so far whenever there is more. */
export const start = (
  command: string,
  argv: readonly string[],
  when: (child: ChildProcess, out: string) => void = () => undefined,
  stdio: StdioOptions = ['pipe', 'pipe', 'pipe'],
): { readonly child: ChildProcess; readonly ended: Promise<Ended> } => {
  const child = spawn(command, argv, { stdio });
  const said = { out: '', err: '' };
  child.stdout?.on('data', (chunk: Buffer) => {
    said.out += chunk.toString();
    when(child, said.out);
  });
  child.stderr?.on('data', (chunk: Buffer) => (said.err += chunk.toString()));
  const ended = new Promise<Ended>((resolve) =>
    child.on('close', (code, signal) => resolve({ code, signal, ...said })),
  );
  return { child, ended };
};

export const later = (milliseconds: number): Promise<void> => new Promise((resume) => setTimeout(resume, milliseconds));
