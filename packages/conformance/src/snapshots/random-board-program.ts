import { hex } from '@hartlab/isa';
import type { Random } from '@hartlab/models';

/** The mode in which a program runs, and what its CSRs begin with. S is under the built-in firmware, M without any. */
export type ProgramMode = 'm' | 's';

const UART = 0x1000_0000;
const RTC = 0x10_1000;
const CLINT = 0x200_0000;
const PLIC = 0xc00_0000;
const ERROR_BANKS = 0x1100_0000;
const UART_REGISTERS = 8;
const RTC_REGISTERS = 9;
/** Interrupt sources of the UART and of the RTC. */
const SOURCES = [10, 11];
const DATA_BYTES = 4 * 4096;
/** Exceptions that a hart may take before it gives up. */
const PATIENCE = 120;
const STATEMENTS = 40;
const BEGINNINGS = 4;

/** What a hart does next, and may leave t0 to t2 and a0 to a7 as it likes. */
export type Statement = (random: Random, mode: ProgramMode, harts: number) => string;

/** What else there is to do on a board. */
export interface More {
  readonly statements: readonly Statement[];
  /** Takes the foremost external interrupt of the hart. */
  readonly claim: (mode: ProgramMode) => string;
  /** Data for the statements. */
  readonly data: string;
}

/** A call to the firmware; in M-mode one more exception. */
export const sbi = (extension: number, fid: number, ...args: readonly (string | number)[]): string =>
  `${args.map((arg, n) => ` li a${n}, ${arg}\n`).join('')} li a7, ${hex(extension)}\n li a6, ${fid}\n ecall\n`;

const TIME = 0x5449_4d45;
const IPI = 0x73_5049;
const RFENCE = 0x5246_4e43;
const HSM = 0x48_534d;
export const SRST = 0x5352_5354;
const DBCN = 0x4442_434e;
const SUSP = 0x5355_5350;
const SSE = 0x53_5345;
const FWFT = 0x4657_4654;
const EVENTS = [0xffff_0000, 0xffff_8000, 0xffff_0000, 0xffff_8000, 0, 0x8000, 0x10_0000, 0x10_8000];

const widths = ['b', 'h', 'w', 'd'];

/** What is in t1 stays in memory, so that what it was is not forgotten. */
const keep = (random: Random) => `${dataAddress(random)} sd t1, 0(t0)\n`;

export function deviceAccess(random: Random, address: number): string {
  const value = random.of([0n, 1n, 0xffn, random.word(), random.word() & 0xffn, 1n << BigInt(random.below(64))]);
  const width = random.oneIn(4) ? random.of(widths) : address >= UART && address < UART + UART_REGISTERS ? 'b' : 'w';
  return random.oneIn(2)
    ? ` li t0, ${hex(address)}\n li t1, ${hex(value)}\n s${width} t1, 0(t0)\n`
    : ` li t0, ${hex(address)}\n l${width} t1, 0(t0)\n${keep(random)}`;
}

/** A register of the PLIC that some hart of the machine, or none, has. */
function plicRegister(random: Random, harts: number): number {
  const context = random.below(2 * harts + 1);
  return (
    PLIC +
    random.of([
      4 * random.of(SOURCES),
      0x1000,
      0x2000 + 0x80 * context,
      0x20_0000 + 0x1000 * context,
      0x20_0004 + 0x1000 * context,
    ])
  );
}

const clintRegister = (random: Random, harts: number): number => {
  const hart = random.below(harts + 1);
  return CLINT + random.of([4 * hart, 0x4000 + 8 * hart, 0x4004 + 8 * hart, 0xbff8, 0xbffc]);
};

/** CSRs that M-mode may write without losing its way for sure. */
const csrs = [
  ['mcountinhibit', 'mhpmevent3', 'mhpmcounter3', 'mhpmevent4', 'mhpmcounter4', 'mcyclecfg', 'minstretcfg', 'mcycle'],
  ['tselect', 'tdata1', 'tdata2', 'tdata3', 'mcontext', 'scontext'],
  ['miselect', 'mireg', 'siselect', 'sireg', 'mvien', 'mvip', 'hvien', 'hvip', 'hvictl', 'hviprio1'],
  ['mideleg', 'medeleg', 'hideleg', 'hedeleg', 'sie', 'vsie', 'mip', 'menvcfg', 'henvcfg', 'senvcfg', 'mcounteren'],
  ['stimecmp', 'vstimecmp', 'htimedelta', 'mstateen0', 'hstateen0', 'satp', 'vsatp', 'hgatp', 'stvec', 'sepc'],
].flat();

