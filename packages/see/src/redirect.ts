import { hedeleg, mcause, mstatus, mtinst, mtval, mtval2, type Hart, type Trap } from '@hartlab/hart';

/** The trap for which the hart is in M-mode. */
export const trapTaken = (hart: Hart): Trap => ({
  cause: hart.read(mcause),
  tval: hart.read(mtval),
  ...(hart.isa.has('H') && {
    tval2: hart.read(mtval2),
    tinst: hart.read(mtinst),
    gva: hart.get(mstatus.GVA) === 1,
  }),
});

/**
 * Gives a trap to the mode that would have taken it had it been delegated: VS-mode when it came from a guest and hedeleg
 * says so, (H)S-mode otherwise. The hart goes back to where it trapped, traps again, and comes back to M-mode in front
 * of the handler's first instruction, so that all CSRs are the hart's own work.
 *
 * @returns whether that mode takes the trap; otherwise it has become a double trap, for which the hart is in M-mode now
 */
export function redirect(hart: Hart, trap: Trap): boolean {
  hart.mret();
  const delegatedFurther = hart.V && ((hart.read(hedeleg) >> trap.cause) & 1n) === 1n;
  hart.trap(trap, delegatedFurther ? 'VS' : 'HS');
  if (hart.privilege === 'M') return false;
  hart.trap(trap, 'M');
  return true;
}
