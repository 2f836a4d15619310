/** A way in which the two logs, or the two harts, may differ with neither being wrong. */
export interface Explanation {
  readonly title: string;
  /** `<document> "<section title>"`, with what it allows. */
  readonly spec: string;
  /** Rewrites a line of either log so that the difference is gone; absent where the programs avoid it. */
  readonly rewrite?: (line: string) => string;
  /** Whether our line may stand where Spike has the other. */
  readonly accepts?: (line: string, spike: string) => boolean;
}

/** Bits of a CSR instruction's word in a log line. */
const csrOf = (line: string): number => {
  const word = / \(0x([0-9a-f]{8})\)/.exec(line)?.[1];
  return word !== undefined && /73$|f3$/.test(word) ? Number.parseInt(word.slice(0, 3), 16) : -1;
};
const without = (csrs: RegExp) => (line: string) => line.replace(csrs, '');

const MTINST = 0x34a;
const HTINST = 0x64a;
const HVIP = 0x645;
const MVIP = 0x309;
const isTinst = (line: string) => csrOf(line) === MTINST || csrOf(line) === HTINST;

/** AMOCAS of one register, by its word. */
const isCompareAndSwap = (line: string): boolean => / \(0x2[89a-f][\da-f]{4}[2a]f\)/.test(line);
/** Whether a line ends with a store of the low bytes of what it has loaded, as far as a register shows that. */
const storesWhatItLoads = (line: string): boolean => {
  const [, loaded, stored] = /\) (?:x\d+ +0x([\da-f]+) )?mem 0x[\da-f]+ mem 0x[\da-f]+ 0x([\da-f]+)$/.exec(line) ?? [];
  return stored !== undefined && (loaded === undefined || loaded.endsWith(stored));
};

