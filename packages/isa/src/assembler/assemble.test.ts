import { describe, expect, test } from 'vitest';
import { decoder } from '../decoder.ts';
import { disassemble } from '../disassemble.ts';
import { parseIsa } from '../isa.ts';
import { assemble } from './assemble.ts';
import { AssemblerError } from './assembler-error.ts';

const decode = decoder(parseIsa('max'));

/** Assembles at 0x1000 and lists what came out, without aliases. */
function listing(source: string, isa = parseIsa('max')): string[] {
  const origin = 0x1000n;
  const { bytes } = assemble(source, { origin, isa });
  const view = new DataView(bytes.buffer);
  const lines: string[] = [];
  for (let at = 0; at + 1 < bytes.length;) {
    const low = view.getUint16(at, true);
    const bits = (low & 3) === 3 && at + 3 < bytes.length ? view.getUint32(at, true) : low;
    const decoded = decode(bits);
    lines.push(decoded ? disassemble(decoded, origin + BigInt(at), undefined, 'no aliases').replace('\t', ' ') : '?');
    at += decoded?.length ?? 2;
  }
  return lines;
}
const bytesOf = (source: string) => [...assemble(source).bytes];

describe('labels', () => {
  test('name addresses before and after their definition', () => {
    expect(listing('beqz a0, end\nloop: j loop\nend: nop')).toEqual([
      'beq a0,zero,0x1008',
      'jal zero,0x1004',
      'addi zero,zero,0',
    ]);
  });
  test('that are numbers mean the nearest one in their direction', () => {
    expect(listing('1: j 1f\n1: j 1b\n1: j 1b')).toEqual(['jal zero,0x1004', 'jal zero,0x1004', 'jal zero,0x1008']);
    expect(listing('0: j 0f\n0: j 0b')).toEqual(['jal zero,0x1004', 'jal zero,0x1004']);
  });
});

describe('pseudo-instructions', () => {
  test.each([
    ['li a0, 5', ['addi a0,zero,5']],
    ['li a0, 0x12345', ['lui a0,0x12', 'addiw a0,a0,837']],
    ['li a0, 0x80000000', ['addiw a0,zero,1', 'slli a0,a0,0x1f']],
    ['li a0, -1', ['addi a0,zero,-1']],
    ['la a0, x\nx:', ['auipc a0,0x0', 'addi a0,a0,8']],
    ['call x\nx:', ['auipc ra,0x0', 'jalr ra,8(ra)']],
    ['tail x\nx:', ['auipc t1,0x0', 'jalr zero,8(t1)']],
    ['call t0, x\nx:', ['auipc t0,0x0', 'jalr t0,8(t0)']],
    ['lui a0, %hi(0x12345fff)', ['lui a0,0x12346']],
    ['addi a0, a0, %lo(0x12345fff)', ['addi a0,a0,-1']],
    ['ld a0, x\nx:', ['auipc a0,0x0', 'ld a0,8(a0)']],
    ['sd a0, x, t0\nx:', ['auipc t0,0x0', 'sd a0,8(t0)']],
    ['sext.h a0, a1', ['sext.h a0,a1']],
    ['ror a0, a1, 3', ['rori a0,a1,0x3']],
    ['csrw sscratch, 3', ['csrrwi zero,sscratch,3']],
    ['csrr a0, 0x180', ['csrrs a0,satp,zero']],
    ['fence rw, w', ['fence rw,w']],
    ['amoadd.d.aqrl a0, a1, (a2)', ['amoadd.d.aqrl a0,a1,(a2)']],
    ['lr.w a0, 0(a1)', ['lr.w a0,(a1)']],
    ['lw a0, (a1)', ['lw a0,0(a1)']],
  ])('%s', (source, expected) => {
    // As GNU as 2.40 emits them without relaxation; but for `call t0, x` GNU as makes the address in t1.
    expect(listing(source)).toEqual(expected);
  });
});

test('an extension idiom is two shifts where no instruction does it', () => {
  const base = parseIsa('rv64i');
  expect(listing('sext.h a0, a1', base)).toEqual(['slli a0,a1,0x30', 'srai a0,a0,0x30']);
  expect(listing('zext.w a0, a1', base)).toEqual(['slli a0,a1,0x20', 'srli a0,a0,0x20']);
  expect(listing('zext.w a0, a1', parseIsa('rv64i_zba'))).toEqual(['add.uw a0,a1,zero']);
});

