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

/** One place where a file names another, to import it or to pass it on. */
export interface Import {
  /** As written: a path or a package. */
  readonly specifier: string;
  /** Counts from 1. */
  readonly line: number;
  /** Whether the whole statement is about types: nothing of it is there at run time. */
  readonly isType: boolean;
}

const kindsOfImports: ReadonlySet<string> = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
]);

/** What a file imports, types included, in order. */
export const importsOf = (source: Syntax): Import[] =>
  [...nodes(source.program)].flatMap((node) => {
    const specifier = kindsOfImports.has(node.type) ? node['source'] : undefined;
    if (!isNode(specifier) || typeof specifier['value'] !== 'string') return [];
    const isType = node.type === 'TSImportType' || node['importKind'] === 'type' || node['exportKind'] === 'type';
    return [{ specifier: specifier['value'], line: lineOf(source, specifier.start), isType }];
  });
