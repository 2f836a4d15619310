import type { Assembly } from './assembly.ts';
import { Problem } from './assembler-error.ts';
import { splitOperands, stringBytes } from './source.ts';

type Directive = (assembly: Assembly, operands: string) => void;

const section =
  (name: string): Directive =>
  (assembly) =>
    assembly.enter(name);

/** Numbers of `size` bytes, little-endian. */
const data =
  (size: number): Directive =>
  (assembly, operands) => {
    for (const text of splitOperands(operands)) assembly.data(text, size);
  };

const strings =
  (end: readonly number[]): Directive =>
  (assembly, operands) => {
    for (const text of splitOperands(operands)) assembly.emit([...stringBytes(text), ...end]);
  };

const space: Directive = (assembly, operands) => {
  const [count = '', fill = '0'] = splitOperands(operands);
  const size = assembly.size(count);
  assembly.emit(Array.from<number>({ length: size }).fill(Number(BigInt.asUintN(8, assembly.constant(fill)))));
};

const align =
  (bytes: (operand: number) => number): Directive =>
  (assembly, operands) => {
    const [text = '', fill] = splitOperands(operands);
    assembly.align(bytes(assembly.size(text)), fill ? Number(BigInt.asUintN(8, assembly.constant(fill))) : undefined);
  };

const assign: Directive = (assembly, operands) => {
  const [name = '', text, ...more] = splitOperands(operands);
  if (text === undefined || more.length > 0)
    throw new Problem('a name and a value are needed', 'write .equ name, value');
  assembly.assign(name, text);
};

const fill: Directive = (assembly, operands) => {
  const [repeat = '', size = '1', value = '0'] = splitOperands(operands);
  const width = assembly.size(size);
  if (width > 8) throw new Problem(`${width} bytes are too many for one number`, 'give a size from 0 to 8');
  for (let left = assembly.size(repeat); left > 0; left--) assembly.data(value, width);
};

const origin: Directive = (assembly, operands) => {
  const target = assembly.offset(operands);
  const missing = target - assembly.section.bytes.length;
  if (missing < 0) throw new Problem('.org cannot go back', `give at least ${assembly.section.bytes.length}`);
  assembly.emit(Array.from<number>({ length: missing }).fill(0));
};

const options = ['rvc', 'norvc', 'push', 'pop', 'relax', 'norelax', 'pic', 'nopic'];
/** Accepted so that GNU sources assemble. An instruction is 32 bits long here unless it is written as `c.…`. */
const option: Directive = (_assembly, operands) => {
  if (!options.includes(operands.trim()))
    throw new Problem(`${operands.trim()} is not an option`, `write one of ${options.join(', ')}`);
};

/** Linking, symbol types and build attributes mean nothing in a flat image. */
const nothing: Directive = () => undefined;

/** Directives that do not open a block. */
export const directives: ReadonlyMap<string, Directive> = new Map<string, Directive>([
  ['.text', section('.text')],
  ['.data', section('.data')],
  ['.bss', section('.bss')],
  ['.rodata', section('.rodata')],
  ['.section', (assembly, operands) => assembly.enter(splitOperands(operands)[0] ?? '')],
  ['.globl', nothing],
  ['.global', nothing],
  ['.local', nothing],
  ['.weak', nothing],
  ['.type', nothing],
  ['.size', nothing],
  ['.attribute', nothing],
  ['.file', nothing],
  ['.ident', nothing],
  ['.option', option],
  ['.align', align((power) => 2 ** power)],
  ['.p2align', align((power) => 2 ** power)],
  ['.balign', align((bytes) => bytes)],
  ['.byte', data(1)],
  ['.half', data(2)],
  ['.short', data(2)],
  ['.2byte', data(2)],
  ['.word', data(4)],
  ['.long', data(4)],
  ['.4byte', data(4)],
  ['.dword', data(8)],
  ['.quad', data(8)],
  ['.8byte', data(8)],
  ['.ascii', strings([])],
  ['.asciz', strings([0])],
  ['.string', strings([0])],
  ['.zero', space],
  ['.skip', space],
  ['.space', space],
  ['.fill', fill],
  ['.equ', assign],
  ['.set', assign],
  ['.org', origin],
]);
