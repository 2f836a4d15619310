import { type Isa, parseIsa } from '@hartlab/isa';
import { describe, expect, test } from 'vitest';
import { commitLine } from './commit-log.ts';
import { machineWith, program } from './testing/program.ts';

/** The first lines of what the program logs, without those of the reset vector's code. */
function logOf(source: string, count: number, options: { harts?: number; isa?: Isa; quantum?: number } = {}): string[] {
  const kernel = program(`${source}\n 1: j 1b`, 0x8000_0000);
  const { machine } = machineWith({ bios: 'none', kernel, ...options });
  const lines: string[] = [];
  machine.run({
    maxInstructions: 200,
    observe: (hart, commit) => {
      const line = commitLine(hart, commit);
      if (line !== undefined) lines.push(line);
    },
  });
  const inRam = /^core +\d: \d 0x0000000080/;
  return lines.filter((line) => inRam.test(line)).slice(0, count);
}

// The expected lines are those of riscv-isa-sim 1.1.1-dev with --log-commits for the same programs.
describe('lines as Spike writes them', () => {
  test('integer registers, padded; nothing for x0', () => {
    expect(logOf('li t0, -1\n nop\n c.nop\n c.addi a5, 1', 4)).toEqual([
      'core   0: 3 0x0000000080000000 (0xfff00293) x5  0xffffffffffffffff',
      'core   0: 3 0x0000000080000004 (0x00000013)',
      'core   0: 3 0x0000000080000008 (0x0001)',
      'core   0: 3 0x000000008000000a (0x0785) x15 0x0000000000000001',
    ]);
  });

  test('loads, stores and atomics, with the bytes that they store', () => {
    const source = `
      auipc t1, 0
      li t0, -1
      lr.d t2, (t1)
      sc.d t2, t0, (t1)
      sc.d t2, t0, (t1)
      amoadd.w t2, t0, (t1)
      lb t2, 1(t1)
      sh t2, 2(t1)
      ld t1, 0(t1)
    `;
    const add = 'core   0: 3 0x0000000080000014 (0x005323af) x7  0xffffffffffffffff';
    expect(logOf(source, 9).slice(2)).toEqual([
      'core   0: 3 0x0000000080000008 (0x100333af) x7  0xfff0029300000317 mem 0x0000000080000000',
      'core   0: 3 0x000000008000000c (0x185333af) x7  0x0000000000000000 mem 0x0000000080000000 0xffffffffffffffff',
      'core   0: 3 0x0000000080000010 (0x185333af) x7  0x0000000000000001',
      `${add} mem 0x0000000080000000 mem 0x0000000080000000 0xfffffffe`,
      'core   0: 3 0x0000000080000018 (0x00130383) x7  0xffffffffffffffff mem 0x0000000080000001',
      'core   0: 3 0x000000008000001c (0x00731123) mem 0x0000000080000002 0xffff',
      'core   0: 3 0x0000000080000020 (0x00033303) x6  0xfffffffffffffffe mem 0x0000000080000000',
    ]);
  });

  test('CSRs, under the name of the register that holds the bits', () => {
    const source = `
      li t0, -1
      csrw mscratch, t0
      csrw sstatus, zero
      csrr t1, mscratch
      csrw hgatp, t0
      csrrw t2, sepc, t0
    `;
    expect(logOf(source, 6).slice(1)).toEqual([
      'core   0: 3 0x0000000080000004 (0x34029073) c832_mscratch 0xffffffffffffffff',
      'core   0: 3 0x0000000080000008 (0x10001073) c768_mstatus 0x0000000a00000000',
      'core   0: 3 0x000000008000000c (0x34002373) x6  0xffffffffffffffff',
      'core   0: 3 0x0000000080000010 (0x68029073) c1664_hgatp 0x03fffffffffffffc',
      'core   0: 3 0x0000000080000014 (0x141293f3) x7  0x0000000000000000 c321_sepc 0xfffffffffffffffe',
    ]);
  });

  test('no CSR that takes no writes: one of PMP entries that do not exist, and hgeie without guest interrupt files', () => {
    const source = `
      li t0, -1
      csrw pmpcfg14, t0
      csrw hgeie, t0
      csrw mscratch, zero
    `;
    expect(logOf(source, 4).slice(1)).toEqual([
      'core   0: 3 0x0000000080000004 (0x3ae29073)',
      'core   0: 3 0x0000000080000008 (0x60729073)',
      'core   0: 3 0x000000008000000c (0x34001073) c832_mscratch 0x0000000000000000',
    ]);
  });

  test('floating-point registers, fflags and frm instead of fcsr, and the status that becomes Dirty', () => {
    const source = `
      li t0, 0x2000
      csrs mstatus, t0
      fmv.d.x f10, t0
      fmv.w.x f1, t0
      fdiv.d f11, f10, f10
      fmv.d.x f0, x0
      fdiv.d f12, f10, f0
      fdiv.d f12, f10, f0
      csrwi fcsr, 3
      csrwi frm, 2
      csrr a1, fcsr
      auipc a0, 0
      fsw f1, 0(a0)
      flw f9, 0(a0)
    `;
    expect(logOf(source, 14)).toEqual([
      'core   0: 3 0x0000000080000000 (0x000022b7) x5  0x0000000000002000',
      'core   0: 3 0x0000000080000004 (0x3002a073) c768_mstatus 0x0000000a00002000',
      'core   0: 3 0x0000000080000008 (0xf2028553) f10 0x0000000000002000 c768_mstatus 0x8000000a00006000',
      'core   0: 3 0x000000008000000c (0xf00280d3) f1  0xffffffff00002000',
      'core   0: 3 0x0000000080000010 (0x1aa575d3) f11 0x3ff0000000000000',
      'core   0: 3 0x0000000080000014 (0xf2000053) f0  0x0000000000000000',
      'core   0: 3 0x0000000080000018 (0x1a057653) c1_fflags 0x0000000000000008 f12 0x7ff0000000000000',
      'core   0: 3 0x000000008000001c (0x1a057653) c1_fflags 0x0000000000000008 f12 0x7ff0000000000000',
      'core   0: 3 0x0000000080000020 (0x0031d073) c1_fflags 0x0000000000000003 c2_frm 0x0000000000000000',
      'core   0: 3 0x0000000080000024 (0x00215073) c2_frm 0x0000000000000002',
      'core   0: 3 0x0000000080000028 (0x003025f3) x11 0x0000000000000043',
      'core   0: 3 0x000000008000002c (0x00000517) x10 0x000000008000002c',
      'core   0: 3 0x0000000080000030 (0x00152027) mem 0x000000008000002c 0x00002000',
      'core   0: 3 0x0000000080000034 (0x00052487) f9  0xffffffff00002000 mem 0x000000008000002c',
    ]);
  });

  test('without D, the 32 bits that there are', () => {
    const source = 'li t0, 0x2000; csrs mstatus, t0; fmv.w.x f1, t0';
    expect(logOf(source, 3, { isa: parseIsa('rv64imaf') }).at(-1)).toBe(
      'core   0: 3 0x0000000080000008 (0xf00280d3) f1  0x00002000 c768_mstatus 0x8000000a00006000',
    );
  });

  // Spike's map of what was written has the keys number << 4 | kind, where kind is 0 for x, 1 for f and 4 for CSRs.
  test('of one number, the register comes before the CSR', () => {
    const source = `
      li t0, 0x6000
      csrs mstatus, t0
      fmv.d.x f2, t0
      fmv.d.x f0, x0
      fdiv.d f1, f2, f0
    `;
    expect(logOf(source, 5).at(-1)).toBe(
      'core   0: 3 0x0000000080000010 (0x1a0170d3) f1  0x7ff0000000000000 c1_fflags 0x0000000000000008',
    );
  });

  // Spike's float_csr_t and WRITE_FRD mark both: sstatus of the mode, and mstatus behind it.
  test('a guest that makes floating point Dirty writes vsstatus and mstatus', () => {
    const source = `
      csrwi pmpcfg0, 31
      li t0, -1
      csrw pmpaddr0, t0
      la t0, guest
      csrw mepc, t0
      li t0, 1 << 39 | 1 << 11 | 0x2000
      csrw mstatus, t0
      li t0, 0x2000
      csrw vsstatus, t0
      mret
    guest:
      fmv.d.x f5, x0
      fmv.d.x f5, x0
    `;
    const guest = logOf(source, 200).filter((line) => line.startsWith('core   0: 1'));
    expect(guest.slice(0, 2).map((line) => line.replace(/^.*\) /, ''))).toEqual([
      'f5  0x0000000000000000 c512_vsstatus 0x8000000200006000 c768_mstatus 0x8000000a00006080',
      'f5  0x0000000000000000',
    ]);
  });

  test('both, also where one of them is Dirty already', () => {
    const source = `
      csrwi pmpcfg0, 31
      li t0, -1
      csrw pmpaddr0, t0
      la t0, guest
      csrw mepc, t0
      li t0, 1 << 39 | 1 << 11 | 0x6000
      csrw mstatus, t0
      li t0, 0x2000
      csrw vsstatus, t0
      mret
    guest:
      csrwi frm, 1
      fmv.d.x f5, x0
    `;
    const guest = logOf(source, 200).filter((line) => line.startsWith('core   0: 1'));
    expect(guest.slice(0, 2).map((line) => line.replace(/^.*\) /, ''))).toEqual([
      'c2_frm 0x0000000000000001 c512_vsstatus 0x8000000200006000 c768_mstatus 0x8000000a00006080',
      'f5  0x0000000000000000',
    ]);
  });

  test('the mode before the instruction, what returns write, VS CSRs under their own names', () => {
    const source = `
      csrwi pmpcfg0, 31
      li t0, -1
      csrw pmpaddr0, t0
      la t0, guest
      csrw mepc, t0
      li t0, 1 << 39 | 1 << 11
      csrw mstatus, t0
      mret
    guest:
      la t0, user
      csrw sepc, t0
      csrw satp, zero
      sret
    user: add t0, t0, t0
    `;
    expect(logOf(source, 18).slice(10)).toEqual([
      'core   0: 3 0x0000000080000028 (0x30029073) c768_mstatus 0x0000008a00000800',
      'core   0: 3 0x000000008000002c (0x30200073) c768_mstatus 0x0000000a00000080',
      'core   0: 1 0x0000000080000030 (0x00000297) x5  0x0000000080000030',
      'core   0: 1 0x0000000080000034 (0x01428293) x5  0x0000000080000044',
      'core   0: 1 0x0000000080000038 (0x14129073) c577_vsepc 0x0000000080000044',
      'core   0: 1 0x000000008000003c (0x18001073) c640_vsatp 0x0000000000000000',
      'core   0: 1 0x0000000080000040 (0x10200073) c512_vsstatus 0x0000000200000020',
      'core   0: 0 0x0000000080000044 (0x005282b3) x5  0x0000000100000088',
    ]);
  });
});

