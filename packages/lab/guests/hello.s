# hello: says so on the SBI debug console and powers off.

main:
    mv s0, ra
    call sse_arm
sweep_begin:
    la a0, greeting
    call print
sweep_end:
    li a0, 0
    mv ra, s0
    ret

greeting:
    .asciz "Hello from S-mode.\n"
    .balign 16, 0
