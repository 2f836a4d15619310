/* What a benchmark and what runs it know of each other. */
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long u64;

/* Does the work so many times, and answers a checksum of all that came of it. */
u64 work(u64 rounds);

/* Ends the guest, which cannot do its work here. */
void __attribute__((noreturn)) absent(void);

struct sbiret {
  long error, value;
};
static inline struct sbiret sbi_call(u64 eid, u64 fid, u64 arg0, u64 arg1, u64 arg2) {
  register u64 a0 asm("a0") = arg0, a1 asm("a1") = arg1, a2 asm("a2") = arg2, a6 asm("a6") = fid, a7 asm("a7") = eid;
  asm volatile("ecall" : "+r"(a0), "+r"(a1) : "r"(a2), "r"(a6), "r"(a7) : "memory");
  return (struct sbiret){a0, a1};
}

static inline u64 mix(u64 sum, u64 value) { return (sum ^ value) * 0x100000001b3; }

/* Numbers that are the same each time: Marsaglia's xorshift. */
static inline u64 next_random(u64 *state) {
  u64 x = *state;
  x ^= x << 13;
  x ^= x >> 7;
  x ^= x << 17;
  return *state = x;
}

void *memcpy(void *to, const void *from, u64 size);
void *memset(void *to, int value, u64 size);
