import { henvcfg, htimedelta, menvcfg, stimecmp, vstimecmp, type Hart } from '@hartlab/hart';
import { ticksUntil, type TimerSource } from './clock.ts';

/**
 * The timers inside a hart, of the Sstc extension (priv "Supervisor Timer (stimecmp) Register"). The hart compares them
 * itself; the clock needs to know them when all harts wait.
 */
export class HartTimer implements TimerSource {
  readonly #hart: Hart;

  constructor(hart: Hart) {
    this.#hart = hart;
  }

  /** When a comparison next becomes true. One that has become true stays so until time wraps around. */
  update(): bigint | undefined {
    const hart = this.#hart;
    if (!hart.isa.has('Sstc') || hart.get(menvcfg.STCE) === 0) return undefined;
    const now = hart.mtime();
    const supervisor = ticksUntil(hart.read(stimecmp), now);
    if (!hart.isa.has('H') || hart.get(henvcfg.STCE) === 0) return supervisor;
    const guest = ticksUntil(hart.read(vstimecmp), now + hart.read(htimedelta));
    return guest < supervisor ? guest : supervisor;
  }
}
