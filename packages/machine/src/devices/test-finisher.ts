import type { Width } from '@hartlab/isa';
import type { FdtNode } from '../fdt.ts';
import type { Stop } from '../stop.ts';
import type { Device } from './device.ts';
import type { DeviceRow } from './device-row.ts';

/*
 * Source: QEMU, "include/hw/misc/sifive_test.h".
 */
const FINISHER_PASS = 0x5555;
const FINISHER_RESET = 0x7777;
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

/** How Linux's drivers power off and reboot: they store `value` to the register. */
const syscon = (name: 'poweroff' | 'reboot', value: number, regmap: number): FdtNode => ({
  name,
  properties: { compatible: `syscon-${name}`, regmap, offset: 0, value },
});

export const testFinisher: DeviceRow<TestFinisher> = {
  base: 0x10_0000,
  size: 0x1000,
  node: {
    name: 'test',
    properties: { compatible: ['sifive,test1', 'sifive,test0', 'syscon'] },
    users: (phandle) => [syscon('reboot', FINISHER_RESET, phandle), syscon('poweroff', FINISHER_PASS, phandle)],
  },
  make: ({ end }) => new TestFinisher(end),
};
