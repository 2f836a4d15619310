import { legal, type Context, type SupervisorExtensions } from '@hartlab/models';

/** `hstatus.GVA`, bit 6 (priv "Hypervisor Status (hstatus) Register"). */
const GVA = 1n << 6n;

/** Values that all differ from each other, from zero and from what a handler or a trap writes. */
const surroundings = {
  pc: 0xffff_ffff_8000_2220n,
  sepc: 0x1_0438n,
  a6: 0xa6a6n,
  a7: 0xa7a7n,
  stvec: 0xffff_ffff_8000_1000n,
  scause: 21n,
  stval: 0x8040_1000n,
  htval: 0x2010_0400n,
  htinst: 0x3000n,
};

/** hstatus with VTW, VGEIN = 3 and VSXL = 2. */
const HSTATUS_REST = 0x2_0020_3000n;

/**
 * Every legal combination of privilege, V, SIE, SPIE, SPP, SPV, SPVP, GVA, SDT, SPELP and ELP under these extensions:
 * 1152 with all of them.
 */
export function legalContexts(extensions: SupervisorExtensions): readonly Context[] {
  const found = new Map<string, Context>();
  for (let combination = 0; combination < 2 ** 11; combination += 1) {
    const bit = (position: number) => (combination >> position) & 1;
    const context = legal(
      {
        ...surroundings,
        privilege: bit(0),
        virtualization: bit(1),
        SIE: bit(2),
        SPIE: bit(3),
        SPP: bit(4),
        SDT: bit(5),
        SPELP: bit(6),
        ELP: bit(7),
        SPV: bit(8),
        SPVP: bit(9),
        hstatus: HSTATUS_REST | (bit(10) ? GVA : 0n),
      },
      extensions,
    );
    found.set(Object.values(context).join(), context);
  }
  return [...found.values()];
}
