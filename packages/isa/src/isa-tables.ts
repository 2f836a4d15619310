import type { CompressedInsn } from './compressed.ts';
import type { Insn } from './insn.ts';
import type { Extension, Isa } from './isa.ts';
import { A } from './rows/a.ts';
import { Zknd, Zkne, ZkneOrZknd } from './rows/aes.ts';
import { C, CAndD } from './rows/c.ts';
import { D } from './rows/d.ts';
import { F } from './rows/f.ts';
import { H } from './rows/h.ts';
import { I } from './rows/i.ts';
import { M } from './rows/m.ts';
import { S } from './rows/s.ts';
import { Smrnmi } from './rows/smrnmi.ts';
import { Svinval, SvinvalAndH } from './rows/svinval.ts';
import { Zabha } from './rows/zabha.ts';
import { ZabhaAndZacas, Zacas } from './rows/zacas.ts';
import { Zalasr } from './rows/zalasr.ts';
import { Zawrs } from './rows/zawrs.ts';
import { Zba } from './rows/zba.ts';
import { Zbb, ZbbOrZbkb } from './rows/zbb.ts';
import { Zbc, ZbcOrZbkc } from './rows/zbc.ts';
import { Zbkb } from './rows/zbkb.ts';
import { Zbkx } from './rows/zbkx.ts';
import { Zbs } from './rows/zbs.ts';
import { Zcb, ZcbAndM, ZcbAndZba, ZcbAndZbb } from './rows/zcb.ts';
import { Zcmop } from './rows/zcmop.ts';
import { Zfa, ZfaAndD, ZfaAndZfh } from './rows/zfa.ts';
import { Zfh } from './rows/zfh.ts';
import { Zfhmin, ZfhminAndD } from './rows/zfhmin.ts';
import { Zicond } from './rows/zicond.ts';
import { Zicbom, Zicbop, Zicboz } from './rows/zicbo.ts';
import { Zicfilp } from './rows/zicfilp.ts';
import { Zicfiss, ZicfissAndZcmop } from './rows/zicfiss.ts';
import { Zicsr } from './rows/zicsr.ts';
import { Zifencei } from './rows/zifencei.ts';
import { Zimop } from './rows/zimop.ts';
import { Zknh } from './rows/zknh.ts';
import { Zksed } from './rows/zksed.ts';
import { Zksh } from './rows/zksh.ts';

/** Instructions that come together. */
export interface IsaTable<Row> {
  /** An ISA has them when it has all of these extensions; of a list among them, one is enough. */
  readonly requires: readonly (Extension | readonly Extension[])[];
  readonly rows: readonly Row[];
}

/**
 * Every 32-bit instruction, by the extensions that bring it. Where two tables share an encoding, the earlier one has
 * it, being a special case of the other. Zicntr has no table: its instructions are other spellings of csrrs
 * (unpriv "Zicntr Extension for Base Counters and Timers").
 */
export const isaTables: readonly IsaTable<Insn>[] = [
  { requires: ['Zicfilp'], rows: Zicfilp },
  { requires: ['Zicfiss'], rows: Zicfiss },
  { requires: ['Zicbop'], rows: Zicbop },
  { requires: ['I'], rows: I },
  { requires: ['Zifencei'], rows: Zifencei },
  { requires: ['Zicsr'], rows: Zicsr },
  { requires: ['M'], rows: M },
  { requires: ['A'], rows: A },
  { requires: ['F'], rows: F },
  { requires: ['D'], rows: D },
  { requires: ['Zfhmin'], rows: Zfhmin },
  { requires: ['Zfhmin', 'D'], rows: ZfhminAndD },
  { requires: ['Zfh'], rows: Zfh },
  { requires: ['Zfa'], rows: Zfa },
  { requires: ['Zfa', 'D'], rows: ZfaAndD },
  { requires: ['Zfa', 'Zfh'], rows: ZfaAndZfh },
  { requires: ['Zalasr'], rows: Zalasr },
  { requires: ['Zabha'], rows: Zabha },
  { requires: ['Zacas'], rows: Zacas },
  { requires: ['Zabha', 'Zacas'], rows: ZabhaAndZacas },
  { requires: ['Zawrs'], rows: Zawrs },
  { requires: ['Zicbom'], rows: Zicbom },
  { requires: ['Zicboz'], rows: Zicboz },
  { requires: ['Zicond'], rows: Zicond },
  { requires: ['Zimop'], rows: Zimop },
  { requires: ['Zba'], rows: Zba },
  { requires: ['Zbb'], rows: Zbb },
  { requires: [['Zbb', 'Zbkb']], rows: ZbbOrZbkb },
  { requires: [['Zbc', 'Zbkc']], rows: ZbcOrZbkc },
  { requires: ['Zbc'], rows: Zbc },
  { requires: ['Zbs'], rows: Zbs },
  { requires: ['Zbkb'], rows: Zbkb },
  { requires: ['Zbkx'], rows: Zbkx },
  { requires: ['Zknd'], rows: Zknd },
  { requires: ['Zkne'], rows: Zkne },
  { requires: [['Zkne', 'Zknd']], rows: ZkneOrZknd },
  { requires: ['Zknh'], rows: Zknh },
  { requires: ['Zksed'], rows: Zksed },
  { requires: ['Zksh'], rows: Zksh },
  { requires: [], rows: S },
  { requires: ['Smrnmi'], rows: Smrnmi },
  { requires: ['Svinval'], rows: Svinval },
  { requires: ['H'], rows: H },
  { requires: ['Svinval', 'H'], rows: SvinvalAndH },
];

/** Every 16-bit instruction, in the same way. */
export const compressedTables: readonly IsaTable<CompressedInsn>[] = [
  { requires: ['C'], rows: C },
  { requires: ['C', 'D'], rows: CAndD },
  { requires: ['Zcb'], rows: Zcb },
  { requires: ['Zcb', 'Zbb'], rows: ZcbAndZbb },
  { requires: ['Zcb', 'Zba'], rows: ZcbAndZba },
  { requires: ['Zcb', 'M'], rows: ZcbAndM },
  { requires: ['Zicfiss', 'Zcmop'], rows: ZicfissAndZcmop },
  { requires: ['Zcmop'], rows: Zcmop },
];

function rowsIn<Row>(tables: readonly IsaTable<Row>[], isa: Isa): readonly Row[] {
  const has = (required: Extension | readonly Extension[]): boolean =>
    typeof required === 'string' ? isa.has(required) : required.some(has);
  return tables.filter(({ requires }) => requires.every(has)).flatMap(({ rows }) => rows);
}

/** The 32-bit instructions of an ISA. */
export const rowsOf = (isa: Isa): readonly Insn[] => rowsIn(isaTables, isa);

/** The 16-bit instructions of an ISA. */
export const compressedRowsOf = (isa: Isa): readonly CompressedInsn[] => rowsIn(compressedTables, isa);
