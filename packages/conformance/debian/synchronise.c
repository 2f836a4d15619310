/*
 * Harts that need each other, for Linux without a library: threads that wait for each other by futexes, memory barriers that
 * interrupt the other harts, mappings whose end all harts must hear of, and a counter under a lock. Ends with 0 and a line when
 * all of it came out right.
 */
typedef unsigned long word;
typedef unsigned int half;

enum { THREADS = 8, MOST_ROUNDS = 1000000 };
enum { SYS_write = 64, SYS_exit = 93, SYS_exit_group = 94, SYS_futex = 98, SYS_munmap = 215,
       SYS_clone = 220, SYS_mmap = 222, SYS_mprotect = 226, SYS_getcpu = 168, SYS_membarrier = 283 };
enum { FUTEX_WAIT = 128, FUTEX_WAKE = 129 };       /* FUTEX_PRIVATE_FLAG with both */
enum { CLONE_THREAD = 0x00010f00 };               /* VM, FS, FILES, SIGHAND, THREAD */
enum { MEMBARRIER_PRIVATE = 8, MEMBARRIER_REGISTER = 16 };
enum { STACK = 65536, PAGE = 4096 };

static word call(word number, word a, word b, word c, word d, word e, word f) {
  register word a0 __asm__("a0") = a;
  register word a1 __asm__("a1") = b;
  register word a2 __asm__("a2") = c;
  register word a3 __asm__("a3") = d;
  register word a4 __asm__("a4") = e;
  register word a5 __asm__("a5") = f;
  register word a7 __asm__("a7") = number;
  __asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a5), "r"(a7) : "memory");
  return a0;
}

static void say(const char *text) {
  word length = 0;
  while (text[length]) length++;
  call(SYS_write, 1, (word)text, length, 0, 0, 0);
}

static void say_number(const char *what, word number) {
  char digits[24];
  char *at = digits + sizeof digits;
  *--at = 0;
  do *--at = (char)('0' + number % 10); while (number /= 10);
  say(what);
  say(at);
  say("\n");
}

static __attribute__((noreturn)) void fail(const char *why) {
  say("synchronise: ");
  say(why);
  say("\n");
  for (;;) call(SYS_exit_group, 1, 0, 0, 0, 0, 0);
}

static void wait_while(half *cell, half value) { call(SYS_futex, (word)cell, FUTEX_WAIT, value, 0, 0, 0); }
static void wake(half *cell, word count) { call(SYS_futex, (word)cell, FUTEX_WAKE, count, 0, 0, 0); }

/* A mutex of three states: 0 free, 1 held, 2 held and waited for. */
static half lock;
static word counter;

static void acquire(void) {
  half seen = 0;
  if (__atomic_compare_exchange_n(&lock, &seen, 1, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) return;
  while (__atomic_exchange_n(&lock, 2, __ATOMIC_ACQUIRE) != 0) wait_while(&lock, 2);
}
static void release(void) {
  if (__atomic_exchange_n(&lock, 0, __ATOMIC_RELEASE) == 2) wake(&lock, 1);
}

/* A baton that goes round: each thread waits for its number. */
static half turn[THREADS];
static half done[THREADS];
static word harts;
static word rounds;

static void body(word self) {
  for (word round = 1; round <= rounds; round++) {
    half seen;
    while ((seen = __atomic_load_n(&turn[self], __ATOMIC_ACQUIRE)) < round) wait_while(&turn[self], seen);
    word next = (self + 1) % THREADS;
    __atomic_store_n(&turn[next], (half)(next == 0 ? round + 1 : round), __ATOMIC_RELEASE);
    wake(&turn[next], 1);
    for (int n = 0; n < 4; n++) {
      acquire();
      counter++;
      release();
    }
    if (round % 8 == self % 8) {
      volatile unsigned char *page = (unsigned char *)call(SYS_mmap, 0, 2 * PAGE, 3, 0x22, (word)-1, 0);
      if ((word)page > (word)-4096) fail("mmap failed");
      page[0] = (unsigned char)round;
      page[PAGE] = (unsigned char)self;
      if (call(SYS_mprotect, (word)page, PAGE, 1, 0, 0, 0) != 0) fail("mprotect failed");
      if (page[0] != (unsigned char)round || page[PAGE] != (unsigned char)self) fail("a page has lost what was written");
      if (call(SYS_munmap, (word)page, 2 * PAGE, 0, 0, 0, 0) != 0) fail("munmap failed");
    }
    if (round % 4 == self % 4 && call(SYS_membarrier, MEMBARRIER_PRIVATE, 0, 0, 0, 0, 0) != 0) fail("membarrier failed");
    half cpu = 0;
    call(SYS_getcpu, (word)&cpu, 0, 0, 0, 0, 0);
    __atomic_fetch_or(&harts, 1ul << cpu, __ATOMIC_RELAXED);
  }
  __atomic_store_n(&done[self], 1, __ATOMIC_RELEASE);
  wake(&done[self], 1);
}

/* The new thread has the registers of the old one but for its stack, on which its number lies. */
__asm__(".text\n"
        "start_thread:\n"
        "  li a7, 220\n"
        "  ecall\n"
        "  bnez a0, 1f\n"
        "  ld a0, 0(sp)\n"
        "  call run_thread\n"
        "1: ret\n");
extern word start_thread(word flags, word stack, word parent, word tls, word child);

__attribute__((noreturn, used)) void run_thread(word self) {
  body(self);
  for (;;) call(SYS_exit, 0, 0, 0, 0, 0, 0);
}

__attribute__((noreturn, used)) void begin(word *stack) {
  word count = stack[0];
  const char *text = count > 1 ? (const char *)stack[2] : "1000";
  for (; *text >= '0' && *text <= '9' && rounds < MOST_ROUNDS; text++) rounds = rounds * 10 + (word)(*text - '0');
  if (*text || rounds == 0) fail("say how many rounds");
  if (call(SYS_membarrier, MEMBARRIER_REGISTER, 0, 0, 0, 0, 0) != 0) fail("membarrier cannot be used");
  turn[0] = 1;
  for (word self = 0; self < THREADS; self++) {
    word low = call(SYS_mmap, 0, STACK, 3, 0x22, (word)-1, 0);
    if (low > (word)-4096) fail("no stack");
    word *top = (word *)(low + STACK - 16);
    *top = self;
    word id = start_thread(CLONE_THREAD, (word)top, 0, 0, 0);
    if (id > (word)-4096) fail("no thread");
  }
  for (word self = 0; self < THREADS; self++)
    while (__atomic_load_n(&done[self], __ATOMIC_ACQUIRE) == 0) wait_while(&done[self], 0);
  if (counter != rounds * THREADS * 4) fail("the lock let two threads in");
  word used = 0;
  for (word mask = harts; mask; mask >>= 1) used += mask & 1;
  say_number("synchronise: rounds ", rounds);
  say_number("synchronise: harts used ", used);
  say("synchronise: all is well\n");
  for (;;) call(SYS_exit_group, 0, 0, 0, 0, 0, 0);
}

__asm__(".text\n"
        ".globl _start\n"
        "_start:\n"
        "  .option push\n  .option norelax\n  la gp, __global_pointer$\n  .option pop\n"
        "  mv a0, sp\n"
        "  andi sp, sp, -16\n"
        "  call begin\n");
