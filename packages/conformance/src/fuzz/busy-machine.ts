import { assemble } from '@hartlab/isa';
import { BufferConsole, Machine, type MachineOptions, RAM_BASE } from '@hartlab/machine';

const ENTRY = RAM_BASE + 0x20_0000;

/**
 * A supervisor in the middle of all that the firmware remembers: a locked feature, triggers, messages that nobody has asked for,
 * counters, requests of performance, an event whose handler runs, a hart that is suspended and one that is about to start.
 */
const source = `
  .option norvc
  .macro sbi extension, function
    li a7, \\extension
    li a6, \\function
    ecall
  .endm
  .equ FWFT, 0x46574654
  .equ DBTR, 0x44425452
  .equ MPXY, 0x4d505859
  .equ PMU, 0x504d55
  .equ CPPC, 0x43505043
  .equ SSE, 0x535345
  .equ HSM, 0x48534d
  .equ IPI, 0x735049
  .equ UART, 0x10000000
_start:
  li a0, 0
  li a1, 1
  li a2, 1
  sbi FWFT, 0
  la a0, triggers
  li a1, 0
  li a2, 0
  sbi DBTR, 1
  li a0, 1
  sbi DBTR, 3
  la a0, messages
  li a1, 0
  li a2, 0
  sbi MPXY, 1
  # The echo's, of which two wait, and the lab's.
  li a0, 1
  li a1, 1
  li a2, 5
  sbi MPXY, 6
  li a0, 1
  li a1, 1
  sbi MPXY, 6
  li a0, 2
  li a1, 3
  li a2, 5
  sbi MPXY, 6
  la a0, counters
  li a1, 0
  li a2, 0
  sbi PMU, 7
  # The last sixteen are the firmware's.
  sbi PMU, 0
  addi a0, a1, -16
  li a1, 0xffff
  li a2, 1 << 4 | 1 << 1
  li a3, 0xf0005
  li a4, 0
  sbi PMU, 2
  li a0, 0
  li a1, 0xfff8
  li a3, 0x10019
  sbi PMU, 2
  li a0, 0
  li a1, 0xfff8
  li a3, 0x20000
  li a4, 0x10019
  sbi PMU, 2
  li a0, 5
  li a1, 50
  sbi CPPC, 3
  # Semihosting, SYS_OPEN.
  li a0, 1
  la a1, stream
  j call
  .balign 16
call:
  slli x0, x0, 0x1f
  ebreak
  srai x0, x0, 7
  # The UART sends to itself.
  li t0, UART
  li t1, 1
  sb t1, 2(t0)
  li t1, 0x10
  sb t1, 4(t0)
  li t1, 0x5a
  sb t1, 0(t0)
  sb t1, 0(t0)
  # An alarm of the clock that is far away.
  li t0, 0x101000
  li t1, -1
  sw t1, 12(t0)
  sw t1, 8(t0)
  li a0, 1
  la a1, worker
  sbi HSM, 0
  li a0, 0xffff0000
  la a1, handler
  li a2, 3
  sbi SSE, 2
  li a0, 0xffff0000
  sbi SSE, 4
  sbi SSE, 8
  li t0, 4000
  1: addi t0, t0, -1
  bnez t0, 1b
  li a0, 2
  la a1, worker
  sbi HSM, 0
  li a0, 0xffff0000
  li a1, 0
  sbi SSE, 7
  1: j 1b
handler:
  li t0, 600
  1: addi t0, t0, -1
  bnez t0, 1b
  # On to what was not asked for until then.
  li a0, 1
  sbi MPXY, 7
  li a0, 0
  sbi FWFT, 1
  li a0, 0
  li a1, -1
  sbi IPI, 0
  li a0, 0
  li a1, 1
  sbi DBTR, 2
  li a0, 0xffff0000
  li a1, 0
  li a2, 10
  la a3, counters
  li a4, 0
  sbi SSE, 0
  sbi SSE, 6
worker:
  li a0, 0x80000000
  la a1, worker
  li a2, 7
  sbi HSM, 3
  1: wfi
  j 1b
  .balign 8
stream: .dword name, 0, 3
name: .asciz ":tt"
  .balign 4096
triggers: .dword 0, (6 << 60) | (1 << 4) | 1, 0x1000, 0
  .balign 4096
messages: .asciz "hello"
  .balign 4096
counters: .zero 4096
`;
const { bytes, labels } = assemble(source, { origin: BigInt(ENTRY) });

/** Where the handler of the event begins. */
export const handlerOfEvent: bigint = labels.get('handler')!;

/** A machine that runs it. */
export const busyMachine = (options: Partial<MachineOptions> = {}): Machine =>
  new Machine({
    bios: 'built-in',
    harts: 3,
    ram: 8 * 1024 ** 2,
    quantum: 100,
    kernel: {
      kind: 'assembled',
      entry: ENTRY,
      segments: [{ address: ENTRY, bytes, size: bytes.length }],
      symbols: [],
    },
    console: new BufferConsole('input'),
    semihosting: {},
    ...options,
  });
