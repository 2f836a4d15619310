/** A growing piece of the image. Its address is known when all sections have their sizes. */
export class Section {
  readonly name: string;
  readonly bytes: number[] = [];
  alignment = 1;
  address: bigint | undefined;

  constructor(name: string) {
    this.name = name;
  }
}

/** The order of sections in the image; a section goes with the first of these that its name begins with. */
const order = ['.text', '.rodata', '.data', '.bss'];

/** Gives every section its address, in order from `origin`, and returns the whole image. */
export function layOut(sections: readonly Section[], origin: bigint): Uint8Array {
  const rank = ({ name }: Section) => {
    const found = order.findIndex((prefix) => name === prefix || name.startsWith(`${prefix}.`));
    return found < 0 ? order.length : found;
  };
  const placed = sections.toSorted((a, b) => rank(a) - rank(b));
  let end = origin;
  for (const section of placed) {
    if (section.bytes.length === 0) {
      section.address = end;
      continue;
    }
    end = alignUp(end, BigInt(Math.max(section.alignment, 8)));
    section.address = end;
    end += BigInt(section.bytes.length);
  }
  return new Uint8Array(Number(end - origin));
}

export const alignUp = (address: bigint, to: bigint): bigint => ((address + to - 1n) / to) * to;
