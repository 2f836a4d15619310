# ecall: a U-mode program that calls its S-mode kernel. Call 0 adds one to a0, call 1 ends the program.

.equ CALLS, 5

main:
    addi sp, sp, -16
    sd ra, 0(sp)
    la t0, kernel_vector
    csrw stvec, t0
    csrw sscratch, zero       # sscratch: the kernel's sp while U-mode runs, 0 while the kernel does
    call sse_arm
sweep_begin:
    li t0, SSTATUS_SPP
    csrc sstatus, t0
    la t0, program
    csrw sepc, t0
    csrw sscratch, sp
    sret

program:
    li a0, 0
    li s1, CALLS
1:  li a7, 0
    ecall
    addi s1, s1, -1
    bnez s1, 1b
    li a7, 1
    ecall

.balign 4
kernel_vector:
    csrrw sp, sscratch, sp
    bnez sp, 1f
    csrr sp, sscratch         # from the kernel itself: a handler that borrows this vector for its ebreak
1:  addi sp, sp, -16
    sd t0, 0(sp)
    csrrw t0, sscratch, zero
    sd t0, 8(sp)              # sp of the trapped code
    csrr t0, sepc
    addi t0, t0, 4
    csrw sepc, t0
    csrr t0, scause
    addi t0, t0, -8           # environment call from U-mode
    bnez t0, 2f
    bnez a7, program_ended
    addi a0, a0, 1
    addi t0, sp, 16
    csrw sscratch, t0
2:  ld t0, 0(sp)
    ld sp, 8(sp)
    sret

program_ended:
    addi sp, sp, 16
sweep_end:
    addi a0, a0, -CALLS
    bnez a0, 1f
    la a0, called
    call print
    li a0, 0
1:  ld ra, 0(sp)
    addi sp, sp, 16
    ret

called:
    .asciz "Five calls from U-mode answered.\n"
    .balign 16, 0
