import { hex } from '@hartlab/isa';
import type { Random } from '@hartlab/models';
import { address, dataAddress, reservable } from './addresses.ts';
import { csrStatement } from './csr-traffic.ts';
import type { Mode, Target } from './peer.ts';
import { privileged, trapReturn, wait } from './privileged.ts';
import { rowStatement } from './row-statements.ts';
import { different, holder, register, value } from './values.ts';

/*
 * Statements of a snippet. Each is a few lines of assembly that stand alone: it sets the registers whose values matter
 * to it, and any register may hold anything when it begins.
 */

const arithmetic = [
  'add sub sll srl sra slt sltu xor or and addw subw sllw srlw sraw',
  'mul mulh mulhsu mulhu div divu rem remu mulw divw divuw remw remuw',
].flatMap((names) => names.split(' '));
const immediates = ['addi', 'slti', 'sltiu', 'xori', 'ori', 'andi', 'addiw'];
const shifts = [
  ['slli', 64],
  ['srli', 64],
  ['srai', 64],
  ['slliw', 32],
  ['srliw', 32],
  ['sraiw', 32],
] as const;

function compute(random: Random): string {
  const registers = `${register(random)}, ${register(random)}`;
  switch (random.below(4)) {
    case 0:
      return ` ${random.of(immediates)} ${registers}, ${random.below(4096) - 2048}\n`;
    case 1: {
      const [shift, width] = random.of(shifts);
      return ` ${shift} ${registers}, ${random.below(width)}\n`;
    }
    case 2:
      return ` li ${register(random)}, ${hex(value(random))}\n`;
    default:
      return ` ${random.of(arithmetic)} ${registers}, ${register(random)}\n`;
  }
}

/** What loads and stores are called, without what comes before that. */
const kindOf = (instruction: string) => (/^(?:c\.|h)?s/.test(instruction) ? 'store' : 'load');

const accesses = ['lb', 'lh', 'lw', 'ld', 'lbu', 'lhu', 'lwu', 'sb', 'sh', 'sw', 'sd'];

/** Those that have 16 bits, with the reach of their offsets: the registers are x8 to x15. */
const compressedAccesses = [
  ['c.lw', 4],
  ['c.sw', 4],
  ['c.ld', 8],
  ['c.sd', 8],
] as const;

function compressedAccess(random: Random, _mode: Mode, target: Target): string {
  const base = `x${8 + random.below(8)}`;
  const [instruction, scale] = random.of(compressedAccesses);
  const offset = scale * random.below(32);
  const near = BigInt.asUintN(64, dataAddress(random, target, kindOf(instruction)) - BigInt(offset));
  return ` li ${base}, ${hex(near)}\n ${instruction} x${8 + random.below(8)}, ${offset}(${base})\n c.nop\n`;
}

function access(random: Random, _mode: Mode, target: Target): string {
  const base = holder(random);
  const offset = BigInt(random.below(32) - 16);
  const instruction = random.of(accesses);
  const near = BigInt.asUintN(64, dataAddress(random, target, kindOf(instruction)) - offset);
  return ` li ${base}, ${hex(near)}\n ${instruction} ${register(random)}, ${offset}(${base})\n`;
}

const guestAccesses = ['hlv.b', 'hlv.bu', 'hlv.h', 'hlv.hu', 'hlv.w', 'hlv.wu', 'hlv.d', 'hlvx.hu', 'hlvx.wu'];
const guestStores = ['hsv.b', 'hsv.h', 'hsv.w', 'hsv.d'];

function guestAccess(random: Random, _mode: Mode, target: Target): string {
  const base = holder(random);
  const instruction = random.of([...guestAccesses, ...guestStores]);
  return ` li ${base}, ${hex(dataAddress(random, target, kindOf(instruction)))}\n ${instruction} ${register(random)}, (${base})\n`;
}

const operations = ['swap', 'add', 'xor', 'and', 'or', 'min', 'max', 'minu', 'maxu'];

