import { aiaKinds, type BoardOptions, MAXIMUM_AIA_GUESTS } from '@hartlab/machine';
import { noKey, partsOf } from './keys.ts';
import { count, oneOf, onOrOff, path, QuantityError } from './quantity.ts';

/** What QEMU calls the choices of its board that there are, each with how its value is read. */
const settings = {
  aia: oneOf(aiaKinds),
  'aia-guests': count(0, MAXIMUM_AIA_GUESTS),
  dumpdtb: path,
  aclint: onOrOff,
} as const;
type Setting = keyof typeof settings;

/** Other choices of QEMU's, each with the values that change nothing here, and what is nearest to the others. */
const others: Readonly<Record<string, { readonly harmless: RegExp; readonly instead: string }>> = {
  accel: { harmless: /(?:^|:)tcg(?::|$)/, instead: 'the accelerator is tcg' },
  acpi: { harmless: /^(?:off|auto)$/, instead: 'there are no tables of ACPI; the device tree describes the machine' },
  'dump-guest-core': { harmless: /^(?:on|off)$/, instead: 'on or off' },
  graphics: { harmless: /^(?:on|off)$/, instead: 'on or off' },
  'iommu-sys': { harmless: /^(?:off|auto)$/, instead: 'there is no IOMMU' },
  'mem-merge': { harmless: /^(?:on|off)$/, instead: 'on or off' },
  'suppress-vmdesc': { harmless: /^(?:on|off)$/, instead: 'on or off' },
  'aux-ram-share': { harmless: /^(?:on|off)$/, instead: 'on or off' },
  usb: { harmless: /^off$/, instead: 'there is no USB' },
  pflash0: { harmless: /^$/, instead: 'there is no flash; -bios FILE gives the firmware' },
  pflash1: { harmless: /^$/, instead: 'there is no flash; leave it out' },
  kernel: { harmless: /^$/, instead: 'give it as -kernel FILE' },
  initrd: { harmless: /^$/, instead: 'give it as -initrd FILE' },
  append: { harmless: /^$/, instead: 'give it as -append TEXT' },
  dtb: { harmless: /^$/, instead: 'give it as -dtb FILE' },
  firmware: { harmless: /^$/, instead: 'give it as -bios FILE' },
  memory: { harmless: /^$/, instead: 'give it as -m SIZE' },
  smp: { harmless: /^$/, instead: 'give it as -smp N' },
  'memory-backend': { harmless: /^$/, instead: 'RAM is in no file; -m SIZE says how much there is' },
};

/** What `-machine` says: of the board, and where its device tree is to be written to. */
export interface MachineWords extends BoardOptions {
  readonly dumpdtb?: string;
}

/**
 * The board of QEMU's `-machine virt,aia=…,aia-guests=N,aclint=on`. What is said in several is said in one: `-M virt -M aia=aplic`.
 *
 * @throws QuantityError
 */
export const machineOf = (...texts: readonly string[]): MachineWords => {
  const said = new Map<string, unknown>();
  for (const { key, value = '' } of texts.flatMap((text) => partsOf(text || 'type=', 'type'))) {
    if (key === 'type' && value === 'virt') continue;
    if (key === 'type') throw new QuantityError('the choices are virt');
    const other = Object.hasOwn(others, key) ? others[key] : undefined;
    if (other?.harmless.test(value)) continue;
    if (other) throw new QuantityError(`${key}=${value} is QEMU's: ${other.instead}`);
    if (!Object.hasOwn(settings, key)) throw noKey(key, Object.keys(settings));
    try {
      said.set(key, settings[key as Setting](value));
    } catch (error) {
      throw error instanceof QuantityError ? new QuantityError(`${key}: ${error.message}`) : error;
    }
  }
  return {
    ...(said.has('aia') && { aia: said.get('aia') as NonNullable<BoardOptions['aia']> }),
    ...(said.has('aia-guests') && { aiaGuests: said.get('aia-guests') as number }),
    ...(said.has('dumpdtb') && { dumpdtb: said.get('dumpdtb') as string }),
    ...(said.has('aclint') && { aclint: said.get('aclint') as boolean }),
  };
};

/** What `-machine virt,help` prints. */
export const machineListing = (): string =>
  `virt, what can be said:\n${Object.keys(settings)
    .map((key) => `  ${key}=…\n`)
    .join('')}`;

/** The same board in QEMU's words. */
export const machineText = ({ aia, aiaGuests, aclint }: BoardOptions): string =>
  [
    'virt',
    ...(aia === undefined ? [] : [`aia=${aia}`]),
    ...(aiaGuests === undefined ? [] : [`aia-guests=${aiaGuests}`]),
    ...(aclint === undefined ? [] : [`aclint=${aclint ? 'on' : 'off'}`]),
  ].join(',');