const csrWrite = (random: Random): string => {
  const value = random.of([
    0n,
    (1n << 64n) - 1n,
    random.word(),
    1n << BigInt(random.below(64)),
    BigInt(random.below(64)),
  ]);
  return ` li t0, ${hex(value)}\n ${random.of(['csrw', 'csrs', 'csrc'])} ${random.of(csrs)}, t0\n`;
};

/** A record of the memory controller, or of a hart that is there or not. */
const errorRecord = (random: Random, harts: number): number => {
  const bank = random.below(harts + 2);
  return ERROR_BANKS + 0x1000 * bank + 64 * (1 + random.below(bank === 0 ? 2 : 1));
};

/** Hardware errors: what records signal, and a record that is injected or read; corrupted lines; lines that are good again. */
const errors: readonly Statement[] = [
  (random, _mode, harts) => ` li t0, ${hex(errorRecord(random, harts))}\n li t1, ${random.below(256)}\n sw t1, 0(t0)\n`,
  (random, _mode, harts) => {
    const status = hex((1n << BigInt(random.below(4))) | (random.oneIn(2) ? 0x1000n : random.word()));
    return ` li t0, ${hex(errorRecord(random, harts))}\n li t1, ${status}\n sd t1, 8(t0)\n li t1, ${random.below(6)}\n sw t1, 4(t0)\n`;
  },
  (random, _mode, harts) =>
    ` li t0, ${hex(errorRecord(random, harts) + 8 * random.below(8))}\n ${random.of(['lw', 'ld'])} t1, 0(t0)\n${keep(random)}`,
  (random, _mode, harts) =>
    ` li t0, ${hex(errorRecord(random, harts))}\n li t1, ${1 + random.below(3)} << 16\n sw t1, 4(t0)\n`,
  ...[1, 1, 1, 2].map((command): Statement => (random) => {
    const place = random.of(['data', 'data', 'data', 'patch', 'last', 'areas', 'rest']);
    const line = place === 'data' ? 64 * random.below(DATA_BYTES / 64) : 0;
    return ` la t0, ${place} + ${line}\n andi t0, t0, -64\n ori t0, t0, ${command}\n li t1, ${hex(ERROR_BANKS + 56)}\n sd t0, 0(t1)\n`;
  }),
  (random) => `${dataAddress(random)} ${random.of(['cbo.zero', 'cbo.flush'])} (t0)\n`,
];

const loop = (count: number) => ` li t2, ${count}\n1: addi t2, t2, -1\n bnez t2, 1b\n`;
const dataAddress = (random: Random) => ` la t0, data + ${8 * random.below(DATA_BYTES / 8)}\n`;
/** A command for HTIF, whole or a half: a character, a read, none, and rarely the exit. */
function htif(random: Random): string {
  const value = random.of([0x0101n << 48n, 0x0100n << 48n, 0n, random.oneIn(9) ? 1n : 0x0101n << 48n]);
  const half = random.of([0, 0, 4]);
  const store = random.of([' sd t1, 0(t0)', ` srli t2, t1, ${8 * half}\n sw t2, ${half}(t0)`]);
  return ` la t0, tohost\n li t1, ${hex(value | BigInt(value > 1n ? 0x20 + random.below(0x5f) : 0))}\n${store}\n`;
}

const armTimer: Statement = (random, mode) => {
  const when = ` rdtime a0\n addi a0, a0, ${random.below(200)}\n`;
  if (mode === 's') return `${when} li a7, ${hex(TIME)}\n li a6, 0\n ecall\n li t0, 1 << 5\n csrs sie, t0\n`;
  return `${when} csrr t0, mhartid\n slli t0, t0, 3\n li t1, ${hex(CLINT + 0x4000)}\n add t0, t0, t1\n sd a0, 0(t0)\n li t0, 1 << 7\n csrs mie, t0\n`;
};

/** A timer of the hart's own, soon or just past, and its interrupt while the hart goes on. */
const ownTimer: Statement = (random, mode) => {
  const enable = mode === 's' ? ' csrsi sstatus, 2\n' : ' li t0, 1 << 63\n csrs menvcfg, t0\n csrsi mstatus, 8\n';
  const arm = ` rdtime t0\n addi t0, t0, ${random.below(12) - 1}\n csrw stimecmp, t0\n`;
  const wait = loop(1 + random.below(40));
  return ` li t0, 1 << 5\n csrs ${mode}ie, t0\n${random.oneIn(2) ? `${enable}${arm}` : `${arm}${enable}`}${wait}`;
};

