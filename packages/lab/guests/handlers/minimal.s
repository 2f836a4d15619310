# minimal: the smallest handler there is. It completes.

sse_handler:
    li a7, SBI_SSE
    li a6, SSE_COMPLETE
    ecall
sse_handler_end:

.balign 16
sse_stack:
    .zero 16
sse_stack_end:
