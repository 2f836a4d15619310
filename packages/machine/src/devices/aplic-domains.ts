import { Aplic } from './aplic.ts';
import type { DeviceRow } from './device-row.ts';

/** Sources as QEMU's tree counts them: with the one that is none. */
const TOLD_SOURCES = 96;
/** Room for the delivery control of as many harts as QEMU's virt can have. */
const SIZE = 0x8000;
/** Level-sensitive and high: what all devices of the board are (Linux's binding riscv,aplic.yaml). */
const LEVEL_HIGH = 4;

/**
 * The two domains of QEMU's virt: the root, at machine level, and below it that of the supervisor. With an IMSIC they send
 * messages to it, and without one they have the lines of the harts.
 */
export const aplicDomains = (hasImsic: boolean): Readonly<Record<'aplic-m' | 'aplic-s', DeviceRow<Aplic>>> => ({
  'aplic-m': {
    base: 0xc00_0000,
    size: SIZE,
    ...(!hasImsic && { drives: ['MEIP'] as const }),
    machineMode: true,
    node: {
      name: 'interrupt-controller',
      properties,
      disabledByFirmware: true,
      phandle: true,
      links: {
        ...(hasImsic && { 'msi-parent': ['imsic-m'] }),
        'riscv,children': ['aplic-s'],
        'riscv,delegation': ['aplic-s', 1, TOLD_SOURCES],
      },
    },
    // What M-mode has for itself decides what comes to M-mode alone.
    observable: ({ wires, sourcecfg, messageAddresses }) => ({ wires, sourcecfg, messageAddresses }),
    make: ({ lines, message }) =>
      new Aplic({ level: 'M', outputs: lines.map(({ MEIP }) => MEIP), message: hasImsic ? message : undefined }),
  },
  'aplic-s': {
    base: 0xd00_0000,
    size: SIZE,
    ...(!hasImsic && { drives: ['SEIP'] as const }),
    node: {
      name: 'interrupt-controller',
      properties,
      ...(hasImsic && { links: { 'msi-parent': ['imsic-s'] } }),
      interruptCells: (source) => [source, LEVEL_HIGH],
    },
    make: ({ lines, message, of }) =>
      new Aplic({
        level: 'S',
        parent: of(Aplic),
        outputs: lines.map(({ SEIP }) => SEIP),
        message: hasImsic ? message : undefined,
      }),
  },
});

const properties = {
  compatible: ['qemu,aplic', 'riscv,aplic'],
  '#address-cells': 0,
  '#interrupt-cells': 2,
  'interrupt-controller': true,
  'riscv,num-sources': TOLD_SOURCES,
} as const;
