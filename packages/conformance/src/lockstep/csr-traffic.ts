import { csrAddresses, hex, type Insn, rowsOf } from '@hartlab/isa';
import type { Random } from '@hartlab/models';
import { type Atp, randomAtp } from './page-tables.ts';
import type { Mode, Target } from './peer.ts';
import { holder, register } from './values.ts';
import { writableCsrs } from './writable-csrs.ts';

/*
 * CSR instructions. Their values are random, but where a value would take the runtime away from under the program or
 * where two conforming harts differ: `differences.ts` says which those are.
 */

/** CSRs that do not exist: odd pmpcfg, high halves and what is in no extension. */
const absent = ['0x3a1', '0x310', '0x61a', '0x000', '0x5c0', '0x9c0', '0xcc0', '0x8c0'];

/** Of these Spike has other values. */
const unlikeSpike =
  /^(?:time[hl]?|marchid|misa|mncause|[mh]tinst|v?sireg|(?:m|s|vs)topi|m?hpmcounter\d+|sstateen0|tinfo|mireg\d?|v?sireg[2-6]|vstopei)$/;
/** These Spike has without the extension, too. */
const ofTriggers = /^(?:t(?:select|data\d|control)|[mhs]context)$/;
const all = [...Object.keys(csrAddresses), ...absent];
const alike = all.filter((name) => !unlikeSpike.test(name) && !ofTriggers.test(name));
const readable = (random: Random, { peer }: Target) => random.of(peer === 'engine' ? all : alike);

const everyWritable = [...writableCsrs.keys()];
const writableAlike = everyWritable.filter((name) => alike.includes(name));
const writable = (random: Random, { peer }: Target) => random.of(peer === 'engine' ? everyWritable : writableAlike);

const atps: readonly Atp[] = ['satp', 'vsatp', 'hgatp'];

/** The rows that access CSRs, by how they do it. */
const operationsOf = ({ isa }: Target): readonly Insn[] =>
  rowsOf(isa).filter(({ does }) => does.some(({ k }) => k === 'csr'));

/** A CSR instruction. Where bits of a CSR are set and cleared, only the mask's bits may be. */
export function csrStatement(random: Random, mode: Mode, target: Target): string {
  const rd = register(random);
  switch (random.below(10)) {
    case 0:
    case 1:
      return ` ${random.of(['csrrs', 'csrrc'])} ${rd}, ${readable(random, target)}, zero\n`;
    case 2:
      return ` csrrs zero, time, zero\n`;
    case 3:
      return mode === 'M' ? ` csrr ${rd}, ${readable(random, target)}\n` : ` csrrwi ${rd}, ${random.of(readOnly)}, 1\n`;
    case 4:
      return translation(random, mode, rd);
    default:
      return write(random, target, rd);
  }
}

function translation(random: Random, mode: Mode, rd: string): string {
  const csr = random.of(atps);
  if (mode === 'U' || mode === 'VU' || mode === 'VS') return ` csrr ${rd}, ${csr}\n`;
  const source = holder(random);
  return ` li ${source}, ${hex(randomAtp(random, csr, 'Spike'))}\n csrrw ${rd}, ${csr}, ${source}\n`;
}

function write(random: Random, target: Target, rd: string): string {
  const csr = writable(random, target);
  const { name, operands } = random.of(operationsOf(target));
  const bits = random.word() & (writableCsrs.get(csr)?.(target) ?? 0n);
  if (!operands.has('rs1')) return ` ${name} ${rd}, ${csr}, ${bits & 31n}\n`;
  const source = holder(random);
  return ` li ${source}, ${hex(bits)}\n ${name} ${rd}, ${csr}, ${source}\n`;
}

/** A write to these traps in every mode. */
const readOnly = ['mhartid', 'hgeip', 'cycle', 'time', 'instret', 'hpmcounter3'];
