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
  vsstatus,
  vstimecmp,
} from '../csrs/csrs.ts';
import type { HartView, Register } from '../csr/csr.ts';
import { readHalf } from '../csr/csr-value.ts';
import type { Core } from '../core.ts';
import { RNMI } from '../csrs/causes.ts';
import type { TrapTarget } from './trap.ts';

/** Whether any interrupt is pending and individually enabled at any level, which ends a WFI (aia "WFI (Wait for Interrupt) instruction"). */
export const isInterruptPending = (hart: HartView): boolean =>
  mayBePending(hart) && (topForM(hart) || topForS(hart) || topForVS(hart)) !== 0;

/** `false` when there is certainly none: most often none is pending in mip, and none is virtual. */
const mayBePending = (hart: HartView): boolean =>
  (readHalf(mip, 0, hart) & readHalf(mie, 0, hart)) !== 0 ||
  (hart.isa.has('Ssaia') &&
    ((readHalf(mip, 1, hart) & readHalf(mie, 1, hart)) !== 0 ||
      holds(mvien, hart) ||
      holds(hvien, hart) ||
      hart.get(hvictl.VTI) === 1));

const holds = ({ address }: Register, hart: HartView) => (hart.half(address, 0) | hart.half(address, 1)) !== 0;

/**
 * Tells each step whether an interrupt is due without asking every CSR each time: nothing can become due until one of
 * the things that `changed` stands for happens, or a timer compare register is reached.
 */
export class InterruptWatch {
  readonly #hart: Core;
  #changed = true;
  /** The time of the latest look. */
  #looked = 0n;
  /**
   * The time, later than that, at which stimecmp or vstimecmp next makes an interrupt pending, if there are such timers
   * (priv "Sstc Extension for Supervisor-mode Timer Interrupts"). Where mtime was written, time may go back.
   */
  #deadline: bigint | undefined;
  /** The interrupt that is due, by its code in the cause register of the mode that takes it: VS-mode sees the VS-level interrupts as the supervisor-level ones. */
  code = 0;
  /** The mode that takes it. */
  target: TrapTarget = 'M';

  constructor(hart: Core) {
    this.#hart = hart;
  }

  /** To be called when the mode, an interrupt line, or a CSR with an effect on interrupts changed. */
  changed(): void {
    this.#changed = true;
  }

  /** Whether there is an interrupt to take now: `code` and `target` tell which. */
  due(): boolean {
    if (!this.#changed && !this.#hasTimeCome()) return false;
    this.#changed = false;
    this.#looked = this.#hart.mtime();
    this.#deadline = timerDeadline(this.#hart, this.#looked);
    return this.#select();
  }

  /**
   * The interrupt that the hart takes now, if any: the first of those for M-mode, then of those for HS-mode, then of
   * those for VS-mode. Interrupts for a more privileged mode are always enabled, for a less privileged one never. An
   * RNMI comes before all others, and without NMIE none comes at all (priv "Smrnmi Extension for Resumable Non-Maskable
   * Interrupts").
   */
  #select(): boolean {
    const hart = this.#hart;
    if (hart.isa.has('Smrnmi')) {
      if (hart.get(mnstatus.NMIE) === 0) return false;
      if (hart.state.nonMaskableInterrupt) return this.#takes(RNMI, 'M');
    }
    if (!mayBePending(hart)) return false;
    const { privilege, V } = hart;
    const enabledM = privilege !== 'M' || hart.get(mstatus.MIE) === 1;
    const enabledHS = privilege !== 'M' && (V || privilege === 'U' || hart.get(mstatus.SIE) === 1);
    const enabledVS = V && (privilege === 'U' || hart.get(vsstatus.SIE) === 1);
    return (
      (enabledM && this.#takesTop(topForM(hart), 'M')) ||
      (enabledHS && this.#takesTop(topForS(hart), 'HS')) ||
      (enabledVS && this.#takesTop(topForVS(hart), 'VS'))
    );
  }

  #takesTop(top: number, target: TrapTarget): boolean {
    return top !== 0 && this.#takes(top >>> 16, target);
  }

  #takes(code: number, target: TrapTarget): true {
    this.code = code;
    this.target = target;
    return true;
  }

  #hasTimeCome(): boolean {
    if (this.#deadline === undefined) return false;
    const now = this.#hart.mtime();
    return now >= this.#deadline || now < this.#looked;
  }
}

const endOfTime = 2n ** 64n;

/** The earliest time after `now` at which a timer of the Sstc extension makes its interrupt pending. */
function timerDeadline(hart: Core, now: bigint): bigint | undefined {
  if (!hart.isa.has('Sstc')) return undefined;
  const compares = [hart.cell(stimecmp.address)];
  if (hart.isa.has('H'))
    compares.push(BigInt.asUintN(64, hart.cell(vstimecmp.address) - hart.cell(htimedelta.address)));
  const coming = compares.filter((compare) => compare > now);
  return coming.reduce((a, b) => (a < b ? a : b), endOfTime);
}
