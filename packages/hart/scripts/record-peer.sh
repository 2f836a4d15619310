#!/bin/sh
# Records what Spike (riscv-isa-sim) prints for src/peer/modes.s; src/peer/modes.test.ts compares our hart with that.
# Needs GNU binutils for riscv64 and Spike; recorded with its git of June 2026.
set -eu
cd "$(dirname "$0")/../src/peer"
work=$(mktemp -d)
riscv64-linux-gnu-as -march=rv64imah_zicsr_svinval -mno-relax -o "$work/modes.o" modes.s
riscv64-linux-gnu-ld -N -Ttext=0x80000000 -o "$work/modes" "$work/modes.o"
"${SPIKE:-spike}" --isa=rv64imah_svinval_zicntr_zicsr_zifencei_zicclsm -m0x80000000:0x1000000 "$work/modes" \
  </dev/null | tr -d '\r' >modes.spike.txt
