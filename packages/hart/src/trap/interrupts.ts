import {
  hvictl,
  hvien,
  mie,
  mip,
  mnstatus,
  mstatus,
  mvien,
  topForM,
  topForS,
  topForVS,
  topInterrupt,
  vsstatus,
} from '../csrs/csrs.ts';
import { type HartView, type Register, valueIn } from '../csr/csr.ts';
import { readHalf } from '../csr/csr-value.ts';
import type { Core } from '../core.ts';
import { RNMI } from '../csrs/causes.ts';
import { ticksToTimer } from './timers.ts';
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
 * Tells each boundary whether an interrupt is due without asking every CSR each time: nothing can become due until one of
 * the things that `changed` stands for happens, or a timer compare register is reached.
 */
export class InterruptWatch {
  readonly #hart: Core;
  readonly #hasResumableNmi: boolean;
  #changed = true;
  /** Whether it is to be found out anew if any interrupt may be pending; so far `#mayBePending` is known. */
  #pendingChanged = true;
  #mayBePending = false;
  #timersChanged = true;
  /** The time at which `#deadline` was worked out. */
  #looked = 0n;
  /**
   * The time, later than that, at which a timer of the hart next makes an interrupt pending, if one is enabled. Where
   * mtime was written, time may go back.
   */
  #deadline: bigint | undefined;
  /** The interrupt that is due, by its code in the cause register of the mode that takes it: VS-mode sees the VS-level interrupts as the supervisor-level ones. */
  code = 0;
  /** The mode that takes it. */
  target: TrapTarget = 'M';

  constructor(hart: Core) {
    this.#hart = hart;
    this.#hasResumableNmi = hart.isa.has('Smrnmi');
  }

  /** To be called when an interrupt line, or a CSR with an effect on which interrupts are pending or enabled, changed. */
  changed(): void {
    this.#changed = this.#pendingChanged = true;
  }

  /** To be called when the mode changed, or what enables the interrupts of a mode: the same ones are pending. */
  enablesChanged(): void {
    this.#changed = true;
  }

  /** To be called when a CSR that says when a timer's interrupt is pending changed. */
  timersChanged(): void {
    this.changed();
    this.#timersChanged = true;
  }

  /** To be called before the first boundary of a run: a timer's time may have come since the last one. */
  begin(): void {
    if (!this.#timersChanged && !this.#hasTimeCome()) return;
    this.#timersChanged = false;
    this.changed();
    this.#looked = this.#hart.mtime();
    const ticks = ticksToTimer(this.#hart, this.#looked);
    this.#deadline = ticks === undefined ? undefined : this.#looked + ticks;
  }

  /** Whether it is known that none is pending, so that whatever is enabled none becomes due by that. */
  get calm(): boolean {
    return !this.#pendingChanged && !this.#mayBePending && !this.#hart.state.nonMaskableInterrupt;
  }

  /** Whether there is an interrupt to take now: `code` and `target` tell which. It is due until something changes. */
  due(): boolean {
    if (this.#changed) this.#changed = this.#select();
    return this.#changed;
  }

  /**
   * The interrupt that the hart takes now, if any: the first of those for M-mode, then of those for HS-mode, then of
   * those for VS-mode. Interrupts for a more privileged mode are always enabled, for a less privileged one never. An
   * RNMI comes before all others, and without NMIE none comes at all (priv "Smrnmi Extension for Resumable Non-Maskable
   * Interrupts").
   */
  #select(): boolean {
    const hart = this.#hart;
    if (this.#hasResumableNmi) {
      if (hart.get(mnstatus.NMIE) === 0) return false;
      if (hart.state.nonMaskableInterrupt) return this.#takes(RNMI, 'M');
    }
    if (this.#pendingChanged) {
      this.#pendingChanged = false;
      this.#mayBePending = mayBePending(hart);
    }
    if (!this.#mayBePending) return false;
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
    return top !== 0 && this.#takes(valueIn(topInterrupt.IID, top), target);
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