describe('expressions', () => {
  test.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    // GNU as: `|` binds tighter than `+`, and `<<` tighter than `-`
    ['1 + 4 | 1', 6],
    ['1 << 4 - 1', 15],
    ['~0 & 0xf', 15],
    ["'a' + 1", 98],
    ['7 / 2', 3],
    ['-7 / 2', 0xfd],
    ['7 % 4', 3],
    ['017', 15],
    ['0b101', 5],
    ['end - start', 4],
    ['!0', 1],
    ['2 > 1', 0xff],
  ])('%s is %i', (text, value) => {
    expect(bytesOf(`start: nop\nend: .byte ${text}`).at(-1)).toBe(value);
  });
});

describe('directives', () => {
  test('numbers are little-endian, strings have escapes', () => {
    expect(bytesOf('.half 0x1234\n.word -2\n.ascii "a\\n\\x41\\101"')).toEqual([
      0x34, 0x12, 0xfe, 0xff, 0xff, 0xff, 97, 10, 65, 65,
    ]);
    expect(bytesOf('.asciz "a" # "')).toEqual([97, 0]);
  });
  test('alignment fills text with nops and data with zeros', () => {
    expect(listing('c.nop\n.balign 8\nnop')).toEqual(['c.nop 0', 'c.nop 0', 'addi zero,zero,0', 'addi zero,zero,0']);
    expect(bytesOf('.data\n.byte 1\n.align 2\n.byte 2')).toEqual([1, 0, 0, 0, 2]);
  });
  test('.fill, .skip and .org make room', () => {
    expect(bytesOf('.fill 2, 2, 3\n.skip 2, 9\n.org 8\n.byte 1')).toEqual([3, 0, 3, 0, 9, 9, 0, 0, 1]);
  });
  test('sections follow one another in a fixed order', () => {
    const { bytes, symbols, origin } = assemble(
      '.bss\nd: .zero 1\n.data\nc: .byte 3\n.section .rodata.x, "a"\nb: .byte 2\n.text\na: nop',
      { origin: 0x8020_0000n },
    );
    expect(['a', 'b', 'c', 'd'].map((name) => Number((symbols.get(name) ?? 0n) - origin))).toEqual([0, 8, 16, 24]);
    expect(bytes.length).toBe(25);
    expect([bytes[8], bytes[16], bytes[24]]).toEqual([2, 3, 0]);
  });
  test('a section has the alignment that it asks for, and 8 bytes where it asks for none', () => {
    const { symbols } = assemble('nop\n.data\na: .byte 1\n.balign 32\nb: .byte 2\n.section .rodata\nc: .byte 3');
    expect(['a', 'b', 'c'].map((name) => symbols.get(name))).toEqual([32n, 64n, 8n]);
  });
  test('.set may change a symbol, and each use has the value of its place', () => {
    expect(bytesOf('.set n, 1\n.byte n\n.set n, n + 1\n.byte n\nm = 9\n.byte m')).toEqual([1, 2, 9]);
  });
  test('.equ may name what comes later', () => {
    expect(bytesOf('.equ size, end - start\nstart: .byte size\nend:')).toEqual([1]);
  });
});

describe('blocks', () => {
  test('macros take arguments by place and by name, with defaults and a counter', () => {
    const source = '.macro put first, second=7, third\n.byte \\first, \\second, \\third, \\@\n.endm\n';
    expect(bytesOf(`${source}put 1, 2, 3\nput third=5, first=4`)).toEqual([1, 2, 3, 0, 4, 7, 5, 1]);
  });
  test('macros make names', () => {
    const { symbols } = assemble('.macro here name\n\\name\\()_here: nop\n.endm\nhere one\nhere two');
    expect([...symbols.keys()]).toEqual(['one_here', 'two_here']);
  });
  test('.rept repeats, .if chooses, and both nest', () => {
    expect(bytesOf('.rept 2\n.rept 2\n.byte 1\n.endr\n.byte 2\n.endr')).toEqual([1, 1, 2, 1, 1, 2]);
    expect(
      bytesOf('.equ N, 2\n.if N == 1\n.byte 1\n.elseif N == 2\n.if 0\n.byte 9\n.else\n.byte 2\n.endif\n.endif'),
    ).toEqual([2]);
    expect(bytesOf('.ifdef N\n.byte 1\n.else\n.byte 2\n.endif\n.ifndef N\n.byte 3\n.endif')).toEqual([2, 3]);
  });
});

