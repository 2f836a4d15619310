import { fewest } from '@hartlab/models';
import type { Program, Snippet } from './program.ts';

/**
 * The smallest part of a program that still does what `fails` asks for, found by leaving out snippets, then their
 * statements: halves first, then less and less.
 */
export function shrink(program: Program, fails: (candidate: Program) => boolean): Program {
  const withSnippets = (snippets: readonly Snippet[]): Program => ({ ...program, snippets });
  let smallest = fewest(program.snippets, (snippets) => fails(withSnippets(snippets)));
  for (const index of smallest.keys())
    for (const part of ['setup', 'body'] as const) {
      const replace = (statements: readonly string[]) =>
        smallest.map((snippet, at) => (at === index ? { ...snippet, [part]: statements } : snippet));
      const statements = fewest(smallest[index]?.[part] ?? [], (some) => fails(withSnippets(replace(some))));
      smallest = replace(statements);
    }
  return withSnippets(smallest);
}