/** The firmware's calls. */
const calls: readonly Statement[] = [
  (random, _mode, harts) => sbi(IPI, 0, random.below(1 << harts), 0),
  (random, _mode, harts) => sbi(RFENCE, random.below(3), random.below(1 << harts), 0, 0, 0),
  (random, _mode, harts) => sbi(HSM, 2, random.below(harts + 1)),
  (random, _mode, harts) => ` la a1, worker\n${sbi(HSM, 0, random.below(harts + 1))}`,
  (random, mode, harts) =>
    `${armTimer(random, mode, harts)} la a1, worker\n li a2, 0\n${sbi(HSM, 3, random.of(['0x80000000', 0]))}`,
  (random, mode, harts) => `${armTimer(random, mode, harts)} la a1, worker\n li a2, 0\n${sbi(SUSP, 0, 0)}`,
  // Double traps end a run, and are rarer.
  (random) => {
    const feature = random.oneIn(9) ? 3 : random.of([0, 1, 2, 4, 5, 5, 6]);
    const value = feature === 5 ? random.of([0, 7, 16, 1]) : random.below(2);
    return sbi(FWFT, random.oneIn(4) ? 1 : 0, feature, value, random.oneIn(9) ? 1 : 0);
  },
  // An event from the first call to the last.
  (random, _mode, harts) => {
    const event = random.of(EVENTS);
    const prepare = ` la a1, sse_handler\n li a2, 5\n${sbi(SSE, 2, event)}${sbi(SSE, 4, event)}${sbi(SSE, 8)}`;
    return `${prepare}${sbi(SSE, 7, event, random.below(harts))}`;
  },
  (random) => sbi(DBCN, 2, 0x20 + random.below(0x5f)),
  (random) => ` la a1, data\n li a2, 0\n${sbi(DBCN, random.below(2), random.below(6))}`,
  () => sbi(2, 0),
  (random) => ` la a1, sse_handler\n li a2, ${random.below(100)}\n${sbi(SSE, 2, random.of(EVENTS))}`,
  (random) => sbi(SSE, random.of([3, 4, 4, 5]), random.of(EVENTS)),
  (random, _mode, harts) => sbi(SSE, 7, random.of(EVENTS), random.below(harts)),
  (random) => sbi(SSE, random.of([8, 8, 9])),
  (random) =>
    ` la t0, data\n li t1, ${random.below(4)}\n sd t1, 0(t0)\n la a3, data\n li a4, 0\n${sbi(SSE, 1, random.of(EVENTS), 1, 1)}`,
];

/** What a hart can do by itself. Registers a0 to a7 and t0 to t2 are free. */
const statements: readonly Statement[] = [
  (random) => loop(1 + random.below(40)),
  (random) => `${dataAddress(random)} ${random.of(['sd', 'ld'])} t1, 0(t0)\n`,
  (random) => `${dataAddress(random)} amoadd.d t1, t2, (t0)\n`,
  (random) => `${dataAddress(random)} lr.d t1, (t0)\n${random.oneIn(2) ? loop(3) : ''} sc.d t1, t2, (t0)\n`,
  (random) =>
    ` li t0, ${hex(random.word())}\n fmv.d.x fa${random.below(8)}, t0\n fadd.d fa0, fa1, fa${random.below(8)}\n`,
  (random) => deviceAccess(random, UART + random.below(UART_REGISTERS)),
  (random) => deviceAccess(random, UART + random.below(UART_REGISTERS)),
  (random) => deviceAccess(random, RTC + 4 * random.below(RTC_REGISTERS)),
  (random, _mode, harts) => deviceAccess(random, plicRegister(random, harts)),
  (random, _mode, harts) => deviceAccess(random, clintRegister(random, harts)),
  // All on: the PLIC for the UART and the RTC, and an alarm that is due soon.
  () =>
    ` li t0, ${hex(PLIC)}\n li t1, 1\n sw t1, 40(t0)\n sw t1, 44(t0)\n li t1, 3 << 10\n li t2, 0x2000\n add t0, t0, t2\n sw t1, 0(t0)\n sw t1, 0x80(t0)\n`,
  () => ` li t0, ${hex(UART)}\n li t1, 3\n sb t1, 1(t0)\n`,
  (random) =>
    ` li t0, ${hex(RTC)}\n lwu t1, 0(t0)\n li t2, ${100 * random.below(200)}\n add t1, t1, t2\n lwu t2, 4(t0)\n sw t2, 0xc(t0)\n sw t1, 8(t0)\n li t1, 1\n sw t1, 0x10(t0)\n`,
  armTimer,
  armTimer,
  (_random, mode) => ` li t0, 0xaaa\n csrs ${mode}ie, t0\n csrsi ${mode}status, ${mode === 's' ? 2 : 8}\n`,
  (random, mode) => ` csr${random.of(['s', 'c'])}i ${mode}status, ${mode === 's' ? 2 : 8}\n`,
  (random, mode, harts) => `${random.oneIn(4) ? '' : armTimer(random, mode, harts)} wfi\n`,
  // What the time and the counters are just now.
  (random) => ` csrr t1, ${random.of(['time', 'time', 'cycle', 'instret'])}\n${keep(random)}`,
  (random) => `${loop(1 + random.below(12))} rdtime t1\n${keep(random)}`,
  ownTimer,
  ownTimer,
  htif,
  (random) => random.of([' ebreak\n', ' .word 0\n', ' jr zero\n', ' ld t0, 0(zero)\n']),
  // Code that is changed, and then fenced or not.
  (random) =>
    ` li t0, ${hex(0x13 | (10 << 7) | (10 << 15) | (random.below(2048) << 20))}\n la t1, patch\n sw t0, 0(t1)\n${random.oneIn(2) ? ' fence.i\n' : ''} jal ra, patch\n`,
];

