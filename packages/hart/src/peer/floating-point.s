# As integer-extensions.s, for the instructions of F, D, Zfh and Zfa: the result, all 64 bits of it, and the flags. Operands
# are random bits; frm goes through the five modes.

# Operands in fa1 to fa3 by this move.
.macro begin_float move
  begin
  random a3
  li t1, 5
  remu t1, s0, t1
  fsrm t1
  fsflags zero
  \move fa1, a1
  \move fa2, a2
  \move fa3, a3
.endm

.macro end_float
  fsd fa0, 0(s4)
  ld a0, 0(s4)
  end_integer
.endm

.macro end_integer
  fold a0
  frflags a0
  fold a0
  end
.endm

.macro float3 name, move
  begin_float \move
  \name fa0, fa1, fa2, fa3
  end_float
.endm

.macro float2 name, move
  begin_float \move
  \name fa0, fa1, fa2
  end_float
.endm

# Every fourth comparison is of equal operands.
.macro compare name, move
  begin_float \move
  andi t1, s0, 3
  bnez t1, 3f
  \move fa2, a1
3:
  \name a0, fa1, fa2
  end_integer
.endm

.macro float1 name, move
  begin_float \move
  \name fa0, fa1
  end_float
.endm

.macro to_integer name, move
  begin_float \move
  \name a0, fa1
  end_integer
.endm

.macro from_integer name, move
  begin_float \move
  \name fa0, a1
  end_float
.endm

.macro constant name, value
  begin_float fmv.d.x
  \name fa0, \value
  end_float
.endm

.macro load name
  begin_float fmv.d.x
  sd a1, 0(s4)
  \name fa0, 0(s4)
  end_float
.endm

.macro store name
  begin_float fmv.d.x
  sd a2, 0(s4)
  \name fa1, 0(s4)
  ld a0, 0(s4)
  end_integer
.endm

