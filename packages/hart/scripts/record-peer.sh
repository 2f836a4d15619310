#!/bin/sh
# Records what Spike (riscv-isa-sim) prints for the programs in src/peer; src/peer/peer.test.ts compares our hart with
# that. Needs GNU binutils for riscv64, of 2.47 or later (BINUTILS_PREFIX says which), and Spike; recorded with its git of
# June 2026.
set -eu
cd "$(dirname "$0")/../src/peer"
work=$(mktemp -d)

tools=${BINUTILS_PREFIX:-riscv64-linux-gnu-}

# record PROGRAM ISA [ISA of the assembler] [FRAME]
record() {
  cat ${4:-} "$1.s" >"$work/$1.s"
  "${tools}as" -march="${3:-rv64imah_zicsr_svinval}" -mno-relax -o "$work/$1.o" "$work/$1.s"
  "${tools}ld" -N -Ttext=0x80000000 -o "$work/$1" "$work/$1.o"
  "${SPIKE:-spike}" --isa="$2" -m0x80000000:0x1000000 "$work/$1" </dev/null | tr -d '\r' >"$1.spike.txt"
}
common=svinval_zicntr_zicsr_zifencei_zicclsm
record modes rv64imah_$common
record control-flow rv64imach_${common}_zimop_zcmop_zicfilp_zicfiss_ssdbltrp_smdbltrp_smrnmi
integer=rv64imac_zicsr_zifencei_zicbom_zicbop_zicboz_zicond_zihintntl_zihintpause_zimop_zabha_zacas_zawrs
integer=${integer}_zcb_zcmop_zba_zbb_zbc_zbs_zkn_zks
record integer-extensions $integer $integer hashes.s
record base-instructions rv64imah_${common}_zimop_zalasr_zicbom_zicbop \
  rv64imah_zicsr_svinval_zifencei_zimop_zalasr_zicbom_zicbop hashes.s
record floating-point rv64imafd_zicsr_zfh_zfa rv64imafd_zicsr_zfh_zfa hashes.s
record pointers rv64imah_${common}_smmpm_smnpm_ssnpm "" frame.s
record protection rv64imah_${common}_smepmp "" frame.s
record page-tables rv64imah_${common}_svnapot_svpbmt_svadu "" frame.s
record gates rv64imah_${common}_zihpm_smstateen_sscofpmf_smcntrpmf "" frame.s
record advanced-interrupts rv64imah_${common}_smaia "" frame.s
record triggers rv64imah_${common} "" frame.s