/** Pages from 1 GiB on, by the last table of S-mode programs that have tables. */
const PAGES = 4;
const PAGED = 0x4000_0000;
const pageAddress = (random: Random, page: number) => hex(PAGED + 4096 * page + 8 * random.below(512));

/** RAM and devices are where they are; what the pages are is for statements to say. */
const turnOnPaging = `
 la t0, root
 li t1, 0xcf
 sd t1, 0(t0)
 li t1, (0x80000000 >> 2) | 0xcf
 sd t1, 16(t0)
 la t2, middle
 srli t1, t2, 2
 ori t1, t1, 1
 sd t1, 8(t0)
 la t1, last
 srli t1, t1, 2
 ori t1, t1, 1
 sd t1, 0(t2)
 srli t0, t0, 12
 li t1, 8 << 60
 or t0, t0, t1
 csrw satp, t0
`;

const map = (page: number, to: string, flags: number) =>
  ` la t0, ${to}\n srli t0, t0, 12\n slli t0, t0, 10\n ori t0, t0, ${flags}\n la t1, last\n sd t0, ${8 * page}(t1)\n`;

/** Pages are mapped anew, fenced or not, also to the table in which they stand; and accessed. */
const paging: readonly Statement[] = [
  (random) => {
    const to = random.of(['data', 'data', 'data + 4096', 'last', 'middle']);
    // Without A and D, read-only, for U-mode, execute-only, nothing.
    const mapped = map(random.below(PAGES), to, random.of([0xcf, 0xcf, 0xcf, 0x0f, 0x4f, 0xc3, 0xdf, 0xc9, 0]));
    return `${mapped}${random.oneIn(4) ? ' sfence.vma\n' : ''}`;
  },
  (random) =>
    ` li t0, ${pageAddress(random, random.below(PAGES))}\n ${random.of(['ld', 'lw', 'sd', 'sb'])} t1, 0(t0)\n`,
  (random) => ` li t0, ${pageAddress(random, random.below(PAGES))}\n amoor.d t1, t2, (t0)\n`,
  // Into the table itself, if it is mapped.
  (random) => ` li t0, ${hex(PAGED + 4096 * random.below(PAGES) + 8 * random.below(PAGES))}\n sd zero, 0(t0)\n`,
  (random) => {
    const page = random.below(PAGES);
    const address = ` la t0, patch\n slli t0, t0, 52\n srli t0, t0, 52\n li t1, ${hex(PAGED + 4096 * page)}\n`;
    return `${map(page, 'patch', 0xcf)}${address} add t0, t0, t1\n jalr ra, 0(t0)\n`;
  },
];

/** How the last statement of the first hart ends the run, if nothing has ended it before. */
const ends: readonly string[] = [
  `${sbi(SRST, 0, 0, 0)} li t0, 0x100000\n li t1, 0x5555\n sw t1, 0(t0)\n`,
  ' li t0, 0x100000\n li t1, 0x73333\n sw t1, 0(t0)\n',
  ' nop\n',
  ' csrw xtvec, zero\n jr zero\n',
  ' csrw xie, zero\n1: wfi\n j 1b\n',
];

/**
 * A program for harts on the board: each does random things with memory, page tables, devices, timers, interrupts and the firmware, and
 * has a handler that takes interrupts and goes on behind what traps.
 */
