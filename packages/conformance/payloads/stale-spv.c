/*
 * HS-mode holds hstatus.SPV = 1, as every hypervisor does around its world switch, and injects the local software event
 * into itself; the handler is one ecall. Prints hstatus as the handler found it and what the interrupted code became.
 *
 * Firmware that only ORs SPV at injection resumes this code in VS-mode: its next access to hstatus raises a
 * virtual-instruction exception (cause 22). Source of the expected values: sbi "Software Event Injection" and
 * "Software Event Completion".
 */
#include "sbi.h"

#define HSTATUS "0x600" /* binutils names it only with the H extension in -march */
enum { SPV = 1 << 7, SOFTWARE_EVENT_LOCAL = 0xffff0000 };

u64 entry_hstatus;

/* The handler may use a6 and a7 freely: completion gives both back. */
asm(".balign 4\n"
    "sse_entry:\n"
    "  csrr a6, " HSTATUS "\n"
    "  la a7, entry_hstatus\n"
    "  sd a6, 0(a7)\n"
    "  li a7, 0x535345\n"
    "  li a6, 6\n"
    "  ecall\n"
    ".balign 4\n"
    "trap_entry:\n"
    "  la sp, stack_top\n"
    "  j trapped\n");
extern char sse_entry[], trap_entry[];

void __attribute__((noreturn, used)) trapped(void) {
  print_hex("entry hstatus", entry_hstatus);
  print_hex("trap scause", CSR_READ(scause));
  print_hex("trap stval", CSR_READ(stval));
  shutdown();
}

static void must(const char *what, struct sbiret ret) {
  if (ret.error) {
    print(what);
    print_hex(" failed, error", ret.error);
    shutdown();
  }
}

int main(void) {
  CSR_WRITE(stvec, trap_entry);
  must("register", sbi_call(EID_SSE, 2, SOFTWARE_EVENT_LOCAL, (u64)sse_entry, 0));
  must("enable", sbi_call(EID_SSE, 4, SOFTWARE_EVENT_LOCAL, 0, 0));
  must("unmask", sbi_call(EID_SSE, 8, 0, 0, 0));
  asm volatile("csrs " HSTATUS ", %0" ::"r"((u64)SPV));
  must("inject", sbi_call(EID_SSE, 7, SOFTWARE_EVENT_LOCAL, 0, 0));
  u64 hstatus;
  asm volatile("csrr %0, " HSTATUS : "=r"(hstatus));
  print_hex("entry hstatus", entry_hstatus);
  print_hex("V=0, resumed hstatus", hstatus);
  shutdown();
}
