/* Calls that the firmware answers at once: sbi "Function: Get SBI specification version (FID #0)". */
#include "guest.h"

u64 work(u64 rounds) {
  u64 sum = 0;
  for (u64 round = 0; round < rounds; round++) {
    struct sbiret ret = sbi_call(0x10, 0, 0, 0, 0);
    sum = mix(sum, ret.error + round);
  }
  return sum;
}
