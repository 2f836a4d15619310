/* S-mode may read cycle, time and instret, and all three move forward
 * (unpriv "Zicntr Extension for Base Counters and Timers"). */
#include "sbi.h"

int main(void) {
  u64 cycle = CSR_READ(cycle), time = CSR_READ(time), instret = CSR_READ(instret);
  volatile int spin = 1000;
  while (spin)
    spin--;
  print(CSR_READ(cycle) > cycle ? "cycle moves\n" : "cycle stands still\n");
  print(CSR_READ(time) > time ? "time moves\n" : "time stands still\n");
  print(CSR_READ(instret) > instret ? "instret moves\n" : "instret stands still\n");
  shutdown();
}
