/** What pnpm runs without a script of the repository. */
const others: ReadonlySet<string> = new Set(['install', 'vitest']);

/**
 * The commands between backticks, or in indented lines, that a reader cannot run: `pnpm` with what is no script, `node` with
 * what is no file.
 */
export const deadCommands = (text: string, scripts: ReadonlySet<string>, files: ReadonlySet<string>): string[] =>
  [...text.matchAll(/(?:`|^ {4})(?:npx -y )?(pnpm|node)(?:@\S+)? (?:run )?([^\s`]+)/gm)]
    .filter(([, program, what = '']) => !(program === 'node' ? files.has(what) : scripts.has(what) || others.has(what)))
    .map(([command]) => command.replace(/^[` ]+/, ''));
