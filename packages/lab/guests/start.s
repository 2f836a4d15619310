# What every guest begins with, behind the numbers of sbi.s: constants, the entry point, and the few SBI calls that all of
# them need. A guest is these two, then its own files, then one of handlers/*.s. It is entered at 0x80200000 in S-mode with
# a0 = hart id, satp = 0 and interrupts off (sbi "Hart State Management Extension").

.option norvc                 # handlers count their ebreak as 4 bytes

.equ SSTATUS_SIE, 1 << 1
.equ SSTATUS_SPIE, 1 << 5
.equ SSTATUS_SPP, 1 << 8
.equ SSTATUS_SUM, 1 << 18

.equ PTE_TABLE, 0x01          # V
.equ PTE_KERNEL, 0xcf         # D A - - X W R V
.equ PTE_USER, 0xdf           # the same with U
.equ SATP_SV39, 8 << 60

# Writes a page-table entry: \table[\index] := the address in t0, with \flags. Clobbers t0 and t1.
.macro map table, index, flags
    srli t0, t0, 2
    ori t0, t0, \flags
    la t1, \table + 8 * \index
    sd t0, 0(t1)
.endm

# Loads or stores (\op) at 8 * n(\base) every register xn but x0, sp, tp, t0, a0, a6 and a7, of which each user of this
# macro takes care in its own way.
.macro registers op, base
    \op x1, 8(\base)
    \op x3, 24(\base)
    \op x6, 48(\base)
    \op x7, 56(\base)
    \op x8, 64(\base)
    \op x9, 72(\base)
    \op x11, 88(\base)
    \op x12, 96(\base)
    \op x13, 104(\base)
    \op x14, 112(\base)
    \op x15, 120(\base)
    \op x18, 144(\base)
    \op x19, 152(\base)
    \op x20, 160(\base)
    \op x21, 168(\base)
    \op x22, 176(\base)
    \op x23, 184(\base)
    \op x24, 192(\base)
    \op x25, 200(\base)
    \op x26, 208(\base)
    \op x27, 216(\base)
    \op x28, 224(\base)
    \op x29, 232(\base)
    \op x30, 240(\base)
    \op x31, 248(\base)
.endm

.globl _start
_start:
    la sp, stack_end
    call main
finish:                       # a0 = 0 when all went well
    li a1, SRST_NO_REASON
    beqz a0, 1f
    la a0, failed
    call print
    li a1, SRST_SYSTEM_FAILURE
1:  li a7, SBI_SRST
    li a6, 0
    li a0, SRST_SHUTDOWN
    ecall
2:  j 2b                      # firmware without SRST

# Prints the zero-terminated text at a0, whose virtual address is its physical one.
print:
    mv a1, a0
    li a2, 0                  # the upper XLEN bits of the physical address
    mv t0, a0
1:  lbu t1, 0(t0)
    addi t0, t0, 1
    bnez t1, 1b
    addi t0, t0, -1
    sub a0, t0, a0
    li a7, SBI_DBCN
    li a6, DBCN_CONSOLE_WRITE
    ecall
    ret

# Registers, enables and unmasks the local software event, so that only its time is left open. The handler gets the end
# of its own stack as argument. Firmware without SSE answers with errors, and then there is no event.
sse_arm:
    li a0, SSE_LOCAL_SOFTWARE_EVENT
    la a1, sse_handler
    la a2, sse_stack_end
    li a7, SBI_SSE
    li a6, SSE_REGISTER
    ecall
    li a0, SSE_LOCAL_SOFTWARE_EVENT
    li a6, SSE_ENABLE
    ecall
    li a6, SSE_HART_UNMASK
    ecall
    ret

failed:
    .asciz "FAIL\n"
    .balign 16, 0

stack:
    .zero 1024
stack_end:
