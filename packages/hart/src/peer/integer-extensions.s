# Runs in M-mode from 0x80000000 on one hart. For each computing instruction of the integer extensions it takes 200 pairs
# of operands, of all widths, and logs one 64-bit hash over all results. s0 counts, s1 is the
# state of the random numbers, s2 the hash, s4 an address, s5 a factor.

.macro with_byte name, value
  begin
  \name a0, a1, a2, \value
  fold a0
  end
.endm

.macro in_place name
  begin
  mv a0, a1
  \name a0
  fold a0
  end
.endm

# Every fourth comparison is with what memory holds, in the low half at least.
.macro atomic name
  begin
  sd a1, 0(s4)
  sd a2, 8(s4)
  random a0
  random a3
  andi t1, s0, 3
  bnez t1, 3f
  mv a0, a1
  mv a1, a2
3:
  \name a0, a2, (s4)
  fold a0
  fold a1
  ld a0, 0(s4)
  fold a0
  ld a0, 8(s4)
  fold a0
  end
.endm

.macro load name
  begin
  sd a1, 0(s4)
  \name a0, (s4)
  fold a0
  end
.endm

.globl _start
_start:
  li s11, LOG
  li s4, DATA
  li s5, 0x9e3779b97f4a7c15
  li s1, 0x2545f4914f6cdd1d

  binary add.uw
  binary sh1add
  binary sh1add.uw
  binary sh2add
  binary sh2add.uw
  binary sh3add
  binary sh3add.uw
  with_immediate slli.uw, 0
  with_immediate slli.uw, 31
  with_immediate slli.uw, 63

  binary andn
  binary orn
  binary xnor
  unary clz
  unary clzw
  unary ctz
  unary ctzw
  unary cpop
  unary cpopw
  binary max
  binary maxu
  binary min
  binary minu
  unary sext.b
  unary sext.h
  unary zext.h
  binary rol
  binary rolw
  binary ror
  binary rorw
  with_immediate rori, 0
  with_immediate rori, 1
  with_immediate rori, 63
  with_immediate roriw, 0
  with_immediate roriw, 1
  with_immediate roriw, 31
  unary orc.b
  unary rev8

  binary clmul
  binary clmulh
  binary clmulr

  binary bclr
  binary bext
  binary binv
  binary bset
  with_immediate bclri, 0
  with_immediate bclri, 63
  with_immediate bexti, 0
  with_immediate bexti, 63
  with_immediate binvi, 0
  with_immediate binvi, 63
  with_immediate bseti, 0
  with_immediate bseti, 63

  binary pack
  binary packh
  binary packw
  unary brev8
  binary xperm4
  binary xperm8

  binary aes64es
  binary aes64esm
  binary aes64ds
  binary aes64dsm
  unary aes64im
  binary aes64ks2
  with_immediate aes64ks1i, 0
  with_immediate aes64ks1i, 1
  with_immediate aes64ks1i, 2
  with_immediate aes64ks1i, 3
  with_immediate aes64ks1i, 4
  with_immediate aes64ks1i, 5
  with_immediate aes64ks1i, 6
  with_immediate aes64ks1i, 7
  with_immediate aes64ks1i, 8
  with_immediate aes64ks1i, 9
  with_immediate aes64ks1i, 10
  unary sha256sum0
  unary sha256sum1
  unary sha256sig0
  unary sha256sig1
  unary sha512sum0
  unary sha512sum1
  unary sha512sig0
  unary sha512sig1
  unary sm3p0
  unary sm3p1
  with_byte sm4ed, 0
  with_byte sm4ed, 1
  with_byte sm4ed, 2
  with_byte sm4ed, 3
  with_byte sm4ks, 0
  with_byte sm4ks, 1
  with_byte sm4ks, 2
  with_byte sm4ks, 3

  binary czero.eqz
  binary czero.nez
  unary mop.r.0
  unary mop.r.13
  unary mop.r.31
  binary mop.rr.0
  binary mop.rr.7

  in_place c.zext.b
  in_place c.sext.b
  in_place c.zext.h
  in_place c.sext.h
  in_place c.zext.w
  in_place c.not
  begin
  mv a0, a1
  c.mul a0, a2
  fold a0
  end
  begin
  mv a4, s4
  sd a1, 0(a4)
  c.lbu a0, 3(a4)
  fold a0
  c.lhu a0, 2(a4)
  fold a0
  c.lh a0, 2(a4)
  fold a0
  mv a0, a2
  c.sb a0, 1(a4)
  c.sh a0, 2(a4)
  ld a0, 0(a4)
  fold a0
  end
  begin
  mv a0, a1
  mv t1, a2
  c.mop.1
  c.mop.3
  c.mop.5
  c.mop.7
  c.mop.9
  c.mop.11
  c.mop.13
  c.mop.15
  fold a0
  fold a1
  fold a3
  fold a5
  fold t1
  end

  atomic amoswap.b
  atomic amoadd.b
  atomic amoand.b
  atomic amoor.b
  atomic amoxor.b
  atomic amomin.b
  atomic amomax.b
  atomic amominu.b
  atomic amomaxu.b
  atomic amoswap.h
  atomic amoadd.h
  atomic amoand.h
  atomic amoor.h
  atomic amoxor.h
  atomic amomin.h
  atomic amomax.h
  atomic amominu.h
  atomic amomaxu.h
  atomic amocas.b
  atomic amocas.h
  atomic amocas.w
  atomic amocas.d
  atomic amocas.q

  begin
  sd a1, 0(s4)
  sd a2, 8(s4)
  sd a1, 64(s4)
  addi a4, s4, 17
  andi t1, s0, 4
  beqz t1, 3f
  addi a4, s4, 70
3:
  cbo.clean (a4)
  cbo.flush (a4)
  cbo.zero (a4)
  prefetch.r 32(a4)
  ntl.all
  pause
  wrs.sto
  wrs.nto
  ld a0, 0(s4)
  fold a0
  ld a0, 8(s4)
  fold a0
  ld a0, 64(s4)
  fold a0
  end

  print_log

.balign 8
  host_words
