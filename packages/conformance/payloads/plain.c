/*
 * What people compile first: no linker script, whatever the compiler's default layout is. Says where it begins, prints
 * through pointers that a position-independent executable has relocated, and ends. In M-mode it drives the devices, in
 * S-mode it calls the firmware (SBI, "Legacy Extensions").
 */
static void put(char c) {
#ifdef S_MODE
  register long a0 asm("a0") = c;
  register long a7 asm("a7") = 1;
  asm volatile("ecall" : "+r"(a0) : "r"(a7) : "memory");
#else
  *(volatile char *)0x10000000 = c;
#endif
}

static const char *const words[] = {"plain", " ", "gcc", "\n"};

void _start(void) {
  /* There is no stack. The compiler must not look behind the table. */
  const char *const *table = words;
  asm volatile("" : "+r"(table));
  for (int word = 0; word < 4; word++)
    for (const char *c = table[word]; *c; c++) put(*c);
#ifdef HEADER
  extern const char __ehdr_start[];
  for (int at = 1; at < 4; at++) put(__ehdr_start[at]);
  put('\n');
#endif
#ifdef S_MODE
  register long a7 asm("a7") = 8;
  asm volatile("ecall" ::"r"(a7));
#else
  *(volatile int *)0x100000 = 0x5555;
#endif
  for (;;);
}
