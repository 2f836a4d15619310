import { expect, test, vi } from 'vitest';
import { breachInWords } from './breach.ts';
import { moduleState } from './module-state.ts';
import { isForTests, sources } from './sources.ts';
import { parse } from './syntax.ts';

// All sources are read and parsed, which takes seconds, and several on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

test('no module holds state', () => {
  const ours = sources().filter(({ path }) => !isForTests(path));
  expect(ours.flatMap(moduleState).map(breachInWords)).toEqual([]);
});

const linesOf = (text: string) => moduleState(parse('planted.ts', text)).map(({ line }) => line);

test.each([
  ['a variable', `let seen = 0;`],
  ['one that is exported', `export let seen = 0;`],
  ['a var', `var seen = 0;`],
  ['a static property', `class A { static seen = 0; }`],
  ['a private one', `class A { static #seen = 0; }`],
  ['a map', `const seen = new Map(); const f = () => seen.set(1, 2);`],
  ['a map that is exported', `export const seen = new Map(); export function f() { seen.clear(); }`],
  ['a set in a method', `const seen = new Set(); class A { f() { seen.add(this); } }`],
  ['a set in a property', `const seen = new Set(); class A { x = seen.add(1); }`],
  ['an array', `const seen: number[] = []; const f = () => { if (1) { seen.push(1); } };`],
  ['an element', `const seen = [0]; const f = () => { seen[0]! += 1; };`],
  ['a property', `const seen = { count: 0 }; const f = () => seen.count++;`],
  ['a property below', `const seen = { a: { b: 0 } }; const f = () => { (seen.a as any).b = 1; };`],
  ['a property that goes', `const seen: any = {}; const f = () => { delete seen.x; };`],
  ['by Object.assign', `const seen = {}; const f = () => Object.assign(seen, { x: 1 });`],
  ['by Atomics', `const seen = new Int32Array(1); const f = () => Atomics.store(seen, 0, 1);`],
  ['by destructuring', `const seen = [0]; const f = () => { [seen[0]] = [1]; };`],
  ['a scratch buffer', `const view = new DataView(new ArrayBuffer(8)); const f = () => view.setFloat64(0, 1);`],
  ['of another module', `import { seen } from './x.ts'; export const f = () => seen.push(1);`],
  ['a cache in a closure', `const f = (() => { const seen = new Map(); return (x) => seen.set(x, 1); })();`],
  ['a count in a closure', `const f = (() => { let seen = 0; return () => ++seen; })();`],
])('a planted breach is found: %s', (_name, text) => {
  expect(linesOf(`// First.\n${text}\nexport {};`)).toEqual([2]);
});

test.each([
  ['a table', `const names = new Map([[1, 'a']]); export const f = () => names.get(1);`],
  ['a table that is filled as it is loaded', `const t: number[] = []; for (let i = 0; i < 3; i++) t.push(i);`],
  ['a variable of a function', `export function f() { let x = 0; const m = new Map(); m.set(x, 1); x++; return m; }`],
  ['a parameter of the same name', `const m = new Map(); export const f = (m: Set<1>) => m.add(1);`],
  ['a variable of the same name', `const m = []; export const f = () => { const { a: m } = g(); m.push(1); };`],
  ['a variable of a loop', `const m = []; export const f = (x) => { for (const m of x) m.push(1); };`],
  ['a copy', `const t = [2, 1]; export const f = () => t.slice().sort();`],
  ['an object of a class', `class A { #m = new Map(); static readonly x = 1; f() { this.#m.set(1, 2); } }`],
])('%s is none', (_name, text) => {
  expect(linesOf(`${text}\nexport {};`)).toEqual([]);
});

test('what a program holds is none', () => {
  expect(linesOf('let seen = 0; const f = () => seen++; f();')).toEqual([]);
});
