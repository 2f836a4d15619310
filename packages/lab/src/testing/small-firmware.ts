import { assemble } from '@hartlab/isa';

/** Where a planted fault may be put: code that may use t0 to t6, with the frame of the trap in sp. */
export type Place =
  /** An event is injected: the frame is made, and its handler is next. */
  | 'injection'
  /** A handler has completed: the frame is what it interrupted. */
  | 'completion'
  /** A software interrupt has come. */
  | 'interrupt'
  /** A hart starts, before its memory is protected. */
  | 'start';

/**
 * M-mode software that is made of instructions and offers BASE, HSM's hart_start, and SSE with one event, the local software event,
 * on each of up to four harts, as the SBI says: to judge it finds nothing, but for the faults that are planted into it. It knows no
 * hypervisor, so its payloads run with V = 0. It keeps a frame of each trap in memory, and state of each hart behind that.
 */
const source = `
.equ EPC, 0
.equ STATUS, 256
.equ A0, 80
.equ A1, 88
.equ A6, 128
.equ A7, 136
.equ STATE, 264
.equ PENDING, 272
.equ MASKED, 280
.equ PRIORITY, 288
.equ ENTRY_PC, 296
.equ ENTRY_ARG, 304
.equ SEPC, 312
.equ FLAGS, 320
.equ OLD_A6, 328
.equ OLD_A7, 336
.equ START, 344
.equ OPAQUE, 352
.equ MSIP, 0x2000000
.equ REGISTERED, 1
.equ ENABLED, 2
.equ RUNNING, 3

_start:
    la t0, trap
    csrw mtvec, t0
    csrr a0, mhartid
    la sp, areas
    slli t0, a0, 10
    add sp, sp, t0
    li t0, 1
    sd t0, MASKED(sp)
    li t0, 0xf0b509
    csrw medeleg, t0
    li t0, 0x222
    csrw mideleg, t0
    li t0, 8
    csrw mie, t0
    li t0, -1
    csrw mcounteren, t0
    li t0, 0x20003fff         # 128 KiB from 0x80000000
    csrw pmpaddr0, t0
    li t0, -1
    csrw pmpaddr1, t0
    li t0, 0x1f18
    csrw pmpcfg0, t0
#: start
    li t0, 1 << 11
    csrw mstatus, t0
    li t0, 0x80200000
    beqz a0, enter
stopped:
    wfi
    ld t0, START(sp)
    beqz t0, stopped
    ld a1, OPAQUE(sp)
    sd zero, START(sp)
    li t1, MSIP
    slli t2, a0, 2
    add t1, t1, t2
    sw zero, 0(t1)
enter:
    csrw mepc, t0
    csrw mscratch, sp
    mret

.balign 4
trap:
    csrrw sp, mscratch, sp
    sd x1, 8(sp)
${Array.from({ length: 29 }, (_, n) => `    sd x${n + 3}, ${8 * (n + 3)}(sp)`).join('\n')}
    csrr t0, mscratch
    sd t0, 16(sp)
    csrw mscratch, sp
    csrr t0, mepc
    sd t0, EPC(sp)
    csrr t0, mstatus
    sd t0, STATUS(sp)
    csrr t0, mcause
    bltz t0, interrupted
    li t1, 9
    beq t0, t1, called
unexpected:
    wfi
    j unexpected

interrupted:
    csrr t0, mhartid
    slli t0, t0, 2
    li t1, MSIP
    add t1, t1, t0
    sw zero, 0(t1)
#: interrupt

deliver:                      # sbi "Software Event Injection"
    ld t0, PENDING(sp)
    beqz t0, leave
    ld t0, MASKED(sp)
    bnez t0, leave
    ld t0, STATE(sp)
    li t1, ENABLED
    bne t0, t1, leave
    li t0, RUNNING
    sd t0, STATE(sp)
    sd zero, PENDING(sp)
    csrr t0, sepc
    sd t0, SEPC(sp)
    ld t0, A6(sp)
    sd t0, OLD_A6(sp)
    ld t0, A7(sp)
    sd t0, OLD_A7(sp)
    ld t0, STATUS(sp)
    srli t1, t0, 8            # SPP
    andi t1, t1, 1
    srli t2, t0, 4            # SPIE
    andi t2, t2, 2
    or t1, t1, t2
    sd t1, FLAGS(sp)
    srli t1, t0, 3            # MPP becomes SPP,
    andi t1, t1, 0x100
    slli t2, t0, 4            # SIE becomes SPIE,
    andi t2, t2, 0x20
    or t1, t1, t2
    li t2, 0x1922
    not t2, t2
    and t0, t0, t2
    or t0, t0, t1
    li t2, 0x800              # and MPP is S
    or t0, t0, t2
    sd t0, STATUS(sp)
    ld t0, EPC(sp)
    csrw sepc, t0
    ld t0, ENTRY_PC(sp)
    sd t0, EPC(sp)
    csrr t0, mhartid
    sd t0, A6(sp)
    ld t0, ENTRY_ARG(sp)
    sd t0, A7(sp)
#: injection

leave:
    ld t0, EPC(sp)
    csrw mepc, t0
    ld t0, STATUS(sp)
    csrw mstatus, t0
    ld x1, 8(sp)
${Array.from({ length: 29 }, (_, n) => `    ld x${n + 3}, ${8 * (n + 3)}(sp)`).join('\n')}
    ld sp, 16(sp)
    mret

called:
    ld t0, EPC(sp)
    addi t0, t0, 4
    sd t0, EPC(sp)
    li t0, 0x10
    beq a7, t0, base
    li t0, 0x48534d
    beq a7, t0, hsm
    li t0, 0x535345
    beq a7, t0, sse
none:
    li a0, -2
    j answer
nothing:
    li a0, 0
answer:
    sd a0, A0(sp)
    sd zero, A1(sp)
    j deliver
value:
    sd zero, A0(sp)
    sd a1, A1(sp)
    j deliver

base:
    li a1, 0x3000000
    beqz a6, value
    li t0, 3
    li a1, 1
    bltu a6, t0, value
    bne a6, t0, none
    li t0, 0x48534d
    beq a0, t0, value
    li t0, 0x535345
    beq a0, t0, value
    li a1, 0
    j value

hsm:
    bnez a6, none
    la t0, areas
    slli t1, a0, 10
    add t0, t0, t1
    sd a1, START(t0)
    sd a2, OPAQUE(t0)
    li t1, MSIP
    slli t2, a0, 2
    add t1, t1, t2
    li t2, 1
    sw t2, 0(t1)
    j nothing

sse:
    li t0, 6
    beq a6, t0, complete
    li t0, 8
    beq a6, t0, unmask
    li t0, 9
    beq a6, t0, mask
    li t0, 0xffff0000
    slli a0, a0, 32
    srli a0, a0, 32
    bne a0, t0, none
    beqz a6, read
    li t0, 2
    beq a6, t0, register
    li t0, 4
    beq a6, t0, enable
    li t0, 7
    bne a6, t0, none
    la t0, areas              # inject
    slli t1, a1, 10
    add t0, t0, t1
    ld t1, STATE(t0)
    li t2, ENABLED
    bltu t1, t2, nothing
    li t1, 1
    sd t1, PENDING(t0)
    li t2, MSIP
    slli t3, a1, 2
    add t2, t2, t3
    sw t1, 0(t2)
    j nothing
read:
    ld t0, STATE(sp)
    ld t1, PENDING(sp)
    slli t1, t1, 2
    or t0, t0, t1
    ori t0, t0, 8
    sd t0, 0(a3)
    ld t0, PRIORITY(sp)
    sd t0, 8(a3)
    sd zero, 16(a3)
    csrr t0, mhartid
    sd t0, 24(a3)
    ld t0, ENTRY_PC(sp)
    sd t0, 32(a3)
    ld t0, ENTRY_ARG(sp)
    sd t0, 40(a3)
    ld t0, SEPC(sp)
    sd t0, 48(a3)
    ld t0, FLAGS(sp)
    sd t0, 56(a3)
    ld t0, OLD_A6(sp)
    sd t0, 64(a3)
    ld t0, OLD_A7(sp)
    sd t0, 72(a3)
    j nothing
register:
    sd a1, ENTRY_PC(sp)
    sd a2, ENTRY_ARG(sp)
    li t0, REGISTERED
    sd t0, STATE(sp)
    j nothing
enable:
    li t0, ENABLED
    sd t0, STATE(sp)
    j nothing
mask:
    ld t0, MASKED(sp)
    li a0, -8
    bnez t0, answer
    li t0, 1
    sd t0, MASKED(sp)
    j nothing
unmask:
    ld t0, MASKED(sp)
    li a0, -7
    beqz t0, answer
    sd zero, MASKED(sp)
    j nothing

complete:                     # sbi "Software Event Completion"
    li t0, ENABLED
    sd t0, STATE(sp)
    csrr t0, sepc
    sd t0, EPC(sp)
    ld t0, STATUS(sp)
    slli t1, t0, 3            # SPP becomes MPP,
    li t2, 0x800
    and t1, t1, t2
    srli t2, t0, 4            # SPIE becomes SIE,
    andi t2, t2, 2
    or t1, t1, t2
    ld t2, FLAGS(sp)          # and SPP and SPIE are the flags
    andi t3, t2, 1
    slli t3, t3, 8
    or t1, t1, t3
    andi t2, t2, 2
    slli t2, t2, 4
    or t1, t1, t2
    li t2, 0x1922
    not t2, t2
    and t0, t0, t2
    or t0, t0, t1
    sd t0, STATUS(sp)
    ld t0, SEPC(sp)
    csrw sepc, t0
    ld t0, OLD_A6(sp)
    sd t0, A6(sp)
    ld t0, OLD_A7(sp)
    sd t0, A7(sp)
#: completion
    j deliver

.balign 16
areas:
    .zero 4096
`;

/** Its image, for 0x80000000, with this code put into these places, and its symbols. */
export function smallFirmware(faults: Partial<Record<Place, string>> = {}, edit = (text: string): string => text) {
  const text = edit(source.replace(/^#: (\w+)$/gm, (_, place: Place) => faults[place] ?? ''));
  return assemble(text, { origin: 0x8000_0000n });
}
