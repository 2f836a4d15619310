import { hex } from '@hartlab/isa';
import type { Random } from '../random.ts';
import { csrStatement } from './csr-traffic.ts';
import { DATA, DATA_PAGES, FIRST_CODE_PAGE, HOLE, WINDOW, WINDOW_PAGES } from './memory-map.ts';
import type { Mode, Peer } from './peer.ts';

/*
 * Statements of a snippet. Each is a few lines of assembly that stand alone: it sets the registers whose values matter
 * to it, and any register may hold anything when it begins.
 */

const register = (random: Random) => `x${random.below(32)}`;
/** A register that holds what is written to it. */
const holder = (random: Random) => `x${1 + random.below(31)}`;

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

/** Values at which arithmetic has its edges, and any others. */
const value = (random: Random): bigint =>
  random.oneIn(2)
    ? random.word()
    : random.of([0n, 1n, 2n, 0x7fff_ffffn, 0x8000_0000n, 0xffff_ffffn, 1n << 63n, (1n << 63n) - 1n, (1n << 64n) - 1n]);

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

type Purpose = 'data' | 'code';

/** An address for a load, a store or a jump; somewhere near it is the next page now and then. */
function address(random: Random, purpose: Purpose = 'data'): bigint {
  const offset = BigInt(random.oneIn(4) ? 4096 - random.below(9) : random.below(4096));
  switch (random.below(12)) {
    case 0:
      return random.word();
    case 1:
      return BigInt(HOLE) + offset;
    case 2:
      return BigInt(WINDOW) + (BigInt(random.below(16)) << 20n) + offset;
    case 3:
      return BigInt.asUintN(64, -(1n << 39n)) + offset;
    case 4:
    case 5:
    case 6:
    case 7:
      return BigInt(DATA) + 4096n * BigInt(dataPage(random, purpose)) + offset;
    default:
      return BigInt(WINDOW) + 4096n * BigInt(random.below(WINDOW_PAGES)) + offset;
  }
}

/** Not the first and the last page, so that what is beyond them does not matter. */
const dataPage = (random: Random, purpose: Purpose): number =>
  purpose === 'data'
    ? 1 + random.below(FIRST_CODE_PAGE - 2)
    : FIRST_CODE_PAGE + random.below(DATA_PAGES - FIRST_CODE_PAGE - 1);

const accesses = ['lb', 'lh', 'lw', 'ld', 'lbu', 'lhu', 'lwu', 'sb', 'sh', 'sw', 'sd'];

/**
 * Mostly aligned, for QEMU always. A store stays in one page: of one that straddles two, Spike has stored the first part when the second
 * faults.
 */
function dataAddress(random: Random, instruction: string, peer: Peer): bigint {
  const any = address(random);
  const straddles = (any & 0xfffn) > 4088n;
  const misaligned = random.oneIn(4) && !(straddles && /^(?:c\.|h)?s/.test(instruction));
  return misaligned && peer === 'Spike' ? any : any & ~7n;
}

/** Those that have 16 bits, with the reach of their offsets: the registers are x8 to x15. */
const compressedAccesses = [
  ['c.lw', 4],
  ['c.sw', 4],
  ['c.ld', 8],
  ['c.sd', 8],
] as const;

function compressedAccess(random: Random, _mode: Mode, peer: Peer): string {
  const base = `x${8 + random.below(8)}`;
  const [instruction, scale] = random.of(compressedAccesses);
  const offset = scale * random.below(32);
  const near = BigInt.asUintN(64, dataAddress(random, instruction, peer) - BigInt(offset));
  return ` li ${base}, ${hex(near)}\n ${instruction} x${8 + random.below(8)}, ${offset}(${base})\n c.nop\n`;
}

function access(random: Random, _mode: Mode, peer: Peer): string {
  const base = holder(random);
  const offset = BigInt(random.below(32) - 16);
  const instruction = random.of(accesses);
  const near = BigInt.asUintN(64, dataAddress(random, instruction, peer) - offset);
  return ` li ${base}, ${hex(near)}\n ${instruction} ${register(random)}, ${offset}(${base})\n`;
}

const guestAccesses = ['hlv.b', 'hlv.bu', 'hlv.h', 'hlv.hu', 'hlv.w', 'hlv.wu', 'hlv.d', 'hlvx.hu', 'hlvx.wu'];
const guestStores = ['hsv.b', 'hsv.h', 'hsv.w', 'hsv.d'];

function guestAccess(random: Random, _mode: Mode, peer: Peer): string {
  const base = holder(random);
  const instruction = random.of([...guestAccesses, ...guestStores]);
  return ` li ${base}, ${hex(dataAddress(random, instruction, peer))}\n ${instruction} ${register(random)}, (${base})\n`;
}

const operations = ['swap', 'add', 'xor', 'and', 'or', 'min', 'max', 'minu', 'maxu'];

function atomic(random: Random): string {
  const base = holder(random);
  const width = random.of(['w', 'd']);
  const amo = () => ` amo${random.of(operations)}.${width} ${register(random)}, ${register(random)}, (${base})\n`;
  if (random.oneIn(2)) return ` li ${base}, ${hex(address(random) & ~7n)}\n${amo()}`;
  const pair = random.oneIn(2) ? ` lr.${width} ${different(random, base)}, (${base})\n` : '';
  const conditional = ` sc.${width} ${different(random, base)}, ${register(random)}, (${base})\n`;
  return ` li ${base}, ${hex(reservable(random, width))}\n${pair}${conditional}`;
}

