import {
  type AccessKind,
  type Destination,
  type Expr,
  type Width,
  load,
  set,
  sext,
  store,
  systemEnd,
  t,
} from '../expr.ts';
import { type Insn, insn } from '../insn.ts';

const memory = 'priv "Hypervisor Virtual-Machine Load and Store Instructions"';
const loads =
  (width: Width, extend: (bytes: Expr) => Expr, access: AccessKind = 'guest') =>
  ({ rd, rs1 }: { rd: Destination; rs1: Expr }) => [load(t, width, rs1, access), set(rd, extend(t))];
const stores =
  (width: Width) =>
  ({ rs1, rs2 }: { rs1: Expr; rs2: Expr }) => [store(width, rs1, rs2, 'guest')];
/** Loaded bytes are zero-extended already. */
const asLoaded = (bytes: Expr) => bytes;
const from = 'rd, (rs1)';
const to = 'rs2, (rs1)';

export const hlvB = insn(
  'hlv.b rd rs1 24..20=0x0 31..25=0x30 14..12=4 6..2=0x1C 1..0=3',
  memory,
  loads(1, (bytes) => sext(8, bytes)),
  from,
);
export const hlvBu = insn(
  'hlv.bu rd rs1 24..20=0x1 31..25=0x30 14..12=4 6..2=0x1C 1..0=3',
  memory,
  loads(1, asLoaded),
  from,
);
export const hlvH = insn(
  'hlv.h rd rs1 24..20=0x0 31..25=0x32 14..12=4 6..2=0x1C 1..0=3',
  memory,
  loads(2, (bytes) => sext(16, bytes)),
  from,
);
export const hlvHu = insn(
  'hlv.hu rd rs1 24..20=0x1 31..25=0x32 14..12=4 6..2=0x1C 1..0=3',
  memory,
  loads(2, asLoaded),
  from,
);
export const hlvW = insn(
  'hlv.w rd rs1 24..20=0x0 31..25=0x34 14..12=4 6..2=0x1C 1..0=3',
  memory,
  loads(4, (bytes) => sext(32, bytes)),
  from,
);
export const hlvWu = insn(
  'hlv.wu rd rs1 24..20=0x1 31..25=0x34 14..12=4 6..2=0x1C 1..0=3',
  memory,
  loads(4, asLoaded),
  from,
);
export const hlvD = insn(
  'hlv.d rd rs1 24..20=0x0 31..25=0x36 14..12=4 6..2=0x1C 1..0=3',
  memory,
  loads(8, asLoaded),
  from,
);
export const hlvxHu = insn(
  'hlvx.hu rd rs1 24..20=0x3 31..25=0x32 14..12=4 6..2=0x1C 1..0=3',
  memory,
  loads(2, asLoaded, 'guest-execute'),
  from,
);
export const hlvxWu = insn(
  'hlvx.wu rd rs1 24..20=0x3 31..25=0x34 14..12=4 6..2=0x1C 1..0=3',
  memory,
  loads(4, asLoaded, 'guest-execute'),
  from,
);
export const hsvB = insn('hsv.b 11..7=0 rs1 rs2 31..25=0x31 14..12=4 6..2=0x1C 1..0=3', memory, stores(1), to);
export const hsvH = insn('hsv.h 11..7=0 rs1 rs2 31..25=0x33 14..12=4 6..2=0x1C 1..0=3', memory, stores(2), to);
export const hsvW = insn('hsv.w 11..7=0 rs1 rs2 31..25=0x35 14..12=4 6..2=0x1C 1..0=3', memory, stores(4), to);
export const hsvD = insn('hsv.d 11..7=0 rs1 rs2 31..25=0x37 14..12=4 6..2=0x1C 1..0=3', memory, stores(8), to);

const fences = 'priv "Hypervisor Memory-Management Fence Instructions"';
export const hfenceVvma = insn(
  'hfence.vvma 11..7=0 rs1 rs2 31..25=0x11 14..12=0 6..2=0x1C 1..0=3',
  fences,
  ({ rs1, rs2 }) => [systemEnd('hfence.vvma', rs1, rs2)],
);
export const hfenceGvma = insn(
  'hfence.gvma 11..7=0 rs1 rs2 31..25=0x31 14..12=0 6..2=0x1C 1..0=3',
  fences,
  ({ rs1, rs2 }) => [systemEnd('hfence.gvma', rs1, rs2)],
);

export const H: readonly Insn[] = [
  hlvB,
  hlvBu,
  hlvH,
  hlvHu,
  hlvW,
  hlvWu,
  hlvD,
  hlvxHu,
  hlvxWu,
  hsvB,
  hsvH,
  hsvW,
  hsvD,
  hfenceVvma,
  hfenceGvma,
];
