import { expect, test } from 'vitest';
import { assemble } from './assemble.ts';

const sizeOf = (source: string) => assemble(source).bytes.length;

/** GNU as "Machine Dependent / RISC-V Directives" and "Pseudo Ops": numbers have these widths on RISC-V. */
test.each([
  ['.byte', 1],
  ['.half', 2],
  ['.short', 2],
  ['.2byte', 2],
  ['.word', 4],
  ['.long', 4],
  ['.4byte', 4],
  ['.dword', 8],
  ['.quad', 8],
  ['.8byte', 8],
])('a number of %s has %i bytes', (directive, size) => {
  expect(sizeOf(`${directive} 1`)).toBe(size);
  expect(sizeOf(`${directive} 1, 2, 3`)).toBe(3 * size);
});

test.each([
  ['.ascii', 2],
  ['.asciz', 3],
  ['.string', 3],
])('two letters in %s have %i bytes, with the NUL if there is one', (directive, size) => {
  expect(sizeOf(`${directive} "ab"`)).toBe(size);
  expect(sizeOf(`${directive} "ab", "cd"`)).toBe(2 * size);
});
