#!/bin/sh
# Records what Spike (riscv-isa-sim) prints for the programs in src/peer; src/peer/peer.test.ts compares our hart with
# that. Needs GNU binutils for riscv64 and Spike; recorded with its git of June 2026.
set -eu
cd "$(dirname "$0")/../src/peer"
work=$(mktemp -d)

# record PROGRAM ISA
record() {
  riscv64-linux-gnu-as -march=rv64imah_zicsr_svinval -mno-relax -o "$work/$1.o" "$1.s"
  riscv64-linux-gnu-ld -N -Ttext=0x80000000 -o "$work/$1" "$work/$1.o"
  "${SPIKE:-spike}" --isa="$2" -m0x80000000:0x1000000 "$work/$1" </dev/null | tr -d '\r' >"$1.spike.txt"
}
common=svinval_zicntr_zicsr_zifencei_zicclsm
record modes rv64imah_$common
record control-flow rv64imach_${common}_zimop_zcmop_zicfilp_zicfiss_ssdbltrp_smdbltrp_smrnmi