export function randomBoardProgram(random: Random, mode: ProgramMode, harts: number, more?: More): string {
  const isPaged = mode === 's' && random.oneIn(2);
  const hasErrors = random.oneIn(2);
  const statement = (): string => {
    if (more && random.oneIn(2)) return random.of(more.statements)(random, mode, harts);
    if (isPaged && random.oneIn(3)) return random.of(paging)(random, mode, harts);
    if (mode === 'm' && random.oneIn(4)) return csrWrite(random);
    if (hasErrors && random.oneIn(4)) return random.of(errors)(random, mode, harts);
    return random.of(mode === 's' && random.oneIn(2) ? calls : statements)(random, mode, harts);
  };
  const bodies = Array.from({ length: harts }, (_, hart) => {
    const body = `${isPaged ? turnOnPaging : ''}${Array.from({ length: STATEMENTS }, statement).join('')}`;
    return `body_${hart}:\n${body}${hart === 0 ? random.of(ends).replaceAll('xtvec', `${mode}tvec`).replaceAll('xie', `${mode}ie`) : ''} j rest\n`;
  });
  const start =
    mode === 's' ? Array.from({ length: harts - 1 }, (_, n) => ` la a1, worker\n${sbi(HSM, 0, n + 1)}`) : [];
  const hartid = mode === 's' ? '' : ' csrr a0, mhartid\n';
  return `
 .option norvc
${start.join('')}${mode === 's' ? ' li a0, 0\n' : ''}
worker:
${hartid} la t0, areas
 slli t1, a0, 8
 add t0, t0, t1
 # Who has begun often enough, by HSM, rests.
 ld t1, 32(t0)
 addi t1, t1, 1
 sd t1, 32(t0)
 li t2, ${BEGINNINGS}
 ble t1, t2, 1f
 j rest
1:
 li t1, ${PATIENCE}
 sd t1, 0(t0)
 csrw ${mode}scratch, t0
 la t0, handler
 csrw ${mode}tvec, t0
${Array.from({ length: harts }, (_, hart) => ` li t0, ${hart}\n beq a0, t0, go_${hart}\n`).join('')} j rest
${Array.from({ length: harts }, (_, hart) => `go_${hart}:\n la t0, body_${hart}\n jr t0\n`).join('')}
${handler(mode, more?.claim ?? claimFromPlic)}
${bodies.join('')}
rest:
 wfi
 j rest
patch:
 addi a0, a0, 1
 ret
sse_handler:
 addi s10, s10, 1
 add s11, s11, a7
 li a7, ${hex(SSE)}
 li a6, 6
 ecall
 j rest
 .balign 256
areas: .zero ${256 * harts}
 .balign 4096
data: .zero ${DATA_BYTES}
root: .zero 4096
middle: .zero 4096
last: .zero 4096
tohost: .dword 0
fromhost: .dword 0
${more?.data ?? ''}`;
}

/** That of the first hart. */
const claimFromPlic: More['claim'] = (mode) =>
  ` li t0, ${hex(PLIC + 0x20_0004 + (mode === 's' ? 0x1000 : 0))}\n lw t1, 0(t0)\n sw t1, 0(t0)\n`;

/** Takes every interrupt, and goes on behind every exception until the hart's patience is at its end. */
const handler = (mode: ProgramMode, claim: More['claim']): string => `
 .balign 4
handler:
 csrrw sp, ${mode}scratch, sp
 sd t0, 8(sp)
 sd t1, 16(sp)
 sd t2, 24(sp)
 csrr t0, ${mode}cause
 bltz t0, interrupt
 ld t1, 0(sp)
 addi t1, t1, -1
 sd t1, 0(sp)
 bltz t1, give_up
 # Nothing follows a failed fetch: what called is in ra, or else the run is over for this hart.
 li t1, 1
 beq t0, t1, give_up
 csrr t0, ${mode}epc
 addi t0, t0, 4
 csrw ${mode}epc, t0
leave:
 ld t0, 8(sp)
 ld t1, 16(sp)
 ld t2, 24(sp)
 csrrw sp, ${mode}scratch, sp
 ${mode}ret
give_up:
 la t0, rest
 csrw ${mode}epc, t0
 j leave
interrupt:
 andi t0, t0, 0x3f
 li t1, ${mode === 's' ? 9 : 11}
 beq t0, t1, external
 # The source's enable goes off: a statement may turn it on again.
 li t1, 1
 sll t1, t1, t0
 csrc ${mode}ie, t1
 csrc ${mode}ip, t1
${mode === 's' ? '' : ` csrr t0, mhartid\n slli t0, t0, 2\n li t1, ${hex(CLINT)}\n add t0, t0, t1\n sw zero, 0(t0)`}
 j leave
external:
${claim(mode)} li t0, ${hex(UART)}
 lbu t1, 0(t0)
 lbu t1, 2(t0)
 li t0, ${hex(RTC)}
 sw zero, 0x1c(t0)
 j leave
`;
