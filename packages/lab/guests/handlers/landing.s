# landing: as minimal, but it begins with a landing pad, as every function of a kernel does that is built for them. One that
# is entered with a landing pad expected goes on.

.balign 4
sse_handler:
    lpad 0
    li a7, SBI_SSE
    li a6, SSE_COMPLETE
    ecall
sse_handler_end:

.balign 16
sse_stack:
    .zero 16
sse_stack_end:
