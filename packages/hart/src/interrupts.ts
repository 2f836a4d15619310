import {
  htimedelta,
  hvictl,
  hvien,
  mie,
  mip,
  mnstatus,
  mstatus,
  mvien,
  stimecmp,
  topForM,
  topForS,
  topForVS,
  type TopInterrupt,
  vsstatus,
  vstimecmp,
} from './csrs.ts';
import type { Hart } from './hart.ts';
import { interruptBit, resumableNmi } from './trap.ts';
import type { TrapTarget } from './traps.ts';

/** An interrupt that the hart takes, and the mode in which it does. */
export interface NextInterrupt {
  /** As in the cause register of that mode: VS-mode sees the VS-level interrupts as the supervisor-level ones. */
  readonly cause: bigint;
  readonly target: TrapTarget;
}

/** Whether any interrupt is pending and individually enabled at any level, which ends a WFI (aia "WFI (Wait for Interrupt) instruction"). */
export const isInterruptPending = (hart: Hart): boolean =>
  mayBePending(hart) && (topForM(hart) ?? topForS(hart) ?? topForVS(hart)) !== undefined;

/** `false` when there is certainly none: most often none is pending in mip, and none is virtual. */
const mayBePending = (hart: Hart): boolean =>
  (hart.read(mip) & hart.read(mie)) !== 0n ||
  (hart.isa.has('Ssaia') &&
    (hart.cell(mvien.address) !== 0n || hart.cell(hvien.address) !== 0n || hart.get(hvictl.VTI) === 1n));

/**
 * The interrupt that the hart takes now, if any: the first of those for M-mode, then of those for HS-mode, then of those
 * for VS-mode. Interrupts for a more privileged mode are always enabled, for a less privileged one never. An RNMI comes
 * before all others, and without NMIE none comes at all (priv "Smrnmi Extension for Resumable Non-Maskable Interrupts").
 */
export function selectInterrupt(hart: Hart): NextInterrupt | undefined {
  if (hart.isa.has('Smrnmi')) {
    if (hart.get(mnstatus.NMIE) === 0n) return undefined;
    if (hart.state.nonMaskableInterrupt) return { cause: resumableNmi, target: 'M' };
  }
  if (!mayBePending(hart)) return undefined;
  const { privilege, V } = hart;
  const enabledM = privilege !== 'M' || hart.get(mstatus.MIE) === 1n;
  const enabledHS = privilege !== 'M' && (V || privilege === 'U' || hart.get(mstatus.SIE) === 1n);
  const enabledVS = V && (privilege === 'U' || hart.get(vsstatus.SIE) === 1n);
  return (
    (enabledM ? taken(topForM(hart), 'M') : undefined) ??
    (enabledHS ? taken(topForS(hart), 'HS') : undefined) ??
    (enabledVS ? taken(topForVS(hart), 'VS') : undefined)
  );
}

const taken = (top: TopInterrupt | undefined, target: TrapTarget): NextInterrupt | undefined =>
  top && { cause: interruptBit | BigInt(top.identity), target };

/**
 * Tells each step whether an interrupt is due without asking every CSR each time: nothing can become due until one of
 * the things that `changed` stands for happens, or a timer compare register is reached.
 */
export class InterruptWatch {
  readonly #hart: Hart;
  #changed = true;
  /** The time of the latest look. */
  #looked = 0n;
  /**
   * The time, later than that, at which stimecmp or vstimecmp next makes an interrupt pending, if there are such timers
   * (priv "Sstc Extension for Supervisor-mode Timer Interrupts"). Where mtime was written, time may go back.
   */
  #deadline: bigint | undefined;

  constructor(hart: Hart) {
    this.#hart = hart;
  }

  /** To be called when the mode, an interrupt line, or a CSR with an effect on interrupts changed. */
  changed(): void {
    this.#changed = true;
  }

  /** The interrupt to take now, if any. */
  next(): NextInterrupt | undefined {
    if (!this.#changed && !this.#hasTimeCome()) return undefined;
    this.#changed = false;
    this.#looked = this.#hart.time();
    this.#deadline = timerDeadline(this.#hart, this.#looked);
    return selectInterrupt(this.#hart);
  }

  #hasTimeCome(): boolean {
    if (this.#deadline === undefined) return false;
    const now = this.#hart.time();
    return now >= this.#deadline || now < this.#looked;
  }
}

const endOfTime = 2n ** 64n;

/** The earliest time after `now` at which a timer of the Sstc extension makes its interrupt pending. */
function timerDeadline(hart: Hart, now: bigint): bigint | undefined {
  if (!hart.isa.has('Sstc')) return undefined;
  const compares = [hart.read(stimecmp)];
  if (hart.isa.has('H')) compares.push(BigInt.asUintN(64, hart.read(vstimecmp) - hart.read(htimedelta)));
  const coming = compares.filter((compare) => compare > now);
  return coming.reduce((a, b) => (a < b ? a : b), endOfTime);
}