/** All explained differences between hartlab and riscv-isa-sim. */
export const explanations: readonly Explanation[] = [
  {
    title: 'Spike logs mvip with mip, sie with mie, and hvip as a CSR of its own; here they are not there, or views',
    spec: 'priv "Machine Interrupt (`mip` and `mie`) Registers": a convention of the log',
    rewrite: without(/ c(?:777_mvip|260_sie|1605_hvip) 0x[0-9a-f]+/g),
  },
  {
    title: 'Spike logs mip as it was before a write to hvip or mvip has reached these bits',
    spec: 'priv "Hypervisor Interrupt (`hvip`, `hip`, and `hie`) Registers": a convention of the log',
    rewrite: (line) =>
      csrOf(line) === HVIP || csrOf(line) === MVIP ? line.replace(/ c836_mip 0x[0-9a-f]+/, '') : line,
  },
  {
    title: 'A write to a locked PMP entry is not in the log of Spike',
    spec: 'priv "Locking and Privilege Mode": such a write is ignored; a convention of the log',
    rewrite: without(/ c\d+_pmp\w+ 0x[0-9a-f]+/),
  },
  {
    title: 'Spike logs CSRs that have no bits, here or there',
    spec: 'priv "State Enable 0 Registers": among them; a convention of the log',
    rewrite: without(/ c\d+_(?:sstateen\d|hvien|hviprio\d) 0x[0-9a-f]+/g),
  },
  {
    title: 'That AMOCAS has stored what was in memory anyway is in the log of Spike, and not here',
    spec: 'unpriv "Zacas Extension for Atomic Compare-and-Swap (CAS) Instructions": a convention of the log',
    accepts: (line, spike) => isCompareAndSwap(line) && spike.startsWith(`${line} mem `) && storesWhatItLoads(spike),
  },
  {
    title: 'Spike writes xtinst for page-table walks only; here it holds the transformed instruction',
    spec: 'priv "Transformed Instruction or Pseudoinstruction for `mtinst` or `htinst`": zero is always allowed',
    accepts: (line, spike) => isTinst(line) && spike === line.replace(/[0-9a-f]{16}$/, '0'.repeat(16)),
  },
  {
    title: 'mstatus.FS can be written in Spike without F; here it is read-only zero',
    spec: 'priv "Extension Context Status in `mstatus` Register": without F it may be read-only zero',
  },
  {
    title: 'FIOM does not exist in Spike',
    spec: 'priv "Machine Environment Configuration (`menvcfg`) Register": it has no effect here, where accesses are in order',
  },
  {
    title: 'hedeleg[18] is read-only zero in Spike without Zicfilp and Zicfiss',
    spec: 'priv "Hypervisor Trap Delegation (`hedeleg` and `hideleg`) Registers": the table has it writable',
  },
  {
    title: 'vsatp written with an unsupported MODE while V = 0 changes in Spike, and is legalized here',
    spec: 'priv "Virtual Supervisor Address Translation and Protection (`vsatp`) Register": any value is legal then',
  },
  {
    title: 'An MSIP that the hart writes itself is seen by Spike at the next CSR access or trap',
    spec: 'priv "Machine Interrupt (`mip` and `mie`) Registers": eventually, and here at once',
  },
  {
    title: 'A misaligned atomic is an access fault in Spike, an address-misaligned exception here',
    spec: 'unpriv "Zaamo Extension for Atomic Memory Operations": either may be raised',
  },
  {
    title: 'Of a store that straddles two pages, Spike has stored the first part when the second faults; here nothing',
    spec: 'unpriv "Load and Store Instructions": a misaligned access may be done in parts',
  },
  {
    title: 'A store-conditional that fails asks PMP for its first byte only in Spike, for all of them here',
    spec: 'priv "Priority and Matching Logic": all bytes; unpriv "Zalrsc Extension for Load-Reserved/Store-Conditional Instructions": one that fails may fault',
  },
  {
    title: 'In Spike, a write to stimecmp clears VSTIP, and one to vstimecmp STIP, until the next tick',
    spec: 'priv "Sstc Extension for Supervisor-mode Timer Interrupts": each follows its own comparison only',
  },
  {
    title: 'Spike takes the interrupt of counters that overflow before those of VS-mode',
    spec: 'priv "Hypervisor Interrupt (`hvip`, `hip`, and `hie`) Registers": LCOFI is the last',
  },
  {
    title: 'SRET from M-mode to S-mode, and MNRET, leave SDT in Spike, and MNRET leaves MDT',
    spec: 'priv "Double Trap Control in `mstatus` Register": they become 0',
  },
  {
    title: 'SDT and what it does to SIE stay in Spike, unseen, while it is read-only zero for want of DTE',
    spec: 'priv "Ssdbltrp Double Trap Extension": read-only zero',
  },
  {
    title: 'With Smrnmi, Spike takes a double trap in M-mode for any other trap, as it has no handler of RNMIs',
    spec: 'priv "Smdbltrp Double Trap Extension": the RNMI handler takes it',
  },
  {
    title: 'mncause is read-only in Spike',
    spec: 'priv "RNMI CSRs": it can be written',
  },
  {
    title: 'mseccfg has MML, MMWP and RLB in Spike without Smepmp',
    spec: 'priv "Machine Security Configuration (`mseccfg`) Register": they are of Smepmp',
  },
  {
    title: 'Of cbo.zero, Spike writes the address of the block to xtval',
    spec: 'unpriv "CBO.ZERO": the faulting address is the value in rs1',
  },
  {
    title: 'A cache-block operation asks PMP for one byte only in Spike, for the block here',
    spec: 'unpriv "Page-Fault, Guest-Page-Fault, and Access-Fault Exceptions": unspecified where PMP differs within it',
  },
  {
    title: 'Programmable counters are read-only zero in Spike, and there is custom state in its state enables',
    spec: 'priv "Hardware Performance Monitor": which events there are is for the implementation',
  },
  {
    title: 'With both Smaia and Smstateen, Spike keeps the modes below M out of what AIA has',
    spec: 'priv "State Enable 0 Registers": mstateen0.AIA lets them in',
  },
  {
    title: 'The interrupts and priorities of AIA that can be written are fewer in Spike, and indirect registers more',
    spec: 'priv "Smcsrind and Sscsrind Extensions for Indirect CSR Access": Spike has these where it has AIA',
  },
  {
    title: 'Interrupts have no priorities in Spike, which the xtopi CSRs show',
    spec: 'aia "Supervisor top interrupt CSR (`stopi`)": the priority is 1 where there are none',
  },
  {
    title: 'A guest may access sip and sie in Spike while hvictl.VTI is set',
    spec: 'aia "Virtual interrupts for VS level": a virtual-instruction exception',
  },
  {
    title: 'sireg is illegal in Spike for a guest whose vsiselect names nothing',
    spec: 'aia "Hypervisor and VS CSRs": a virtual-instruction exception where the register is inaccessible',
  },
  {
    title: 'sspopchk needs a page with D in Spike, though it only loads',
    spec: 'priv "Virtual Address Translation Process": D is for what stores',
  },
  {
    title: 'misa can be written in Spike',
    spec: 'priv "Machine ISA (`misa`) Register": WARL',
  },
];

const rewrites = explanations.flatMap(({ rewrite }) => rewrite ?? []);
const acceptances = explanations.flatMap(({ accepts }) => accepts ?? []);

/** A line without what is explained. */
export const withoutExplained = (line: string): string => rewrites.reduce((text, rewrite) => rewrite(text), line);

/** A line without the value of mtinst or htinst, if it reads one. */
export const withoutTransformedInstruction = (line: string): string =>
  isTinst(line) ? line.replace(/0x[0-9a-f]{16}$/, '') : line;

/** Whether two lines say the same, but for what is explained. */
function same(line: string, spike: string): boolean {
  if (line === spike) return true;
  const [actual, expected] = [withoutExplained(line), withoutExplained(spike)];
  return actual === expected || acceptances.some((accepts) => accepts(actual, expected));
}

/** The first of our lines that differs unexplained from Spike's, undefined when Spike has them all. */
export function firstDifference(lines: readonly string[], spike: readonly string[]): number | undefined {
  const index = lines.findIndex((line, at) => {
    const expected = spike[at];
    return expected === undefined || !same(line, expected);
  });
  return index < 0 ? undefined : index;
}
