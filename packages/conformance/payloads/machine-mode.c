/*
 * M-mode without firmware, linked at 0x80000000: drives the ns16550a and the test finisher itself, drops to S-mode,
 * takes its ecall back in M-mode (cause 9) and powers off.
 */
typedef unsigned long u64;

#define UART ((volatile unsigned char *)0x10000000)
#define FINISHER ((volatile unsigned int *)0x100000)
enum { FINISHER_PASS = 0x5555, FINISHER_FAIL = 0x3333, MPP_S = 1 << 11, MPP = 3 << 11, ECALL_FROM_S = 9 };

extern char stack_top[];
asm(".section .text.start, \"ax\"\n"
    ".globl _start\n"
    "_start:\n"
    "  la sp, stack_top\n"
    "  call main\n"
    "1: wfi\n"
    "  j 1b\n"
    ".text\n"
    ".balign 4\n"
    "supervisor:\n"
    "  li a0, 42\n"
    "  ecall\n"
    ".balign 4\n"
    "trap_entry:\n"
    "  csrr a1, mcause\n"
    "  csrr a2, mstatus\n"
    "  la sp, stack_top\n"
    "  j trapped\n");
extern char supervisor[], trap_entry[];

static void print(const char *s) {
  while (*s)
    *UART = (unsigned char)*s++;
}

void __attribute__((noreturn, used)) trapped(u64 a0, u64 mcause, u64 mstatus) {
  int passed = a0 == 42 && mcause == ECALL_FROM_S && (mstatus & MPP) == MPP_S;
  print(passed ? "machine mode passed\n" : "machine mode failed\n");
  *FINISHER = passed ? FINISHER_PASS : (1 << 16 | FINISHER_FAIL);
  for (;;)
    ;
}

int main(void) {
  print("hello from machine mode\n");
  /* priv "Physical Memory Protection": without an entry, S-mode may reach nothing. One NAPOT region over everything. */
  asm volatile("csrw pmpaddr0, %0\n csrw pmpcfg0, %1" ::"r"(~0ul), "r"(0x1f));
  asm volatile("csrw mtvec, %0" ::"r"(trap_entry));
  asm volatile("csrw mepc, %0" ::"r"(supervisor));
  asm volatile("csrc mstatus, %0\n csrs mstatus, %1" ::"r"((u64)MPP), "r"((u64)MPP_S));
  asm volatile("mret");
  __builtin_unreachable();
}
