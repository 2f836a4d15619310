import { parseSync } from 'vite';

/** A node of a syntax tree (ESTree, with TypeScript's own kinds), as far as the rules look at it. */
export interface SyntaxNode {
  readonly type: string;
  /** Where its text begins and ends, `end` exclusive. */
  readonly start: number;
  readonly end: number;
  readonly [property: string]: unknown;
}

/** A TypeScript source as a syntax tree, with its comments. */
export interface Syntax {
  readonly path: string;
  readonly text: string;
  readonly program: SyntaxNode;
  readonly comments: readonly { readonly type: 'Line' | 'Block'; readonly start: number; readonly end: number }[];
}

/** @throws Error when the text is not TypeScript. */
export function parse(path: string, text: string): Syntax {
  const { program, comments, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]!.message}`);
  return { path, text, program: program as unknown as SyntaxNode, comments };
}

/** The line of a position, which counts from 1. */
export const lineOf = ({ text }: Pick<Syntax, 'text'>, position: number): number =>
  text.slice(0, position).split('\n').length;

export const isNode = (value: unknown): value is SyntaxNode =>
  typeof value === 'object' && value !== null && typeof (value as SyntaxNode).type === 'string';

/** The nodes of a property that holds one, several or none. */
export const list = (value: unknown): SyntaxNode[] => (Array.isArray(value) ? value : [value]).filter(isNode);

/** The nodes directly below a node, in the order of its properties. */
export const children = (node: SyntaxNode): SyntaxNode[] => Object.values(node).flat().filter(isNode);

/** A node and all below it. */
export function* nodes(node: SyntaxNode): Generator<SyntaxNode> {
  yield node;
  for (const child of children(node)) yield* nodes(child);
}