test('comments end at the line, or at */', () => {
  expect(bytesOf('.byte 1 # x\n.byte 2 // y\n.byte /* a\nb */ 3; .byte 4')).toEqual([1, 2, 3, 4]);
});

test('the entry is _start, and lines lead from addresses to the source', () => {
  const { entry, lines } = assemble('nop\n\n_start: nop\n', { origin: 0x100n });
  expect(entry).toBe(0x104n);
  expect(lines).toEqual([
    { address: 0x100n, line: 1 },
    { address: 0x104n, line: 3 },
  ]);
});

test('labels are the symbols that name places', () => {
  expect(assemble('.equ N, 5\nhere: nop').labels).toEqual(new Map([['here', 0n]]));
});

test('other CSR names can be given', () => {
  const { bytes } = assemble('csrr a0, mine', { csrs: new Map([['mine', 0x7c0]]) });
  expect(new DataView(bytes.buffer).getUint32(0, true)).toBe(0x7c002573);
});

test('the ISA limits the instructions', () => {
  expect(() => assemble('mul a0, a0, a0', { isa: parseIsa('rv64i') })).toThrow('the instruction mul is not known');
});

describe('errors say where, what and how to mend it', () => {
  test.each([
    ['nop\nfoo a0', 2, 'the instruction foo is not known'],
    ['addi a0, a1', 1, "write 'addi rd, rs1, imm'"],
    ['addi a0, a1, 5000', 1, 'give a number from -2048 to 2047'],
    ['beq a0, a1, . + 4096', 1, 'a target whose distance is a multiple of 2 from -4096 to 4094'],
    ['slli a0, a0, 64', 1, 'from 0 to 63'],
    ['c.lw a0, 4(t0)', 1, 'a register from x8 to x15'],
    ['c.li a0, 32', 1, 'from -32 to 31'],
    ['c.addi16sp sp, 0', 1, 'other than 0'],
    ['lui a0, -1', 1, 'from 0 to 0xfffff'],
    ['j nowhere', 1, "'nowhere' is not defined"],
    ['j 1b', 1, 'write 1f'],
    ['j 1f', 1, 'label 1 is not defined'],
    ['x: nop\nx: nop', 2, 'defined twice'],
    ['li a0, x\nx:', 1, "'x' is not defined"],
    ['x: li a0, x', 1, 'la to load it'],
    ['.word 1 +', 1, 'an operand is missing'],
    ['.word (1', 1, "add ')'"],
    ['.byte 256', 1, 'does not fit 1 bytes'],
    ['.byte 1 / 0', 1, 'division by zero'],
    ['.frob', 1, 'the directive .frob is not known'],
    ['.if 1\nnop', 1, 'add .endif'],
    ['.macro m\nnop', 1, 'add .endm'],
    ['.macro m a:req\n.endm\nm', 3, 'the argument a is missing'],
    ['.macro m\nm\n.endm\nm', 2, 'nest more than'],
    ['.macro m\nfoo\n.endm\n\nm', 2, '(in the macro used on line 5)'],
    ['.balign 3', 1, 'not a power of two'],
    ['.align 40', 1, 'not a power of two'],
    ['.skip 1 << 40', 1, 'is not a size'],
    ['.equ a, b\n.equ b, a', 1, 'defined by itself'],
    ['.equ a, b', 1, "'b' is not defined"],
    ['.byte 09', 1, 'remove the leading 0'],
    ['.byte 1\nnop', 2, 'put .balign 4 before it'],
    ['.ascii hello', 1, 'double quotes'],
    ['addi a0, a0, %pcrel_lo(x)\nx: nop', 1, 'names no %pcrel_hi'],
  ])('%j', (source, line, part) => {
    let caught: unknown;
    try {
      assemble(source);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(AssemblerError);
    const { message, line: at } = caught as AssemblerError;
    expect(at).toBe(line);
    expect(message).toContain(part);
    expect(message).not.toContain('\n');
  });
});
