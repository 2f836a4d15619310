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

/** A sublist with which `fails` still holds and no single element of which can be left out. */
function fewest<T>(all: readonly T[], fails: (some: readonly T[]) => boolean): readonly T[] {
  let kept = all;
  for (let size = Math.ceil(all.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let at = 0; at < kept.length;) {
      const fewer = [...kept.slice(0, at), ...kept.slice(at + size)];
      if (fails(fewer)) kept = fewer;
      else at += size;
    }
  return kept;
}
