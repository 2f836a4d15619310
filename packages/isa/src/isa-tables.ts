import type { CompressedInsn } from './compressed.ts';
import type { Insn } from './insn.ts';
import type { Extension, Isa } from './isa.ts';
import { A } from './rows/a.ts';
import { C } from './rows/c.ts';
import { H } from './rows/h.ts';
import { I } from './rows/i.ts';
import { M } from './rows/m.ts';
import { S } from './rows/s.ts';
import { Smrnmi } from './rows/smrnmi.ts';
import { Svinval, SvinvalAndH } from './rows/svinval.ts';
import { Zicfilp } from './rows/zicfilp.ts';
import { Zicfiss } from './rows/zicfiss.ts';
import { Zicsr } from './rows/zicsr.ts';
import { Zifencei } from './rows/zifencei.ts';

/** Instructions that come together. */
export interface IsaTable<Row> {
  /** An ISA has them when it has all of these extensions. */
  readonly requires: readonly Extension[];
  readonly rows: readonly Row[];
}

/**
 * Every 32-bit instruction, by the extensions that bring it. Where two tables share an encoding, the earlier one has
 * it. Zicntr has no table: its instructions are other spellings of csrrs
 * (unpriv "Zicntr Extension for Base Counters and Timers").
 */
export const isaTables: readonly IsaTable<Insn>[] = [
  { requires: ['Zicfilp'], rows: Zicfilp },
  { requires: ['Zicfiss'], rows: Zicfiss },
  { requires: ['I'], rows: I },
  { requires: ['Zifencei'], rows: Zifencei },
  { requires: ['Zicsr'], rows: Zicsr },
  { requires: ['M'], rows: M },
  { requires: ['A'], rows: A },
  { requires: [], rows: S },
  { requires: ['Smrnmi'], rows: Smrnmi },
  { requires: ['Svinval'], rows: Svinval },
  { requires: ['H'], rows: H },
  { requires: ['Svinval', 'H'], rows: SvinvalAndH },
];

/** Every 16-bit instruction, in the same way. */
export const compressedTables: readonly IsaTable<CompressedInsn>[] = [{ requires: ['C'], rows: C }];

const rowsIn = <Row>(tables: readonly IsaTable<Row>[], isa: Isa): readonly Row[] =>
  tables.filter(({ requires }) => requires.every((extension) => isa.has(extension))).flatMap(({ rows }) => rows);

/** The 32-bit instructions of an ISA. */
export const rowsOf = (isa: Isa): readonly Insn[] => rowsIn(isaTables, isa);

/** The 16-bit instructions of an ISA. */
export const compressedRowsOf = (isa: Isa): readonly CompressedInsn[] => rowsIn(compressedTables, isa);
