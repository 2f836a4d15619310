/*
 * Source: aia "Memory-mapped control region for an interrupt domain".
 */

/** Interrupt sources 1 to 95; as many as QEMU's virt has. */
export const APLIC_SOURCES = 95;
/** Words that have a bit for each source. */
export const APLIC_WORDS: number = Math.ceil((APLIC_SOURCES + 1) / 32);

/** Where target and genmsi have the index of a hart, up to their highest bit. */
export const HART_INDEX = 18;

/** Where the registers begin that are numbered, the number of the first, and how many there are. */
const registers = {
  domaincfg: [0, 0, 1],
  sourcecfg: [0x4, 1, APLIC_SOURCES],
  // mmsiaddrcfg, mmsiaddrcfgh, smsiaddrcfg, smsiaddrcfgh
  msiaddrcfg: [0x1bc0, 0, 4],
  setip: [0x1c00, 0, APLIC_WORDS],
  setipnum: [0x1cdc, 0, 1],
  in_clrip: [0x1d00, 0, APLIC_WORDS],
  clripnum: [0x1ddc, 0, 1],
  setie: [0x1e00, 0, APLIC_WORDS],
  setienum: [0x1edc, 0, 1],
  clrie: [0x1f00, 0, APLIC_WORDS],
  clrienum: [0x1fdc, 0, 1],
  setipnum_le: [0x2000, 0, 1],
  setipnum_be: [0x2004, 0, 1],
  genmsi: [0x3000, 0, 1],
  target: [0x3004, 1, APLIC_SOURCES],
} as const satisfies Readonly<Record<string, readonly [offset: number, first: number, count: number]>>;
type DomainRegister = keyof typeof registers;

const IDC = 0x4000;
const IDC_STRIDE = 32;
/** The registers of an interrupt delivery control structure, of which each hart has one. */
const deliveryRegisters = { 0: 'idelivery', 4: 'iforce', 8: 'ithreshold', 0x18: 'topi', 0x1c: 'claimi' } as const;
type DeliveryRegister = (typeof deliveryRegisters)[keyof typeof deliveryRegisters];

/** A register: which one of its kind, by source, by word of sources, or by hart. */
export interface PlacedRegister {
  readonly name: DomainRegister | DeliveryRegister;
  readonly index: number;
}

const byOffset: ReadonlyMap<number, PlacedRegister> = new Map(
  Object.entries(registers).flatMap(([name, [offset, first, count]]) =>
    Array.from(
      { length: count },
      (_, n) => [offset + 4 * n, { name: name as DomainRegister, index: first + n }] as const,
    ),
  ),
);

/** The register at this offset, if there is one; harts are not counted. */
export function aplicRegister(offset: number): PlacedRegister | undefined {
  if (offset < IDC) return byOffset.get(offset);
  const name = deliveryRegisters[((offset - IDC) % IDC_STRIDE) as keyof typeof deliveryRegisters];
  return name && { name, index: Math.floor((offset - IDC) / IDC_STRIDE) };
}

/** The offset of a register of a hart, by its index. */
export const deliveryOffset = (name: DeliveryRegister, hart: number): number => {
  const [offset] = Object.entries(deliveryRegisters).find(([, each]) => each === name)!;
  return IDC + IDC_STRIDE * hart + Number(offset);
};

/** The offset of another register, for software that is not made of instructions. */
export const aplicOffset = (name: DomainRegister, index: number): number => {
  const [offset, first] = registers[name];
  return offset + 4 * (index - first);
};
