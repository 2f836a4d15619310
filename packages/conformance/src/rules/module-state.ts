import type { Breach } from './breach.ts';
import { children, isNode, lineOf, list, nodes, type Syntax, type SyntaxNode } from './syntax.ts';

/** Methods of arrays, maps, sets, buffers and views that change what they are called on. */
const writers =
  /^(?:add|set|delete|clear|push|pop|shift|unshift|splice|sort|reverse|fill|copyWithin|set(?:Big)?(?:Int|Uint|Float)\d+)$/;
/** Functions of `Object`, `Reflect` and `Atomics` that change their first argument. */
const writesFirst = /^(?:assign|define\w+|set\w*|deleteProperty|store|add|sub|and|or|xor|exchange|compareExchange)$/;
const globals: ReadonlySet<unknown> = new Set(['Object', 'Reflect', 'Atomics']);

/** Names declared in one scope; those of the module live as long as the process. */
interface Scope {
  readonly ofModule: boolean;
  readonly names: ReadonlySet<string>;
}

const isFunction = ({ type }: SyntaxNode): boolean =>
  type === 'FunctionDeclaration' || type === 'FunctionExpression' || type === 'ArrowFunctionExpression';

/** What runs for each object or call, and not once when the module is loaded. */
const runsLater = (node: SyntaxNode): boolean =>
  isFunction(node) || (/^(?:Property|AccessorProperty)/.test(node.type) && node['static'] === false);

/** The variables in what is declared or assigned: `a`, `{ b: [c] }`, `...d`, `e.f`. */
function namesIn(pattern: unknown): string[] {
  if (!isNode(pattern) || pattern.type === 'TSTypeAnnotation') return [];
  if (pattern.type === 'AssignmentPattern') return namesIn(pattern['left']);
  if (pattern.type === 'Property') return namesIn(pattern['value']);
  return /Pattern$|^RestElement$|^TSParameterProperty$/.test(pattern.type)
    ? children(pattern).flatMap(namesIn)
    : list(rootOf(pattern)).map(({ name }) => String(name));
}

/** The variable at the beginning of `a.b[c].d`. */
function rootOf(node: unknown): SyntaxNode | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === 'Identifier') return node;
  if (node.type === 'MemberExpression') return rootOf(node['object']);
  return transparent.test(node.type) ? rootOf(node['expression']) : undefined;
}

/** An expression without parentheses and types around it. */
const bare = (node: unknown): unknown =>
  isNode(node) && transparent.test(node.type) ? bare(node['expression']) : node;

/** What an expression may stand in without being another one. */
const transparent =
  /^(?:ParenthesizedExpression|ChainExpression|TSNonNullExpression|TSAsExpression|TSSatisfiesExpression)$/;

/** What a statement declares. */
function declaredBy(statement: SyntaxNode): string[] {
  if (statement.type === 'VariableDeclaration') return list(statement['declarations']).flatMap(({ id }) => namesIn(id));
  if (statement.type === 'ImportDeclaration')
    return list(statement['specifiers']).flatMap(({ local }) => namesIn(local));
  if (statement.type.startsWith('Export')) return list(statement['declaration']).flatMap(declaredBy);
  return namesIn(statement['id']);
}

/** What a node declares for what is below it. */
function declaredIn(node: SyntaxNode): string[] {
  if (isFunction(node)) return [...list(node['params']).flatMap(namesIn), ...namesIn(node['id'])];
  if (node.type === 'CatchClause') return namesIn(node['param']);
  const statements = node.type.startsWith('For') ? [node['init'], node['left']] : [node['body'], node['consequent']];
  return /^(?:Program|BlockStatement|StaticBlock|SwitchCase|For\w*)$/.test(node.type)
    ? statements.flatMap(list).flatMap(declaredBy)
    : [];
}

/** The variables that a node writes, or whose contents it writes. */
function writtenBy(node: SyntaxNode): string[] {
  if (node.type === 'AssignmentExpression') return namesIn(node['left']);
  if (node.type === 'UpdateExpression' || (node.type === 'UnaryExpression' && node['operator'] === 'delete'))
    return namesIn(node['argument']);
  const callee = node['callee'];
  if (node.type !== 'CallExpression' || !isNode(callee) || callee.type !== 'MemberExpression') return [];
  const [object, method] = [callee['object'], String((callee['property'] as SyntaxNode)['name'])];
  if (globals.has(rootOf(object)?.['name'])) return writesFirst.test(method) ? namesIn(list(node['arguments'])[0]) : [];
  return writers.test(method) ? namesIn(object) : [];
}

/**
 * State of a module, which all who import it share: variables that can be assigned, static properties likewise, and
 * objects whose contents change after the module is loaded. A table that is filled while the module is loaded is none,
 * and a program, which exports nothing, is no module: nobody shares what it holds.
 */
export function moduleState(source: Syntax): Breach[] {
  const breaches: Breach[] = [];
  if (!list(source.program['body']).some(({ type }) => type.startsWith('Export'))) return breaches;
  const report = (node: SyntaxNode, problem: string) =>
    breaches.push({ path: source.path, line: lineOf(source, node.start), problem });

  for (const statement of list(source.program['body']))
    for (const declaration of [statement, ...list(statement['declaration'])])
      if (declaration.type === 'VariableDeclaration' && declaration['kind'] !== 'const')
        report(declaration, `a module's ${String(declaration['kind'])} is state that all share: put it into a class`);

  const calledInPlace = new Set(
    [...nodes(source.program)].filter(({ type }) => type === 'CallExpression').map(({ callee }) => bare(callee)),
  );
  /** `loading` says that the node runs once, when the module is loaded. */
  const visit = (node: SyntaxNode, outer: readonly Scope[], loading: boolean): void => {
    const scopes = [{ ofModule: loading, names: new Set(declaredIn(node)) }, ...outer];
    if (node.type === 'PropertyDefinition' && node['static'] === true && node['readonly'] !== true)
      report(node, 'a static property is state that all share: make it readonly, or a property of an object');
    for (const name of loading ? [] : writtenBy(node))
      if (scopes.find(({ names }) => names.has(name))?.ofModule)
        report(node, `${name} belongs to the module and is written: put it into a class`);
    for (const child of children(node))
      visit(child, scopes, loading && (!runsLater(child) || calledInPlace.has(child)));
  };
  visit(source.program, [], true);
  return breaches;
}
