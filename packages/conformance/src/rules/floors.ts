import { posix } from 'node:path';
import type { Breach } from './breach.ts';
import { isForTests } from './sources.ts';
import { importsOf, type Syntax } from './syntax.ts';

/** The rooms of a package, which stand on each other. */
export interface House {
  /** The folder that has them, with a slash at its end. */
  readonly folder: string;
  /** Its rooms, with a slash, and the files beside them, from the lowest: each imports from itself and from what is below. */
  readonly floors: readonly string[];
  /** Files of types only, which may name those of the floors above: what stands higher meets what is lower through them. */
  readonly ports?: readonly string[];
}

/** The packages that have rooms. */
export const houses: readonly House[] = [
  {
    folder: 'packages/hart/src/',
    floors: [
      'state/',
      'csr/',
      'csrs/',
      'core.ts',
      'engine.ts',
      'trap/',
      'memory/',
      'debug/',
      'float/',
      'interpreter/',
      'engine-port.ts',
      'hart-options.ts',
      'hart.ts',
      'instruction-hash.ts',
      'engine-kind.ts',
      'reference-engine.ts',
      'index.ts',
    ],
    ports: ['core.ts'],
  },
  {
    folder: 'packages/engine/src/',
    floors: [
      'wasm/',
      'emit/',
      'interpreter/',
      'stored-pages.ts',
      'code-pages.ts',
      'jit/',
      'engine.ts',
      'deferred.ts',
      'index.ts',
    ],
  },
  {
    folder: 'packages/models/src/',
    floors: [
      'random.ts',
      'fewest.ts',
      'functions.ts',
      'error-codes.ts',
      'context.ts',
      'judging/',
      'sse/',
      'calls/',
      'world/',
      'index.ts',
    ],
  },
  {
    folder: 'packages/conformance/src/',
    floors: [
      'repository.ts',
      'elf-file.ts',
      'sse/',
      'sbi/',
      'hart/',
      'lockstep/',
      'devices/',
      'fuzz/',
      'imsic/',
      'snapshots/',
      'engine/',
      'software/',
      'device-tree/',
      'bench/',
      'debian/',
      'source-mutants/',
      'spec-map/',
      'sbi-table/',
      'docs/',
      'rules/',
      'performance/',
      'index.ts',
      'commands/',
    ],
  },
];

/** Where the imports of a file, types included, lead up instead of down. Tests and what only tests use may import all. */
export function importsUpwards(source: Syntax, { folder, floors, ports = [] }: House): Breach[] {
  const { path } = source;
  if (!path.startsWith(folder) || isForTests(path)) return [];
  const roomOf = (file: string): string => /^[^/]+\/?/.exec(file.slice(folder.length))?.[0] ?? '';
  const room = roomOf(path);
  const floor = floors.indexOf(room);
  if (floor < 0)
    return [{ path, line: 1, problem: `${room} stands on no floor: give it one in the list of this rule, floors.ts` }];
  return importsOf(source).flatMap(({ specifier, line, isType }) => {
    const target = posix.join(posix.dirname(path), specifier);
    if (!specifier.startsWith('.') || !target.startsWith(folder)) return [];
    const other = roomOf(target);
    if (floors.indexOf(other) <= floor && floors.includes(other)) return [];
    if (ports.includes(room)) {
      if (isType) return [];
      return [{ path, line, problem: `${room} is a port: of ${specifier} it may only import types` }];
    }
    const problem = `${specifier} is above ${room}: move what is needed down, or meet it through a port`;
    return [{ path, line, problem }];
  });
}
