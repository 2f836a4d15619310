import type { Width } from '@hartlab/isa';
import type { Stop } from '../stop.ts';
import type { Device } from './device.ts';

/*
 * Source: QEMU, "include/hw/misc/sifive_test.h". It is also the syscon of the device tree's poweroff and reboot nodes.
 */
export const FINISHER_PASS = 0x5555;
export const FINISHER_RESET = 0x7777;
const FINISHER_FAIL = 0x3333;

/** The test finisher: one register whose writes end the machine. */
export class TestFinisher implements Device<undefined> {
  readonly #end: (stop: Stop) => void;

  constructor(end: (stop: Stop) => void) {
    this.#end = end;
  }

  read(_offset: number, width: Width): bigint | undefined {
    return width === 2 || width === 4 ? 0n : undefined;
  }

  write(offset: number, width: Width, value: bigint): boolean {
    if (width !== 2 && width !== 4) return false;
    const stop = offset === 0 ? finish(Number(value & 0xffffn), Number(value >> 16n)) : undefined;
    if (stop) this.#end(stop);
    return true;
  }

  save(): undefined {}

  restore(): void {}
}

function finish(status: number, code: number): Stop | undefined {
  switch (status) {
    case FINISHER_PASS:
      return { reason: 'pass', code: 0, message: 'the guest passed (test finisher)' };
    case FINISHER_FAIL:
      return { reason: 'fail', code, message: `the guest failed with code ${code} (test finisher)` };
    case FINISHER_RESET:
      return { reason: 'reset', code: 0, message: 'the guest asked for a reset (test finisher)' };
    default:
      return undefined;
  }
}
