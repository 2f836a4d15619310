import { system } from '../expr.ts';
import { type Insn, insn } from '../insn.ts';

const spec = 'unpriv "Wait-on-Reservation-Set Instructions"';

export const wrsNto = insn('wrs.nto 31..20=0x00D 19..7=0 6..2=0x1C 1..0=3', spec, () => [system('wrs.nto')]);
/** The short time after which it stops waiting is zero. */
export const wrsSto = insn('wrs.sto 31..20=0x01D 19..7=0 6..2=0x1C 1..0=3', spec, () => []);

export const Zawrs: readonly Insn[] = [wrsNto, wrsSto];
