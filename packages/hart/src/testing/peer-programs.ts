import { readFileSync } from 'node:fs';
import { assemble } from '@hartlab/isa';
import type { Bus } from '../memory/bus.ts';
import type { Step } from '../interpreter/interpreter.ts';
import { bareHart, ramBase } from './bare-hart.ts';

const file = (name: string) => readFileSync(new URL(`../peer/${name}`, import.meta.url), 'utf8');
const uart = 0x1000_0000;
const finisher = 0x10_0000;
const most = 2_000_000;

/** A program in `peer`, and the ISA of the hart that runs it. */
export interface PeerProgram {
  readonly name: string;
  readonly isa: string;
  /** What it has before it. */
  readonly frame?: 'frame' | 'hashes';
}

const common = 'rv64imah_svinval_zicntr_zifencei';

/**
 * The programs walk through all five modes and log what every trap wrote, or log what instructions compute; see their
 * first lines. The expected logs are Spike's, recorded by scripts/record-peer.sh.
 */
export const peerPrograms: readonly PeerProgram[] = [
  { name: 'modes', isa: common },
  {
    name: 'integer-extensions',
    isa: 'rv64imacb_zicbom_zicbop_zicboz_zicond_zimop_zabha_zacas_zawrs_zcb_zcmop_zbc_zkn_zks',
    frame: 'hashes',
  },
  { name: 'base-instructions', isa: `${common}_zimop_zalasr_zicbom_zicbop`, frame: 'hashes' },
  { name: 'floating-point', isa: 'rv64imafd_zicsr_zfh_zfa', frame: 'hashes' },
  { name: 'control-flow', isa: 'rv64imach_svinval_zicntr_zifencei_zcmop_zicfilp_zicfiss_ssdbltrp_smdbltrp_smrnmi' },
  { name: 'pointers', isa: `${common}_smmpm_smnpm_ssnpm`, frame: 'frame' },
  { name: 'protection', isa: `${common}_smepmp`, frame: 'frame' },
  { name: 'page-tables', isa: `${common}_svnapot_svpbmt_svadu`, frame: 'frame' },
  { name: 'gates', isa: `${common}_zihpm_smstateen_sscofpmf_smcntrpmf`, frame: 'frame' },
  { name: 'advanced-interrupts', isa: `${common}_smaia`, frame: 'frame' },
  { name: 'triggers', isa: `${common}_sdtrig`, frame: 'frame' },
];

/** What Spike logs of the program. */
export const peerLog = ({ name }: PeerProgram): string => file(`${name}.spike.txt`);

/** Runs a program to its end on a bare hart, and shows every step; what it logs. */
export function runPeerProgram({ name, isa, frame }: PeerProgram, observe: (step: Step) => void) {
  let log = '';
  let finished = false;
  const bus: Bus = {
    read: () => undefined,
    write: (address, _width, value) => {
      if (address === uart) log += String.fromCharCode(Number(value & 0xffn));
      else if (address === finisher) finished = true;
      else return false;
      return true;
    },
  };
  const { hart, memory } = bareHart([], { isa, bus, reentrantTriggers: false });
  const source = (frame ? file(`${frame}.s`) : '') + file(`${name}.s`);
  memory.writeBytes(ramBase, assemble(source, { origin: BigInt(ramBase) }).bytes);
  for (let steps = 0; !finished && steps < most; steps++) {
    observe(hart.step());
  }
  return { log, finished };
}