function atomic(random: Random, _mode: Mode, target: Target): string {
  const base = holder(random);
  const width = random.of(['w', 'd'] as const);
  const amo = () => ` amo${random.of(operations)}.${width} ${register(random)}, ${register(random)}, (${base})\n`;
  if (random.oneIn(2)) return ` li ${base}, ${hex(address(random, target) & ~7n)}\n${amo()}`;
  const pair = random.oneIn(2) ? ` lr.${width} ${different(random, base)}, (${base})\n` : '';
  const conditional = ` sc.${width} ${different(random, base)}, ${register(random)}, (${base})\n`;
  return ` li ${base}, ${hex(reservable(random, target, width === 'w' ? 4 : 8))}\n${pair}${conditional}`;
}

const branches = ['beq', 'bne', 'blt', 'bge', 'bltu', 'bgeu'];

function branch(random: Random): string {
  const over = compute(random);
  switch (random.below(4)) {
    case 0:
      return ` jal ${register(random)}, 1f\n${over}1:\n`;
    case 1: {
      const base = holder(random);
      return ` la ${base}, 1f\n jalr ${register(random)}, ${random.of([0, 0, 1])}(${base})\n${over}1: nop\n`;
    }
    default:
      return ` ${random.of(branches)} ${register(random)}, ${register(random)}, 1f\n${over}1:\n`;
  }
}

/** A jump to where a fetch may fault. What was stored there may run: it is fenced. */
function wildJump(random: Random, _mode: Mode, target: Target): string {
  const base = holder(random);
  return ` fence.i\n li ${base}, ${hex(address(random, target, 'code'))}\n jalr ${register(random)}, 0(${base})\n`;
}

/** A 16-bit instruction, valid or not, that neither accesses memory nor jumps where a register says. */
function compressed(random: Random, _mode: Mode, { isa }: Target): string {
  const floatLoad = isa.has('D') ? [] : [1];
  const allowed = [
    [0, ...floatLoad, ...(isa.has('Zcb') ? [] : [4])],
    [0, 1, 2, 3, 4],
    [0, ...floatLoad],
  ];
  const quadrant = random.below(3);
  const half = (random.of(allowed[quadrant] ?? [0]) << 13) | (random.below(2048) << 2) | quadrant;
  return ` .half ${hex(half)}, 1\n`;
}

/** A 32-bit word of an opcode that only computes, mostly with a function that does not exist. */
function strangeWord(random: Random, _mode: Mode, { isa }: Target): string {
  const floatMemory = isa.has('F') ? [] : [0x07, 0x27];
  const opcode = random.of([0x13, 0x1b, 0x33, 0x3b, 0x0b, 0x2b, 0x5b, 0x7b, 0x6b, ...floatMemory, 0x53, 0x43, 0x57]);
  return ` .word ${hex(((random.next() & ~0x7f) | opcode) >>> 0)}\n`;
}

const MPP = [0x1800, 0x800, 0];

/** Loads and stores of M-mode with the privilege of another. */
function modifiedPrivilege(random: Random, mode: Mode, target: Target): string {
  if (mode !== 'M') return access(random, mode, target);
  const base = holder(random);
  return ` li ${base}, 0x1800 | 1 << 39\n csrc mstatus, ${base}
 li ${base}, 1 << 17 | ${hex(random.of(MPP))} | ${random.below(2)} << 39\n csrs mstatus, ${base}
${access(random, mode, target)}${access(random, mode, target)}`;
}

/** A few lines of assembly for a hart in `mode`, which need not be allowed there. */
type Statement = (random: Random, mode: Mode, target: Target) => string;

const kinds: readonly (readonly [weight: number, statement: Statement])[] = [
  [6, compute],
  [8, access],
  [2, compressedAccess],
  [4, atomic],
  [4, branch],
  [8, csrStatement],
  [2, wildJump],
  [3, compressed],
  [2, strangeWord],
  [3, privileged],
  [3, guestAccess],
  [1, (_random, mode) => wait(mode)],
  [2, (random, mode) => trapReturn(random, mode, random.of(['sret', 'sret', 'mret']))],
  [30, rowStatement],
  [2, modifiedPrivilege],
];
const weighted = kinds.flatMap(([weight, statement]) => Array.from({ length: weight }, () => statement));

/** What QEMU 7.2 does as the specifications say. */
const plain: readonly Statement[] = [compute, access, compressedAccess, branch, wildJump];

export const randomStatement: Statement = (random, mode, target) =>
  random.of(target.peer === 'QEMU' ? plain : weighted)(random, mode, target);
