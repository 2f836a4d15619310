/* Round trips from S-mode to a handler of the guest's own in M-mode, which counts, skips the ecall and returns. */
#include "guest.h"

asm(".balign 4\n"
    "handler:\n"
    "  csrrw sp, mscratch, sp\n"
    "  sd t0, 0(sp)\n"
    "  csrr t0, mcause\n"
    "  add a0, a0, t0\n"
    "  csrr t0, mepc\n"
    "  addi t0, t0, 4\n"
    "  csrw mepc, t0\n"
    "  ld t0, 0(sp)\n"
    "  csrrw sp, mscratch, sp\n"
    "  mret\n");
extern char handler[];

static u64 saved[2];

/* Everything is S-mode's, which runs from here on. */
static void supervise(void) {
  u64 status;
  asm volatile("csrw mscratch, %0; csrw mtvec, %1" ::"r"(saved), "r"(handler));
  asm volatile("csrw pmpaddr0, %0; csrw pmpcfg0, %1" ::"r"(~0ul >> 10), "r"(0x1f));
  asm volatile("csrr %0, mstatus" : "=r"(status));
  status = (status & ~(3ul << 11)) | 1 << 11;
  asm volatile("csrw mstatus, %0; la t0, 1f; csrw mepc, t0; mret; 1:" ::"r"(status) : "t0", "memory");
}

u64 work(u64 rounds) {
  supervise();
  u64 sum = 0;
  while (rounds--) {
    register u64 a0 asm("a0") = sum;
    asm volatile("ecall" : "+r"(a0) : : "memory");
    sum = a0 ^ rounds;
  }
  return sum;
}
