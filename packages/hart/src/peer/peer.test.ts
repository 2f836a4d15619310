import { readFileSync } from 'node:fs';
import { assemble } from '@hartlab/isa';
import { expect, test } from 'vitest';
import { bareHart, ramBase } from '../testing/bare-hart.ts';
import type { Bus } from '../bus.ts';

const file = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
const uart = 0x1000_0000;
const finisher = 0x10_0000;

/** What some of the programs have around them. */
const frame = file('frame.s');

/**
 * The programs walk through all five modes and log what every trap wrote, or log what instructions compute; see their
 * first lines. The expected logs are Spike's, recorded by scripts/record-peer.sh.
 */
test.each<[program: string, isa: string, before?: string]>([
  ['modes', 'rv64imah_svinval_zicntr_zifencei'],
  ['integer-extensions', 'rv64imacb_zicbom_zicbop_zicboz_zicond_zimop_zabha_zacas_zawrs_zcb_zcmop_zbc_zkn_zks'],
  ['control-flow', 'rv64imach_svinval_zicntr_zifencei_zcmop_zicfilp_zicfiss_ssdbltrp_smdbltrp_smrnmi'],
  ['pointers', 'rv64imah_svinval_zicntr_zifencei_smmpm_smnpm_ssnpm', frame],
  ['protection', 'rv64imah_svinval_zicntr_zifencei_smepmp', frame],
  ['page-tables', 'rv64imah_svinval_zicntr_zifencei_svnapot_svpbmt_svadu', frame],
  ['gates', 'rv64imah_svinval_zicntr_zifencei_zihpm_smstateen_sscofpmf_smcntrpmf', frame],
  ['advanced-interrupts', 'rv64imah_svinval_zicntr_zifencei_smaia', frame],
  ['triggers', 'rv64imah_svinval_zicntr_zifencei_sdtrig', frame],
])(
  '%s: every logged register is what Spike has',
  (program, isa, before = '') => {
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
    memory.writeBytes(ramBase, assemble(before + file(`${program}.s`), { origin: BigInt(ramBase) }).bytes);
    for (let steps = 0; !finished && steps < 2_000_000; steps++) hart.step();
    expect(finished).toBe(true);
    expect(log.split('\n')).toEqual(file(`${program}.spike.txt`).split('\n'));
  },
  60_000,
);
