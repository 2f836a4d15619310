import type { Devices } from './devices.ts';
import { messageAddressesOf } from './devices/aplic-message.ts';
import { Aplic } from './devices/aplic.ts';
import { APLIC_SOURCES, aplicOffset, deliveryOffset } from './devices/aplic-registers.ts';
import { IMSIC_BASE, imsicStride } from './devices/imsic.ts';
import { claimRegister, enableRegister, machineContext, Plic, PLIC_WORDS, priorityRegister } from './devices/plic.ts';
import { wordOf } from './devices/source-bits.ts';

/** The sources of an interrupt controller that the built-in firmware keeps for M-mode, by the controller's registers. */
export interface MachineSources {
  /** Lets these sources interrupt M-mode of that hart, and no others. */
  keep(hart: number, sources: readonly number[]): void;
  /** Claims all that interrupts M-mode of that hart, and has to be completed. */
  claim(hart: number): readonly number[];
  complete(hart: number, source: number): void;
}

/** Those of the board's controller; undefined where it sends messages: who has an IMSIC has no use for them. */
export function machineSources(devices: Devices): MachineSources | undefined {
  const plic = devices.find(Plic);
  if (plic) return plicSources(plic);
  const root = devices.find(Aplic);
  return root && !root.sendsMessages ? aplicSources(root) : undefined;
}

/** Any but 0, which never interrupts. */
const PRIORITY = 1n;

const plicSources = (plic: Plic): MachineSources => ({
  keep(hart, sources) {
    const context = machineContext(hart);
    for (const source of sources) plic.write(priorityRegister(source), 4, PRIORITY);
    for (let index = 0; index < PLIC_WORDS; index++) {
      const word = wordOf(index, (source) => sources.includes(source));
      plic.write(enableRegister(context, index), 4, BigInt(word));
    }
  },
  claim(hart) {
    const claimed: number[] = [];
    const next = () => Number(plic.read(claimRegister(machineContext(hart)), 4));
    for (let source = next(); source !== 0; source = next()) claimed.push(source);
    return claimed;
  },
  complete(hart, source) {
    plic.write(claimRegister(machineContext(hart)), 4, BigInt(source));
  },
});

/** aia "Source configurations (`sourcecfg[1]–sourcecfg[1023]`)". */
const DELEGATED = 1n << 10n;
const LEVEL_HIGH = 6n;
const IE = 1n << 8n;

/** Of an APLIC a source has one target: it interrupts the first hart. */
const aplicSources = (root: Aplic): MachineSources => ({
  keep(hart, sources) {
    if (hart > 0) return;
    for (const source of sources) {
      root.write(aplicOffset('sourcecfg', source), 4, LEVEL_HIGH);
      root.write(aplicOffset('target', source), 4, PRIORITY);
      root.write(aplicOffset('setienum', 0), 4, BigInt(source));
    }
    root.write(deliveryOffset('idelivery', hart), 4, 1n);
    root.write(aplicOffset('domaincfg', 0), 4, IE);
  },
  // What is pending of a level is the level itself, which no claim changes.
  claim: () => [],
  complete() {},
});

/**
 * What OpenSBI does to the root domain as the device tree tells it: all sources are the supervisor's (riscv,delegation), and
 * messages go to the interrupt files (msi-parent).
 */
export function delegateAll(root: Aplic, harts: number, guestFiles: number): void {
  if (root.sendsMessages)
    for (const [index, value] of messageAddressesOf(
      harts,
      [IMSIC_BASE.M, imsicStride(0)],
      [IMSIC_BASE.S, imsicStride(guestFiles)],
    ).entries())
      root.write(aplicOffset('msiaddrcfg', index), 4, BigInt(value));
  for (let source = 1; source <= APLIC_SOURCES; source++) root.write(aplicOffset('sourcecfg', source), 4, DELEGATED);
  root.write(aplicOffset('domaincfg', 0), 4, IE);
}
