import {
  type Commit,
  type Csr,
  csrCount,
  csrMap,
  encodePrivilege,
  fcsr,
  fflags,
  frm,
  type Hart,
  hstatus,
  isWindow,
  mnstatus,
  mstatus,
  vsstatus,
} from '@hartlab/hart';
import { csrOf, type Decoded, type Effect } from '@hartlab/isa';

/**
 * The line that riscv-isa-sim (Spike, `--log-commits`) writes for what `hart` just did, without its end: the mode, pc,
 * bits, and what the instruction wrote; undefined when no instruction retired. To be asked before anything else changes
 * the hart. Its conventions are Spike's too: virtual addresses; a CSR that only shows another one is logged as that other
 * one; traps have no line; V is not shown.
 */
export function commitLine(hart: Hart, commit: Commit): string | undefined {
  const { kind, decoded, privilege, pc } = commit;
  if (kind !== 'retired' || !decoded) return undefined;
  const core = String(hart.hartid).padStart(4);
  const bits = decoded.bits.toString(16).padStart(2 * decoded.length, '0');
  const head = `core${core}: ${encodePrivilege(privilege)} ${hex(pc, 8)} (0x${bits})`;
  return [head, ...registers(hart, commit, decoded), ...loads(commit, decoded), ...stores(commit, decoded)].join('');
}

/** A register that was written, and where Spike's order has it: by number, and then by kind. */
interface Written {
  readonly number: number;
  readonly kind: (typeof kinds)[number];
  readonly text: string;
}
const kinds = ['x', 'f', 'csr'] as const;

/** The registers that the instruction has written, in Spike's order. */
function registers(hart: Hart, commit: Commit, decoded: Decoded): string[] {
  const bytes = { x: 8, f: hart.isa.has('D') ? 8 : 4 };
  const written = commit.registers.flatMap(({ kind, number, value }): Written[] =>
    kind === 'csr' ? [] : [{ number, kind, text: ` ${`${kind}${number}`.padEnd(3)} ${hex(value, bytes[kind])}` }],
  );
  for (const csr of new Set(csrs(hart, commit, decoded))) {
    const { address: number, name } = csr;
    written.push({ number, kind: 'csr', text: ` c${number}_${name} ${hex(hart.read(csr), 8)}` });
  }
  return written
    .toSorted((a, b) => a.number - b.number || kinds.indexOf(a.kind) - kinds.indexOf(b.kind))
    .map(({ text }) => text);
}

/** The CSRs that Spike says are written. */
function csrs(hart: Hart, { registers: written, V }: Commit, { insn, word }: Decoded): readonly Csr[] {
  const [effect] = insn.does.filter(({ k }) => k === 'return' || k === 'csr');
  if (effect?.k === 'return') return byReturn(effect, hart, V);
  const named = effect ? csrMap.at(csrOf(word), V) : undefined;
  const listed = written.flatMap(({ kind, number }): readonly Csr[] => {
    if (kind !== 'csr') return [];
    if (number === fcsr.address) return named ? partsOfFcsr(named) : [fflags];
    const csr = number < csrCount ? csrMap.at(number, false) : named && isWindow(named) ? named : undefined;
    return csr && takesWrites(csr, hart) ? [csr] : [];
  });
  // Of a guest's two status registers, Spike writes both when floating point becomes Dirty in one.
  const status = V && (!named || named.partOf === 'FS') ? [vsstatus, mstatus] : [];
  return listed.some((csr) => status.some((one) => one === csr)) ? [...listed, ...status] : listed;
}

/** Whether a write is more than ignored now. hgeie, for example, takes none without guest interrupt files. */
const takesWrites = (csr: Csr, hart: Hart): boolean =>
  isWindow(csr) ||
  csr.fields.some(({ rule: { readOnly } }) => (typeof readOnly === 'function' ? !readOnly(hart) : readOnly !== true));

/** fcsr only shows the two others. */
const partsOfFcsr = (named: Csr): readonly Csr[] => (named === fcsr ? [fflags, frm] : [named]);

/** What a return is said to write, whether that changes anything or not. */
function byReturn({ name }: Extract<Effect, { k: 'return' }>, hart: Hart, V: boolean): readonly Csr[] {
  if (V) return [vsstatus];
  if (name === 'mnret') return hart.privilege === 'M' ? [mnstatus] : [mnstatus, mstatus];
  const status = name === 'mret' || !hart.isa.has('H') ? [mstatus] : [mstatus, hstatus];
  // A return to VU-mode can clear vsstatus.SDT (priv "Ssdbltrp Double Trap Extension").
  return hart.V && hart.privilege === 'U' ? [vsstatus, ...status] : status;
}

/** What was loaded, by the addresses before pointer masking; a pair of doublewords is one access. */
function loads({ accesses }: Commit, { insn }: Decoded): string[] {
  const loaded = accesses.filter(({ kind }) => kind === 'load');
  const isPair = insn.does.some(({ k }) => k === 'compare-and-swap-pair');
  return (isPair ? loaded.slice(0, 1) : loaded).map(({ computed }) => ` mem ${hex(computed, 8)}`);
}

/** What was stored: a cache block byte by byte. That an AMOCAS of one register has written the old value back is not shown. */
function stores({ accesses }: Commit, { insn }: Decoded): string[] {
  const old = /^amocas\.[bhwd]$/.test(insn.name) ? accesses.find(({ kind }) => kind === 'load')?.value : undefined;
  return accesses.flatMap(({ kind, computed, address, value, width }) => {
    if (kind !== 'store' || value === old) return [];
    if (width <= 8) return [` mem ${hex(computed, 8)} ${hex(value, width)}`];
    return Array.from({ length: width }, (_, byte) => ` mem ${hex(address + BigInt(byte), 8)} 0x00`);
  });
}

const hex = (value: bigint, bytes: number): string => {
  const digits = BigInt.asUintN(8 * bytes, value).toString(16);
  return `0x${digits.padStart(2 * bytes, '0')}`;
};