/** Of the first lines, what is after the instruction's bits. */
const writesOf = (source: string, isa: string, count: number) =>
  logOf(source, count, { isa: parseIsa(isa) }).map((line) => line.replace(/^.*?\) ?/, ''));

// The same Spike, with --isa as here.
describe('what is told of rarer instructions', () => {
  test('mnret writes mnstatus, and mstatus where it leaves M-mode', () => {
    const source = (mnstatus: number) => `
      csrwi mnstatus, 8
      la t0, 1f
      csrw mnepc, t0
      li t0, ${mnstatus}
      csrw mnstatus, t0
      .4byte 0x70200073
    1: nop
    `;
    expect(writesOf(source(8), 'rv64imah_smrnmi', 8).slice(6)).toEqual([
      'c768_mstatus 0x0000000a00000000 c1860_mnstatus 0x0000000000000008',
    ]);
    expect(writesOf(source(0x1808), 'rv64imah_smrnmi', 9).slice(7, 8)).toEqual(['c1860_mnstatus 0x0000000000001808']);
  });

  test('sret in M-mode writes hstatus only where there is one', () => {
    const source = 'csrwi pmpcfg0, 31\n la t0, 1f\n csrw sepc, t0\n sret\n 1: nop';
    expect(writesOf(source, 'rv64imac', 5).at(-1)).toBe('c768_mstatus 0x0000000a00000020');
    expect(writesOf(source, 'rv64imac_h', 5).at(-1)).toBe(
      'c768_mstatus 0x0000000a00000020 c1536_hstatus 0x0000000200000000',
    );
  });

  test('a compare-and-swap that finds another value has stored nothing; a pair is loaded at once', () => {
    const source = `
      auipc a0, 0
      li t1, 5
      li t2, 7
      amocas.d t1, t2, (a0)
      amocas.w t1, t2, (a0)
      ld t1, 0(a0)
      li s0, 1
      amocas.q s0, t1, (a0)
      amocas.q s0, t1, (a0)
    `;
    expect(writesOf(source, 'rv64ima_zacas', 9).slice(3)).toEqual([
      'x6  0x0050031300000517 mem 0x0000000080000000',
      'x6  0x0000000000000517 mem 0x0000000080000000 mem 0x0000000080000000 0x00000007',
      'x6  0x0050031300000007 mem 0x0000000080000000',
      'x8  0x0000000000000001',
      'x8  0x0050031300000007 x9  0x2875332f00700393 mem 0x0000000080000000',
      'x8  0x0050031300000007 x9  0x2875332f00700393 mem 0x0000000080000000 mem 0x0000000080000000 0x0050031300000007 mem 0x0000000080000008 0x0000000000000007',
    ]);
  });

  test('a cache block is zeroed byte by byte', () => {
    const [, , zero = ''] = writesOf(
      'la a0, 1f\n cbo.zero (a0)\n j 1f\n .balign 64\n .space 4\n 1: nop',
      'rv64imac_zicboz',
      3,
    );
    const bytes = Array.from(
      { length: 64 },
      (_, byte) => `mem 0x${(0x8000_0040 + byte).toString(16).padStart(16, '0')} 0x00`,
    );
    expect(zero).toBe(bytes.join(' '));
  });

  test('a window on registers without an address is logged as such; what a locked register ignores is not', () => {
    const source = `
      li t0, 0x6000000000000048
      csrw tdata1, t0
      csrw tdata2, t0
      li t2, 0x9f
      csrw pmpcfg0, t2
      csrw pmpaddr0, zero
    `;
    const lines = writesOf(source, 'rv64imac_sdtrig', 8);
    expect(lines.slice(3)).toEqual([
      'c1953_tdata1 0x6000000000000048',
      'c1954_tdata2 0x6000000000000048',
      'x7  0x000000000000009f',
      'c928_pmpcfg0 0x000000000000009f',
      '',
    ]);
  });

  test('addresses are those that instructions compute, before pointer masking', () => {
    const source = `
      li t0, 3 << 32
      csrw mseccfg, t0
      la a0, 1f
      li t2, 0xabcd << 48
      or a0, a0, t2
      ld a1, 0(a0)
      sd a1, 0(a0)
      .balign 8
      1: nop
      nop
    `;
    const lines = writesOf(source, 'rv64imac_smmpm', 20).filter((line) => line.includes('mem'));
    expect(lines).toEqual([
      expect.stringMatching(/^x11 0x0000001300000013 mem 0xabcd0000800000\w\w$/),
      expect.stringMatching(/^mem 0xabcd0000800000\w\w 0x0000001300000013$/),
    ]);
  });
});

test('a trap has no line', () => {
  expect(logOf('la t0, 1f\n csrw mtvec, t0\n ecall\n nop\n .balign 4\n1: csrr t0, mcause', 4)).toEqual([
    'core   0: 3 0x0000000080000000 (0x00000297) x5  0x0000000080000000',
    'core   0: 3 0x0000000080000004 (0x01428293) x5  0x0000000080000014',
    'core   0: 3 0x0000000080000008 (0x30529073) c773_mtvec 0x0000000080000014',
    'core   0: 3 0x0000000080000014 (0x342022f3) x5  0x000000000000000b',
  ]);
});

test('every hart has lines of its own', () => {
  const lines = logOf('csrr t0, mhartid', 200, { harts: 2, quantum: 100 }).filter((line) =>
    line.includes('(0xf14022f3)'),
  );
  expect(lines).toEqual([
    'core   0: 3 0x0000000080000000 (0xf14022f3) x5  0x0000000000000000',
    'core   1: 3 0x0000000080000000 (0xf14022f3) x5  0x0000000000000001',
  ]);
});
