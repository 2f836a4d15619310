# float: computes with f registers, wherever FS stands, and puts back what it wrote: f0, f1, fcsr and, with sstatus, FS. Of
# each all lines are marked: a handler is made of this one that leaves them all out.

.equ SSTATUS_FS, 3 << 13

sse_handler:
    addi a7, a7, -48          # the event's argument is the end of this handler's stack
    sd t0, 0(a7)
    csrr t0, sstatus                        #: fs
    sd t0, 8(a7)                            #: fs
    li t0, SSTATUS_FS
    csrs sstatus, t0
    csrr t0, fcsr                           #: fcsr
    sd t0, 16(a7)                           #: fcsr
    fsd f0, 24(a7)                          #: f
    fsd f1, 32(a7)                          #: f
    li t0, 1
    fcvt.d.l f0, t0
    li t0, 3
    fcvt.d.l f1, t0
    fdiv.d f0, f0, f1         # which is inexact
    fld f1, 32(a7)                          #: f
    fld f0, 24(a7)                          #: f
    ld t0, 16(a7)                           #: fcsr
    csrw fcsr, t0                           #: fcsr
    ld t0, 8(a7)                            #: fs
    csrw sstatus, t0                        #: fs
    ld t0, 0(a7)
    li a7, SBI_SSE
    li a6, SSE_COMPLETE
    ecall
sse_handler_end:

.balign 16
sse_stack:
    .zero 64
sse_stack_end:
