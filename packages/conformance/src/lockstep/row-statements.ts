import {
  compressedRowsOf,
  compressedTables,
  type Decoded,
  decoder,
  type Effect,
  type Encoding,
  hex,
  isaTables,
  type IsaTable,
  rd,
  rowsOf,
  rs1,
  rs2,
} from '@hartlab/isa';
import type { Random } from '@hartlab/models';
import { address, dataAddress, reservable, windowAddress } from './addresses.ts';
import { csrStatement } from './csr-traffic.ts';
import { floatOperands } from './float-operands.ts';
import { everything } from './isas.ts';
import type { Mode, Target } from './peer.ts';
import { trapReturn, wait } from './privileged.ts';
import { holder, value } from './values.ts';

/*
 * Any row of the instruction tables as a statement, so that a new row is in the programs without anybody's doing: random
 * bits where the encoding leaves them open, and before them what the effects of the row need so that they do something.
 */

interface Drawn {
  readonly row: Encoding;
  readonly size: 2 | 4;
}

/** More than any row needs until its operands are such that it can be in a program. */
const MOST_DRAWS = 10_000;

const decode = decoder(everything);
const tables: readonly (readonly Drawn[])[] = [
  ...isaTables.map((table) => drawnFrom(table, 4)),
  ...compressedTables.map((table) => drawnFrom(table, 2)),
];

function drawnFrom({ rows }: IsaTable<Encoding>, size: 2 | 4): Drawn[] {
  return rows.map((row) => ({ row, size }));
}

/** The tables whose instructions an ISA has. */
function tablesOf({ isa }: Target): readonly (readonly Drawn[])[] {
  const has = new Set<Encoding>([...rowsOf(isa), ...compressedRowsOf(isa)]);
  return tables.filter((rows) => rows.some(({ row }) => has.has(row)));
}

/** A row of the ISA, each as often as any other or each table as often; now and then one that the ISA may not have. */
export function rowStatement(random: Random, mode: Mode, target: Target): string {
  const present = random.oneIn(10) ? tables : tablesOf(target);
  const { row, size } = random.of(random.oneIn(2) ? present.flat() : random.of(present));
  for (let times = 0; times < MOST_DRAWS; times++) {
    const bits = randomBits(random, row, size);
    const decoded = decode(bits);
    // What is reserved only in the operand that says how to round is illegal. Other reserved operands are other rows.
    if (!decoded) {
      if (size === 4 && random.oneIn(4)) return line(bits, row);
      continue;
    }
    const statement = whole(random, mode, target, decoded);
    if (statement !== undefined) return statement;
  }
  throw new RangeError(`${row.name} cannot be in a random program, whatever its operands are`);
}

const randomBits = (random: Random, { match, mask }: Encoding, size: 2 | 4): number => {
  const bits = ((random.next() & ~mask) | match) >>> 0;
  return size === 2 ? bits & 0xffff : bits;
};

const line = (bits: number, { name }: Encoding): string =>
  ` ${(bits & 3) === 3 ? '.word' : '.half'} ${hex(bits)} # ${name}\n`;

/** The instruction with what it needs before it, or undefined where it would go astray with these operands. */
function whole(random: Random, mode: Mode, target: Target, decoded: Decoded): string | undefined {
  const { insn, bits, compressed } = decoded;
  const before: string[] = [];
  for (const effect of insn.does) {
    switch (effect.k) {
      case 'jump':
        return jump(random, target, decoded, effect.indirect === true);
      case 'csr':
        return csrStatement(random, mode, target);
      case 'return':
        return trapReturn(random, mode, effect.name);
      case 'system':
        if (effect.name === 'wfi') return wait(mode);
        break;
      case 'load':
      case 'store':
      case 'amo':
      case 'lr':
      case 'sc':
      case 'compare-and-swap-pair':
      case 'cache-block':
        if (rs1(decoded.word) === 0) return undefined;
        before.push(addressed(random, target, decoded, effect));
        break;
      case 'shadow-push':
      case 'shadow-pop':
        if (random.oneIn(2)) before.push(shadowStackPointer(random, target));
        break;
      case 'landing-pad':
        before.push(' .balign 4\n');
        break;
      case 'float':
      case 'setFloat':
        if (before.length === 0) before.push(floatOperands(random, target, decoded), integerOperands(random, decoded));
        break;
      case 'set':
      case 'bind':
      case 'guard':
      case 'shadow-pointer':
        break;
    }
  }
  if (before.length === 0) before.push(integerOperands(random, decoded));
  return `${before.join('')}${line(bits, compressed ?? insn)}`;
}

type Accessing = Extract<
  Effect,
  { readonly k: 'load' | 'store' | 'amo' | 'lr' | 'sc' | 'compare-and-swap-pair' | 'cache-block' }
>;

/** Puts an address into rs1. Atomics are aligned, as a misaligned one may raise either exception. */
function addressed(random: Random, target: Target, { word, imm }: Decoded, effect: Accessing): string {
  const offset = effect.address.k === 'add' ? BigInt(imm) : 0n;
  const near = (() => {
    switch (effect.k) {
      case 'load':
      case 'store': {
        const any = dataAddress(random, target, effect.k);
        return effect.aligned ? any & ~7n : any;
      }
      case 'sc':
        return reservable(random, target, effect.width);
      case 'amo':
        return effect.access === 'shadow-stack' ? windowAddress(random) : address(random, target) & ~15n;
      case 'lr':
      case 'compare-and-swap-pair':
        return address(random, target) & ~15n;
      case 'cache-block':
        // Of cbo.zero, Spike has the block in xtval, and not the address.
        return effect.operation === 'zero' && target.peer === 'Spike'
          ? address(random, target) & ~63n
          : address(random, target);
    }
  })();
  return ` li x${rs1(word)}, ${hex(BigInt.asUintN(64, near - offset))}\n`;
}

const shadowStackPointer = (random: Random, target: Target): string => {
  const register = holder(random);
  return ` li ${register}, ${hex(random.oneIn(4) ? address(random, target) & ~7n : windowAddress(random))}\n csrw ssp, ${register}\n`;
};

/** Values for the integer registers that the row reads, now and then. */
function integerOperands(random: Random, { insn, word }: Decoded): string {
  const read = [
    ...(insn.operands.has('rs1') ? [rs1(word)] : []),
    ...(insn.operands.has('rs2') ? [rs2(word)] : []),
  ].filter((register) => register !== 0 && random.oneIn(3));
  return read.map((register) => ` li x${register}, ${hex(value(random))}\n`).join('');
}

/** A jump forward, over nothing or over a few instructions; by an indirect one perhaps to a landing pad. */
function jump(random: Random, target: Target, decoded: Decoded, indirect: boolean): string | undefined {
  const { insn, word, compressed } = decoded;
  const over = Array.from({ length: random.below(3) }, () => ` addi x${random.below(32)}, x${random.below(32)}, 1\n`);
  const { name, asm } = compressed ?? insn;
  const registers = { rd: rd(word), rs1: rs1(word), rs2: rs2(word) };
  const text = asm.replaceAll(/rd|rs1|rs2/g, (operand) => `x${registers[operand as keyof typeof registers]}`);
  if (!indirect) return ` ${name} ${text.replace('imm', '1f')}\n${over.join('')}1:\n`;
  const base = registers.rs1;
  if (base === 0) return undefined;
  const offset = asm.includes('imm') ? random.of([0, 0, 1, random.below(4000) - 2000]) : 0;
  const place = ` la x${base}, 1f\n addi x${base}, x${base}, ${-offset}\n`;
  const label = random.oneIn(2) ? 0 : random.below(4);
  const landing = target.isa.has('Zicfilp') && random.oneIn(2);
  const expected = landing && base !== EXPECTED && random.oneIn(2) ? ` lui x${EXPECTED}, ${label}\n` : '';
  const jumped = `${expected}${place} ${name} ${text.replace('imm', String(offset))}\n${over.join('')} .balign 4\n1:\n`;
  return landing ? `${jumped} .word ${hex((label << 12) | 0x17)} # lpad\n` : `${jumped} nop\n`;
}

/** The register in which the label of a landing pad is expected. */
const EXPECTED = 7;
