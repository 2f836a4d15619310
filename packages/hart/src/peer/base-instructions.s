# As integer-extensions.s, for the instructions of the base, of the hypervisor extension, of Zimop and of Zalasr that no
# other program here has.

.macro load name
  begin
  sd a1, 0(s4)
  \name a0, (s4)
  fold a0
  end
.endm

.macro store name
  begin
  sd a1, 0(s4)
  \name a2, (s4)
  ld a0, 0(s4)
  fold a0
  end
.endm

.globl _start
_start:
  li s11, LOG
  li s4, DATA
  li s5, 0x9e3779b97f4a7c15
  li s1, 0x2545f4914f6cdd1d

  with_immediate slti, -5
  with_immediate sltiu, -5
  with_immediate srai, 37
  with_immediate slliw, 7
  with_immediate srliw, 7
  with_immediate sraiw, 7
  unary mop.r.0
  unary mop.r.1
  unary mop.r.2
  unary mop.r.3
  unary mop.r.4
  unary mop.r.5
  unary mop.r.6
  unary mop.r.7
  unary mop.r.8
  unary mop.r.9
  unary mop.r.10
  unary mop.r.11
  unary mop.r.12
  unary mop.r.13
  unary mop.r.14
  unary mop.r.15
  unary mop.r.16
  unary mop.r.17
  unary mop.r.18
  unary mop.r.19
  unary mop.r.20
  unary mop.r.21
  unary mop.r.22
  unary mop.r.23
  unary mop.r.24
  unary mop.r.25
  unary mop.r.26
  unary mop.r.27
  unary mop.r.28
  unary mop.r.29
  unary mop.r.30
  unary mop.r.31
  binary mop.rr.0
  binary mop.rr.1
  binary mop.rr.2
  binary mop.rr.3
  binary mop.rr.4
  binary mop.rr.5
  binary mop.rr.6
  binary mop.rr.7
  load lb.aq
  load lh.aq
  load lw.aq
  load ld.aq
  load lb.aqrl
  load lh.aqrl
  load lw.aqrl
  load ld.aqrl
  load hlv.b
  load hlv.bu
  load hlv.h
  load hlv.hu
  load hlv.w
  load hlv.wu
  load hlv.d
  load hlvx.hu
  load hlvx.wu
  store sb.rl
  store sh.rl
  store sw.rl
  store sd.rl
  store sb.aqrl
  store sh.aqrl
  store sw.aqrl
  store sd.aqrl
  store hsv.b
  store hsv.h
  store hsv.w
  store hsv.d

# An interrupt is pending and enabled, but not globally: wfi does not wait.
  csrsi mie, 2
  csrsi mip, 2
  begin
  sd a1, 0(s4)
  wfi
  fence.i
  sinval.vma zero, zero
  sfence.w.inval
  sfence.inval.ir
  hinval.vvma zero, zero
  hinval.gvma zero, zero
  prefetch.i 32(s4)
  prefetch.w 32(s4)
  cbo.inval (s4)
  ld a0, 0(s4)
  fold a0
  end

  print_log

.balign 8
  host_words
