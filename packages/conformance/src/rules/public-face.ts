import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { isNode, list, parse, type Syntax, type SyntaxNode } from './syntax.ts';

/** Something that a package gives to others: what `src/index.ts` exports. */
export interface PublicDeclaration {
  readonly name: string;
  /** The file that declares it, from the root of the repository. */
  readonly path: string;
  /** What TypeScript emits for it, without comments. */
  readonly text: string;
  /** Whether a docstring stands before it. */
  readonly documented: boolean;
}

/** Reads what TypeScript emits for a source file, by the file's path. */
export type ReadDeclarations = (path: string) => string;

/** The packages that are published, by the names of their folders. */
export const publicPackages = (root: string): string[] =>
  readdirSync(join(root, 'packages')).filter((name) => existsSync(join(root, 'packages', name, 'tsconfig.build.json')));

/**
 * Has TypeScript emit the declarations of all packages of the repository at `root`, each as its build does but against
 * the sources of the others, and answers what `use` makes of them.
 *
 * @throws Error when it reports an error, with what it reports.
 */
export function withDeclarations<Result>(root: string, use: (read: ReadDeclarations) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'hartlab-declarations-'));
  try {
    // One by one: of files that it also meets by the name of their package, TypeScript may emit nothing.
    for (const name of publicPackages(root)) {
      const project = join(root, 'packages', name, 'tsconfig.build.json');
      const outDir = join(folder, 'packages', name, 'src');
      const options = ['--outDir', outDir, '--customConditions', '@hartlab/source', '--types', ''];
      execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', project, ...options], { encoding: 'utf8' });
    }
    return use((path) => readFileSync(join(folder, path.replace(/\.ts$/, '.d.ts')), 'utf8'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const nameIn = (specifier: SyntaxNode, side: string): string => {
  const name = specifier[side] as SyntaxNode;
  return String(name['name'] ?? name['value']);
};

/** The names that a statement declares itself. */
const declaredNames = (statement: SyntaxNode): string[] =>
  (statement.type === 'VariableDeclaration' ? list(statement['declarations']).map(({ id }) => id) : [statement['id']])
    .filter(isNode)
    .map(({ name }) => String(name));

/** What a package gives to others, by name. */
export function publicFace(name: string, read: ReadDeclarations): PublicDeclaration[] {
  const parsed = new Map<string, Syntax>();
  const syntaxOf = (path: string): Syntax => {
    const known = parsed.get(path) ?? parse(path, read(path));
    parsed.set(path, known);
    return known;
  };
  const statementsOf = (path: string) => list(syntaxOf(path).program['body']);
  const target = (path: string, statement: SyntaxNode): string => {
    const { value } = statement['source'] as SyntaxNode;
    return posix.join(posix.dirname(path), String(value));
  };

  const namesOf = (path: string): string[] =>
    statementsOf(path).flatMap((statement) => {
      if (statement.type === 'ExportAllDeclaration') return namesOf(target(path, statement));
      if (statement.type !== 'ExportNamedDeclaration') return [];
      const specifiers = list(statement['specifiers']).map((specifier) => nameIn(specifier, 'exported'));
      return [...specifiers, ...list(statement['declaration']).flatMap(declaredNames)];
    });

  /** A name that is a value and a type has two declarations. */
  const find = (path: string, wanted: string): PublicDeclaration[] =>
    statementsOf(path).flatMap((statement) => {
      if (statement.type === 'ExportAllDeclaration') return find(target(path, statement), wanted);
      const [side, other] = statement.type === 'ImportDeclaration' ? ['local', 'imported'] : ['exported', 'local'];
      const specifier = list(statement['specifiers']).find((specifier) => nameIn(specifier, side!) === wanted);
      if (specifier && isNode(statement['source'])) return find(target(path, statement), nameIn(specifier, other!));
      if (specifier && nameIn(specifier, other!) !== wanted) return find(path, nameIn(specifier, other!));
      const declares = [statement, ...list(statement['declaration'])].flatMap(declaredNames).includes(wanted);
      return declares ? [{ name: wanted, path, ...textOf(syntaxOf(path), statement) }] : [];
    });

  const index = `packages/${name}/src/index.ts`;
  return [...new Set(namesOf(index))].toSorted().flatMap((exported) => eachOnce(find(index, exported)));
}

/** A file that imports a name and exports all of where it comes from leads to one declaration by two ways. */
const eachOnce = (found: readonly PublicDeclaration[]): PublicDeclaration[] => [
  ...new Map(found.map((one) => [`${one.path} ${one.text}`, one])).values(),
];

/** A statement without its comments, and whether a docstring stands before it. */
function textOf({ text, comments }: Syntax, { start, end }: SyntaxNode): { text: string; documented: boolean } {
  const before = comments.findLast((comment) => comment.end <= start);
  const documented =
    before !== undefined && text.startsWith('/**', before.start) && text.slice(before.end, start).trim() === '';
  const within = comments.filter((comment) => comment.start >= start && comment.end <= end);
  const kept = [{ end: start }, ...within].map((comment, i) => text.slice(comment.end, within[i]?.start ?? end));
  const bare = kept
    .join('')
    .replaceAll(/[ \t]+$/gm, '')
    .replaceAll(/\n{2,}/g, '\n');
  return { text: bare.replace(/^export (?:declare )?/, ''), documented };
}
