import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assemble } from '@hartlab/isa';

/** For tests: a directory of their own. */
export const temporaryDirectory = (): string => mkdtempSync(join(tmpdir(), 'hartlab-test-'));

/** Assembles a payload to a raw binary, which is loaded at 0x80200000, and answers its path. */
export const rawPayload = (directory: string, name: string, source: string): string => {
  const path = join(directory, `${name}.bin`);
  writeFileSync(path, assemble(source, { origin: 0x8020_0000n }).bytes);
  return path;
};

const FILE_HEADER = 64;
const PROGRAM_HEADER = 56;

/** An ELF file with one `nop` in each segment; the fields are those of the ELF-64 Object File Format. */
export const elfBytes = (
  options: { segments?: readonly bigint[]; elfClass?: number; machine?: number } = {},
): Uint8Array => {
  const { segments = [0x8020_0000n], elfClass = 2, machine = 243 } = options;
  const contents = FILE_HEADER + PROGRAM_HEADER * segments.length;
  const bytes = new Uint8Array(contents + 4);
  const view = new DataView(bytes.buffer);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, elfClass, 1, 1]);
  view.setUint16(16, 2, true);
  view.setUint16(18, machine, true);
  view.setBigUint64(24, segments[0] ?? 0n, true);
  view.setBigUint64(32, BigInt(FILE_HEADER), true);
  view.setUint16(54, PROGRAM_HEADER, true);
  view.setUint16(56, segments.length, true);
  for (const [index, address] of segments.entries()) {
    const header = FILE_HEADER + PROGRAM_HEADER * index;
    view.setUint32(header, 1, true);
    view.setBigUint64(header + 8, BigInt(contents), true);
    view.setBigUint64(header + 16, address, true);
    view.setBigUint64(header + 24, address, true);
    view.setBigUint64(header + 32, 4n, true);
    view.setBigUint64(header + 40, 4n, true);
  }
  view.setUint32(contents, 0x0000_0013, true);
  return bytes;
};

/** Ends the machine through the test finisher, with `t0` holding what is written to it. */
const finish = 'li t1, 0x100000\n sw t0, 0(t1)\n j .';

/** Payloads that end in every way there is. */
export const sources = {
  pass: `li t0, 0x5555\n ${finish}`,
  fail: `li t0, 0x73333\n ${finish}`,
  reset: `li t0, 0x7777\n ${finish}`,
  spin: 'spin: j spin',
  /** Counts in RAM that it was not loaded to, changes its own code, asks for a reset, and passes at the third start. */
  reboots: `
    li s0, 0x80600000
    ld s1, 0(s0)
    addi s1, s1, 1
    sd s1, 0(s0)
    li s2, 3
    beq s1, s2, enough
    la s3, changed
    sd zero, 0(s3)
  changed:
    nop
    nop
    li t0, 0x7777
    j end
  enough: li t0, 0x5555
  end: ${finish}`,
  calls: '1: nop\n ecall\n j 1b',
  sleep: 'wfi\n j .',
  nowhere: 'li t0, 0x40000000\n jr t0',
  hole: 'li t0, 0x3000000\n sd zero, 0(t0)\n j .',
  /** Passes if a trigger of M-mode fires while MIE is 0, and fails otherwise. */
  trigger: `la t0, 1f\n csrw mtvec, t0\n la t0, 2f\n csrw tdata2, t0\n li t0, (6 << 60) | 0x44\n csrw tdata1, t0
    2: li t0, 0x13333\n ${finish}\n .balign 4\n 1: li t0, 0x5555\n ${finish}`,
  /** Writes 64 times 8192 digits to the SBI debug console. */
  flood: `
    la s0, digits
    li s1, 8192
    add s2, s0, s1
    li t0, '0'
  fill:
    sb t0, 0(s0)
    addi s0, s0, 1
    bne s0, s2, fill
    li s3, 64
  more:
    li a7, 0x4442434e
    li a6, 0
    mv a0, s1
    la a1, digits
    li a2, 0
    ecall
    addi s3, s3, -1
    bnez s3, more
    li t0, 0x5555
    ${finish}
  digits:`,
  /** Writes to the second sector of the disk in the last slot of virtio, in the legacy layout, and reads it again. */
  disk: `
    li s0, 0x10008000
    li s1, 0x80300000
    li t0, 3
    sw t0, 0x70(s0)
    li t0, 4096
    sw t0, 0x28(s0)
    sw zero, 0x30(s0)
    li t0, 8
    sw t0, 0x38(s0)
    li t0, 4096
    sw t0, 0x3c(s0)
    srli t0, s1, 12
    sw t0, 0x40(s0)
    li t0, 7
    sw t0, 0x70(s0)
    li t0, 1              # the request: write, sector 1
    sw t0, 0x700(s1)
    sd t0, 0x708(s1)
    li t3, 0x80302000     # the data
    li t0, 0x1111111111111111
    sd t0, 0(t3)
    addi t0, s1, 0x700    # header, data, status
    sd t0, 0(s1)
    li t0, 16
    sw t0, 8(s1)
    li t0, 1
    sh t0, 12(s1)
    sh t0, 14(s1)
    sd t3, 16(s1)
    li t0, 512
    sw t0, 24(s1)
    li t0, 1
    sh t0, 28(s1)
    li t0, 2
    sh t0, 30(s1)
    addi t0, s1, 0x720
    sd t0, 32(s1)
    li t0, 1
    sw t0, 40(s1)
    li t0, 2
    sh t0, 44(s1)
    li t0, 1
    sh t0, 130(s1)
    sw zero, 0x50(s0)     # it is written
    .rept 20
    nop
    .endr
    sd zero, 0(t3)
    sw zero, 0x700(s1)    # read it
    li t0, 3
    sh t0, 28(s1)
    li t0, 2
    sh t0, 130(s1)
    sw zero, 0x50(s0)
    ld t1, 0(t3)
    lbu t2, 0x720(s1)
    li t3, 0x1111111111111111
    li t0, 0x13333
    bne t1, t3, 1f
    bnez t2, 1f
    li t0, 0x5555
    1: ${finish}`,
  /** Sends back what it reads up to a dot. */
  echo: `
    li s1, 0x10000000
    li s2, '.'
    li t0, '>'
    sb t0, 0(s1)
  wait:
    lbu t0, 5(s1)
    andi t0, t0, 1
    beqz t0, wait
    lbu t0, 0(s1)
    sb t0, 0(s1)
    bne t0, s2, wait
    li t0, 0x5555
    ${finish}`,
} as const;