.globl _start
_start:
  li s11, LOG
  li s4, DATA
  li s5, 0x9e3779b97f4a7c15
  li s1, 0x2545f4914f6cdd1d
  li t0, 0x2000
  csrs mstatus, t0

  float3 fmadd.s, fmv.w.x
  float3 fmsub.s, fmv.w.x
  float3 fnmsub.s, fmv.w.x
  float3 fnmadd.s, fmv.w.x
  float2 fadd.s, fmv.w.x
  float2 fsub.s, fmv.w.x
  float2 fmul.s, fmv.w.x
  float2 fdiv.s, fmv.w.x
  float2 fsgnj.s, fmv.w.x
  float2 fsgnjn.s, fmv.w.x
  float2 fsgnjx.s, fmv.w.x
  float2 fmin.s, fmv.w.x
  float2 fmax.s, fmv.w.x
  float2 fminm.s, fmv.w.x
  float2 fmaxm.s, fmv.w.x
  float1 fsqrt.s, fmv.w.x
  float1 fround.s, fmv.w.x
  float1 froundnx.s, fmv.w.x
  compare feq.s, fmv.w.x
  compare flt.s, fmv.w.x
  compare fle.s, fmv.w.x
  compare fleq.s, fmv.w.x
  compare fltq.s, fmv.w.x
  to_integer fcvt.w.s, fmv.w.x
  to_integer fcvt.wu.s, fmv.w.x
  to_integer fcvt.l.s, fmv.w.x
  to_integer fcvt.lu.s, fmv.w.x
  to_integer fclass.s, fmv.w.x
  from_integer fcvt.s.w, fmv.w.x
  from_integer fcvt.s.wu, fmv.w.x
  from_integer fcvt.s.l, fmv.w.x
  from_integer fcvt.s.lu, fmv.w.x
  constant fli.s, 2.0
  constant fli.s, min
  constant fli.s, inf
  float3 fmadd.d, fmv.d.x
  float3 fmsub.d, fmv.d.x
  float3 fnmsub.d, fmv.d.x
  float3 fnmadd.d, fmv.d.x
  float2 fadd.d, fmv.d.x
  float2 fsub.d, fmv.d.x
  float2 fmul.d, fmv.d.x
  float2 fdiv.d, fmv.d.x
  float2 fsgnj.d, fmv.d.x
  float2 fsgnjn.d, fmv.d.x
  float2 fsgnjx.d, fmv.d.x
  float2 fmin.d, fmv.d.x
  float2 fmax.d, fmv.d.x
  float2 fminm.d, fmv.d.x
  float2 fmaxm.d, fmv.d.x
  float1 fsqrt.d, fmv.d.x
  float1 fround.d, fmv.d.x
  float1 froundnx.d, fmv.d.x
  compare feq.d, fmv.d.x
  compare flt.d, fmv.d.x
  compare fle.d, fmv.d.x
  compare fleq.d, fmv.d.x
  compare fltq.d, fmv.d.x
  to_integer fcvt.w.d, fmv.d.x
  to_integer fcvt.wu.d, fmv.d.x
  to_integer fcvt.l.d, fmv.d.x
  to_integer fcvt.lu.d, fmv.d.x
  to_integer fclass.d, fmv.d.x
  from_integer fcvt.d.w, fmv.d.x
  from_integer fcvt.d.wu, fmv.d.x
  from_integer fcvt.d.l, fmv.d.x
  from_integer fcvt.d.lu, fmv.d.x
  constant fli.d, 2.0
  constant fli.d, min
  constant fli.d, inf
  float3 fmadd.h, fmv.h.x
  float3 fmsub.h, fmv.h.x
  float3 fnmsub.h, fmv.h.x
  float3 fnmadd.h, fmv.h.x
  float2 fadd.h, fmv.h.x
  float2 fsub.h, fmv.h.x
  float2 fmul.h, fmv.h.x
  float2 fdiv.h, fmv.h.x
  float2 fsgnj.h, fmv.h.x
  float2 fsgnjn.h, fmv.h.x
  float2 fsgnjx.h, fmv.h.x
  float2 fmin.h, fmv.h.x
  float2 fmax.h, fmv.h.x
  float2 fminm.h, fmv.h.x
  float2 fmaxm.h, fmv.h.x
  float1 fsqrt.h, fmv.h.x
  float1 fround.h, fmv.h.x
  float1 froundnx.h, fmv.h.x
  compare feq.h, fmv.h.x
  compare flt.h, fmv.h.x
  compare fle.h, fmv.h.x
  compare fleq.h, fmv.h.x
  compare fltq.h, fmv.h.x
  to_integer fcvt.w.h, fmv.h.x
  to_integer fcvt.wu.h, fmv.h.x
  to_integer fcvt.l.h, fmv.h.x
  to_integer fcvt.lu.h, fmv.h.x
  to_integer fclass.h, fmv.h.x
  from_integer fcvt.h.w, fmv.h.x
  from_integer fcvt.h.wu, fmv.h.x
  from_integer fcvt.h.l, fmv.h.x
  from_integer fcvt.h.lu, fmv.h.x
  constant fli.h, 2.0
  constant fli.h, min
  constant fli.h, inf
  float1 fcvt.s.d, fmv.d.x
  float1 fcvt.d.s, fmv.w.x
  float1 fcvt.s.h, fmv.h.x
  float1 fcvt.h.s, fmv.w.x
  float1 fcvt.d.h, fmv.h.x
  float1 fcvt.h.d, fmv.d.x
  from_integer fmv.w.x, fmv.w.x
  from_integer fmv.d.x, fmv.d.x
  from_integer fmv.h.x, fmv.h.x
  to_integer fmv.x.w, fmv.d.x
  to_integer fmv.x.d, fmv.d.x
  to_integer fmv.x.h, fmv.d.x
  load flw
  load fld
  load flh
  store fsw
  store fsd
  store fsh

  begin_float fmv.d.x
  fcvtmod.w.d a0, fa1, rtz
  end_integer

  print_log

.balign 8
  host_words
