import { hideleg, htimedelta, mideleg, mie, mip, mnstatus, mstatus, stimecmp, vsstatus, vstimecmp } from './csrs.ts';
import type { Hart } from './hart.ts';
import { interrupt, interruptBit, resumableNmi } from './trap.ts';

/**
 * Highest first (priv "Machine Interrupt (`mip` and `mie`) Registers" and "Hypervisor Interrupt (`hvip`, `hip`, and
 * `hie`) Registers").
 */
const priority = [
  interrupt.MEI,
  interrupt.MSI,
  interrupt.MTI,
  interrupt.SEI,
  interrupt.SSI,
  interrupt.STI,
  interrupt.SGEI,
  interrupt.VSEI,
  interrupt.VSSI,
  interrupt.VSTI,
  interrupt.LCOFI,
].map(BigInt);

/** The interrupts that are pending and individually enabled: what ends a WFI. */
export const pendingInterrupts = (hart: Hart): bigint => hart.read(mip) & hart.read(mie);

/**
 * The cause of the interrupt that the hart takes now, if any: those for M-mode first, then HS-mode, then VS-mode, and in
 * each the order of priority. Interrupts for a more privileged mode are always enabled, for a less privileged one never.
 * An RNMI comes before all others, and without NMIE none comes at all (priv "Smrnmi Extension for Resumable Non-Maskable
 * Interrupts").
 */
export function selectInterrupt(hart: Hart): bigint | undefined {
  if (hart.isa.has('Smrnmi')) {
    if (hart.get(mnstatus.NMIE) === 0n) return undefined;
    if (hart.state.nonMaskableInterrupt) return resumableNmi;
  }
  const pending = pendingInterrupts(hart);
  if (pending === 0n) return undefined;
  const { privilege, V } = hart;
  const forS = hart.read(mideleg);
  const forVS = forS & hart.read(hideleg);

  const enabledM = privilege !== 'M' || hart.get(mstatus.MIE) === 1n;
  const enabledHS = privilege !== 'M' && (V || privilege === 'U' || hart.get(mstatus.SIE) === 1n);
  const enabledVS = V && (privilege === 'U' || hart.get(vsstatus.SIE) === 1n);
  return (
    (enabledM ? highest(pending & ~forS) : undefined) ??
    (enabledHS ? highest(pending & forS & ~forVS) : undefined) ??
    (enabledVS ? highest(pending & forVS) : undefined)
  );
}

const highest = (pending: bigint): bigint | undefined => {
  const code = priority.find((candidate) => (pending >> candidate) & 1n);
  return code === undefined ? undefined : interruptBit | code;
};

/**
 * Tells each step whether an interrupt is due without asking every CSR each time: nothing can become due until one of
 * the things that `changed` stands for happens, or a timer compare register is reached.
 */
export class InterruptWatch {
  readonly #hart: Hart;
  #changed = true;
  /** The time at which stimecmp or vstimecmp next makes an interrupt pending (priv "Sstc Extension for Supervisor-mode Timer Interrupts"). */
  #deadline: bigint | undefined;

  constructor(hart: Hart) {
    this.#hart = hart;
  }

  /** To be called when the mode, an interrupt line, or a CSR with an effect on interrupts changed. */
  changed(): void {
    this.#changed = true;
  }

  /** The cause of the interrupt to take now, if any. */
  next(): bigint | undefined {
    const reached = this.#deadline !== undefined && this.#hart.time() >= this.#deadline;
    if (!this.#changed && !reached) return undefined;
    this.#changed = false;
    this.#deadline = timerDeadline(this.#hart);
    return selectInterrupt(this.#hart);
  }
}

/** The earliest time, still to come, at which a timer of the Sstc extension makes its interrupt pending. */
function timerDeadline(hart: Hart): bigint | undefined {
  if (!hart.isa.has('Sstc')) return undefined;
  const now = hart.time();
  const compares = [hart.read(stimecmp)];
  if (hart.isa.has('H')) compares.push(BigInt.asUintN(64, hart.read(vstimecmp) - hart.read(htimedelta)));
  const coming = compares.filter((compare) => compare > now);
  return coming.length === 0 ? undefined : coming.reduce((a, b) => (a < b ? a : b));
}