/** An sc.d that fails asks PMP for less than eight bytes in Spike: it stays where PMP has no smaller parts. */
const reservable = (random: Random, width: string): bigint =>
  width === 'w'
    ? address(random) & ~7n
    : BigInt(DATA) + 4096n * BigInt(8 + random.below(FIRST_CODE_PAGE - 8)) + BigInt(8 * random.below(512));

/** A register that holds what is written to it, and is not `base`. */
const different = (random: Random, base: string): string => {
  const destination = holder(random);
  return destination === base ? `x${(Number(base.slice(1)) % 31) + 1}` : destination;
};

const branches = ['beq', 'bne', 'blt', 'bge', 'bltu', 'bgeu'];

function branch(random: Random): string {
  const over = compute(random);
  switch (random.below(4)) {
    case 0:
      return ` jal ${register(random)}, 1f\n${over}1:\n`;
    case 1: {
      const base = holder(random);
      return ` la ${base}, 1f\n jalr ${register(random)}, ${random.of([0, 0, 1])}(${base})\n${over}1:\n`;
    }
    default:
      return ` ${random.of(branches)} ${register(random)}, ${register(random)}, 1f\n${over}1:\n`;
  }
}

/** A jump to where a fetch may fault. What was stored there may run: it is fenced. */
function wildJump(random: Random): string {
  const base = holder(random);
  return ` fence.i\n li ${base}, ${hex(address(random, 'code'))}\n jalr ${register(random)}, 0(${base})\n`;
}

/** A 16-bit instruction, valid or not, that neither accesses memory nor jumps where a register says. */
function compressed(random: Random): string {
  const allowed = [
    [0, 1, 4],
    [0, 1, 2, 3, 4],
    [0, 1],
  ];
  const quadrant = random.below(3);
  const half = (random.of(allowed[quadrant] ?? [0]) << 13) | (random.below(2048) << 2) | quadrant;
  return ` .half ${hex(half)}, 1\n`;
}

/** A 32-bit word of an opcode that only computes, mostly with a function that does not exist. */
function strangeWord(random: Random): number {
  const opcode = random.of([0x13, 0x1b, 0x33, 0x3b, 0x0b, 0x2b, 0x5b, 0x7b, 0x6b, 0x07, 0x27, 0x53, 0x43, 0x57]);
  return ((random.next() & ~0x7f) | opcode) >>> 0;
}

const fences = 'sfence.vma hfence.vvma hfence.gvma sinval.vma hinval.vvma hinval.gvma'.split(' ');
const others = 'fence fence.i sfence.w.inval sfence.inval.ir ecall ebreak c.ebreak'.split(' ');

const privileged = (random: Random): string =>
  random.oneIn(2) ? ` ${random.of(others)}\n` : ` ${random.of(fences)} ${register(random)}, ${register(random)}\n`;

/** WFI where it always traps. Where it may wait, `randomSnippet` sees to it that it does not wait for ever. */
const wait = (mode: Mode): string => (mode === 'U' || mode === 'VU' ? ' wfi\n' : ' nop\n');

/** Goes on below in another mode, or traps if it may not. */
function trapReturn(random: Random, mode: Mode): string {
  const base = holder(random);
  if (mode === 'M' && random.oneIn(2))
    return ` li ${base}, 0x1800 | 1 << 39\n csrc mstatus, ${base}
 li ${base}, ${hex(random.of([0x1800, 0x800, 0]))} | ${random.below(2)} << 39\n csrs mstatus, ${base}
 la ${base}, 1f\n csrw mepc, ${base}\n mret\n1:\n`;
  const hypervisor = mode === 'M' || mode === 'HS' ? ` ${random.of(['csrs', 'csrc'])} hstatus, ${base}\n` : '';
  return ` li ${base}, 1 << 7\n${hypervisor} li ${base}, 1 << 8\n ${random.of(['csrs', 'csrc'])} sstatus, ${base}
 la ${base}, 1f\n csrw sepc, ${base}\n sret\n1:\n`;
}

/** Loads and stores of M-mode with the privilege of another. */
function modifiedPrivilege(random: Random, mode: Mode, peer: Peer): string {
  if (mode !== 'M') return access(random, mode, peer);
  const base = holder(random);
  return ` li ${base}, 0x1800 | 1 << 39\n csrc mstatus, ${base}
 li ${base}, 1 << 17 | ${hex(random.of([0x1800, 0x800, 0]))} | ${random.below(2)} << 39\n csrs mstatus, ${base}
${access(random, mode, peer)}${access(random, mode, peer)}`;
}

/** A few lines of assembly for a hart in `mode`, which need not be allowed there. */
type Statement = (random: Random, mode: Mode, peer: Peer) => string;

const kinds: readonly (readonly [weight: number, statement: Statement])[] = [
  [6, compute],
  [8, access],
  [2, compressedAccess],
  [4, atomic],
  [4, branch],
  [8, csrStatement],
  [2, wildJump],
  [3, compressed],
  [2, (random) => ` .word ${hex(strangeWord(random))}\n`],
  [3, privileged],
  [3, guestAccess],
  [1, (_random, mode) => wait(mode)],
  [2, trapReturn],
  [2, modifiedPrivilege],
];
const weighted = kinds.flatMap(([weight, statement]) => Array.from({ length: weight }, () => statement));

/** What QEMU 7.2 does as the specifications say. */
const plain: readonly Statement[] = [compute, access, compressedAccess, branch, wildJump];

export const randomStatement: Statement = (random, mode, peer) =>
  random.of(peer === 'Spike' ? weighted : plain)(random, mode, peer);
