# pmu: what a driver of performance counters does when counter 3 overflows: it stops the counter through the SBI, which ends the
# overflow interrupt, reads it, and starts it again from a period below zero. Firmware refuses a counter that is not configured,
# and the handler goes on; without counters it only completes.

.equ PMU_COUNTER, 3
.equ PMU_PERIOD, 1000

sse_handler:
    addi a7, a7, -48          # the event's argument is the end of this handler's stack
    sd sp, 0(a7)
    mv sp, a7
    sd a0, 8(sp)
    sd a1, 16(sp)
    sd a2, 24(sp)
    sd a3, 32(sp)
    li a0, PMU_COUNTER
    li a1, 1
    li a2, 0
    li a7, SBI_PMU
    li a6, PMU_STOP
    ecall
    csrr a0, hpmcounter3
    la a1, pmu_read
    sd a0, 0(a1)
    li a0, PMU_COUNTER
    li a1, 1
    li a2, PMU_SET_INIT_VALUE
    li a3, -PMU_PERIOD
    li a6, PMU_START
    ecall
    ld a3, 32(sp)
    ld a2, 24(sp)
    ld a1, 16(sp)
    ld a0, 8(sp)
    ld sp, 0(sp)
    li a7, SBI_SSE
    li a6, SSE_COMPLETE
    ecall
sse_handler_end:

.balign 16
sse_stack:
pmu_read:                     # what the counter had come to
    .zero 8
    .zero 120
sse_stack_end:
sse_stops_counter:            # tells a sweep that this handler ends the overflow interrupt itself
