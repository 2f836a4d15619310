import { henvcfg, htimedelta, menvcfg, stimecmp, vstimecmp, type Hart } from '@hartlab/hart';
import type { TimerSource } from './clock.ts';

/**
 * The timers inside a hart, of the Sstc extension (priv "Supervisor Timer (stimecmp) Register"). The hart compares them
 * itself; the clock needs to know them when all harts wait.
 */
export class HartTimer implements TimerSource {
  readonly #hart: Hart;

  constructor(hart: Hart) {
    this.#hart = hart;
  }

  update(): bigint | undefined {
    const hart = this.#hart;
    if (!hart.isa.has('Sstc') || hart.get(menvcfg.STCE) === 0n) return undefined;
    const compares = [hart.read(stimecmp)];
    if (hart.isa.has('H') && hart.get(henvcfg.STCE) === 1n)
      compares.push(BigInt.asUintN(64, hart.read(vstimecmp) - hart.read(htimedelta)));
    const now = hart.time();
    const coming = compares.filter((at) => at > now && at !== NEVER);
    return coming.length === 0 ? undefined : coming.reduce((a, b) => (a < b ? a : b));
  }
}

/** What software writes for no timer at all. */
const NEVER = 2n ** 64n - 1n;
