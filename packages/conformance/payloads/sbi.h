/* What the supervisor payloads share: the SBI call, a console and the end of the run. */
typedef unsigned long u64;

struct sbiret {
  u64 error, value;
};

/* sbi "Binary Encoding": a7 = EID, a6 = FID, a0 and a1 come back. */
static inline struct sbiret sbi_call(u64 eid, u64 fid, u64 arg0, u64 arg1, u64 arg2) {
  register u64 a0 asm("a0") = arg0;
  register u64 a1 asm("a1") = arg1;
  register u64 a2 asm("a2") = arg2;
  register u64 a6 asm("a6") = fid;
  register u64 a7 asm("a7") = eid;
  asm volatile("ecall" : "+r"(a0), "+r"(a1) : "r"(a2), "r"(a6), "r"(a7) : "memory");
  return (struct sbiret){a0, a1};
}

enum { EID_DBCN = 0x4442434E, EID_SRST = 0x53525354, EID_SSE = 0x535345 };

static void putchar_(char c) { sbi_call(EID_DBCN, 2, (u64)c, 0, 0); }

static void print(const char *s) {
  while (*s)
    putchar_(*s++);
}

static void print_hex(const char *name, u64 value) {
  print(name);
  print("=0x");
  int shift = 60;
  while (shift > 0 && !(value >> shift & 15))
    shift -= 4;
  for (; shift >= 0; shift -= 4)
    putchar_("0123456789abcdef"[value >> shift & 15]);
  print("\n");
}

static void __attribute__((noreturn)) shutdown(void) {
  sbi_call(EID_SRST, 0, 0, 0, 0);
  for (;;)
    asm volatile("wfi");
}

#define CSR_READ(name) ({ u64 value_; asm volatile("csrr %0, " #name : "=r"(value_)); value_; })
#define CSR_WRITE(name, value) asm volatile("csrw " #name ", %0" ::"r"((u64)(value)) : "memory")

/* Nothing but a stack before C. */
asm(".section .text.start, \"ax\"\n"
    ".globl _start\n"
    "_start:\n"
    "  la sp, stack_top\n"
    "  call main\n"
    "1: wfi\n"
    "  j 1b\n"
    ".text\n");
