import { exception, interrupt, interruptBit } from '@hartlab/hart';
import { hex } from '@hartlab/isa';

/** `instructionAccessFault` as `instruction access fault`, `ecallFromU` as `ecall from U`. */
const words = (name: string): string =>
  name.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[A-Z][a-z]+/g, (word) => word.toLowerCase());

const names: ReadonlyMap<bigint, string> = new Map([
  ...Object.entries(exception).map(([name, code]) => [code, words(name)] as const),
  ...Object.entries(interrupt).map(([name, code]) => [interruptBit | BigInt(code), `interrupt ${name}`] as const),
]);

/** A trap's cause, as in mcause, in words: `illegal instruction`, `interrupt MTI`. */
export const causeName = (cause: bigint): string => names.get(cause) ?? `cause ${hex(cause)}`;
