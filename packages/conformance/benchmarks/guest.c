/* Runs a benchmark: ROUNDS times its work, with paging if PAGING is defined, and then a line with its checksum. */
#include "guest.h"

void *memcpy(void *to, const void *from, u64 size) {
  for (u64 i = 0; i < size; i++) ((volatile u8 *)to)[i] = ((const u8 *)from)[i];
  return to;
}

void *memset(void *to, int value, u64 size) {
  for (u64 i = 0; i < size; i++) ((volatile u8 *)to)[i] = value;
  return to;
}

#ifdef M_MODE
static void put(char c) { *(volatile u8 *)0x10000000 = c; }

static void __attribute__((noreturn)) power_off(void) {
  *(volatile u32 *)0x100000 = 0x5555;
  for (;;) asm volatile("wfi");
}
#else
/* The legacy console and system reset: every firmware has them. */
static void put(char c) { sbi_call(1, 0, c, 0, 0); }

static void __attribute__((noreturn)) power_off(void) {
  sbi_call(0x53525354, 0, 0, 0, 0);
  for (;;) asm volatile("wfi");
}
#endif

static void print(const char *text) {
  while (*text) put(*text++);
}

void absent(void) {
  print("absent\n");
  power_off();
}

#ifdef PAGING
/* priv "Sv39: Page-Based 39-bit Virtual-Memory System": 64 MiB of RAM in pages of 4 KiB, each at its own address. */
enum { V = 1, LEAF = 0xcf, ENTRIES = 512, TABLES = 32 };
#define ALIGNED __attribute__((aligned(4096)))
static u64 root[ENTRIES] ALIGNED, middle[ENTRIES] ALIGNED, last[TABLES][ENTRIES] ALIGNED;

static void page(void) {
  root[0x80000000 >> 30] = (u64)middle >> 12 << 10 | V;
  for (u64 table = 0; table < TABLES; table++) {
    middle[table] = (u64)last[table] >> 12 << 10 | V;
    for (u64 entry = 0; entry < ENTRIES; entry++)
      last[table][entry] = ((0x80000000 >> 12) + table * ENTRIES + entry) << 10 | LEAF;
  }
  asm volatile("sfence.vma; csrw satp, %0; sfence.vma" ::"r"(8ul << 60 | (u64)root >> 12) : "memory");
}
#endif

void __attribute__((noreturn)) main(void) {
#ifdef PAGING
  page();
#endif
  u64 sum = work(ROUNDS);
  print("checksum ");
  for (int at = 60; at >= 0; at -= 4) put("0123456789abcdef"[sum >> at & 15]);
  print("\n");
  power_off();
}
