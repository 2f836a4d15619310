import { hex, type ReturnName } from '@hartlab/isa';
import type { Random } from '@hartlab/models';
import type { Mode } from './peer.ts';
import { holder, register } from './values.ts';

const fences = 'sfence.vma hfence.vvma hfence.gvma sinval.vma hinval.vvma hinval.gvma'.split(' ');
const others = 'fence fence.i sfence.w.inval sfence.inval.ir ecall ebreak c.ebreak'.split(' ');

/** What is allowed in some modes only. */
export const privileged = (random: Random): string =>
  random.oneIn(2) ? ` ${random.of(others)}\n` : ` ${random.of(fences)} ${register(random)}, ${register(random)}\n`;

/** WFI where it always traps. Where it may wait, `randomSnippet` sees to it that it does not wait for ever. */
export const wait = (mode: Mode): string => (mode === 'U' || mode === 'VU' ? ' wfi\n' : ' nop\n');

const MPP = [0x1800, 0x800, 0];

/** Goes on below in another mode, or traps if it may not. Where a landing pad is expected, what is skipped is a nop. */
export function trapReturn(random: Random, mode: Mode, name: ReturnName): string {
  const base = holder(random);
  const below = ` la ${base}, 1f\n`;
  switch (name) {
    case 'mret': {
      const previous = `${hex(random.of(MPP))} | ${random.below(2)} << 39`;
      // It would go where mepc says, and that is not here.
      if (mode !== 'M') return ' mret\n';
      return ` li ${base}, 0x1800 | 1 << 39\n csrc mstatus, ${base}
 li ${base}, ${previous}\n csrs mstatus, ${base}\n${below} csrw mepc, ${base}\n mret\n1: nop\n`;
    }
    case 'mnret': {
      // Of a trap below, Spike does not know that it is over.
      const over = ` li ${base}, 1 << 24 | 1 << 42\n csrc mstatus, ${base}\n csrc vsstatus, ${base}\n`;
      const previous = `${hex(random.of(MPP))} | ${random.below(2)} << 7 | ${random.below(2)} << 9 | 8`;
      return `${mode === 'M' ? over : ''} li ${base}, ${previous}\n csrw mnstatus, ${base}\n${below} csrw mnepc, ${base}\n mnret\n1: nop\n`;
    }
    case 'sret': {
      const hypervisor = mode === 'M' || mode === 'HS' ? ` ${random.of(['csrs', 'csrc'])} hstatus, ${base}\n` : '';
      const over = mode === 'M' ? ` li ${base}, 1 << 24\n csrc mstatus, ${base}\n` : '';
      return `${over} li ${base}, 1 << 7\n${hypervisor} li ${base}, 1 << 8\n ${random.of(['csrs', 'csrc'])} sstatus, ${base}
${below} csrw sepc, ${base}\n sret\n1: nop\n`;
    }
  }
}
