/* Software events that the guest injects into itself, with a handler that counts and completes (sbi "SSE Extension"). */
#include "guest.h"

enum { SSE = 0x535345, SOFTWARE_EVENT_LOCAL = 0xffff0000 };
enum { REGISTER = 2, ENABLE = 4, INJECT = 7, HART_UNMASK = 8 };

static u64 events;

/* The handler may use a6 and a7 freely: completion gives both back. Its argument, in a7, is where to count. */
asm(".balign 4\n"
    "on_event:\n"
    "  ld a6, 0(a7)\n"
    "  addi a6, a6, 1\n"
    "  sd a6, 0(a7)\n"
    "  li a7, 0x535345\n"
    "  li a6, 6\n"
    "  ecall\n");
extern char on_event[];

u64 work(u64 rounds) {
  if (sbi_call(SSE, REGISTER, SOFTWARE_EVENT_LOCAL, (u64)on_event, (u64)&events).error) absent();
  if (sbi_call(SSE, ENABLE, SOFTWARE_EVENT_LOCAL, 0, 0).error) absent();
  if (sbi_call(SSE, HART_UNMASK, 0, 0, 0).error) absent();
  u64 sum = 0;
  while (rounds--) {
    struct sbiret ret = sbi_call(SSE, INJECT, SOFTWARE_EVENT_LOCAL, 0, 0);
    sum = mix(sum, events + ret.error);
  }
  return sum;
}
