/* Nothing: what is left is to start and to end. */
#include "guest.h"

u64 work(u64 rounds) { return rounds; }
