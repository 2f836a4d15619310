import { exception, mcause, type Hart } from '@hartlab/hart';
import { hex } from '@hartlab/isa';
import { causeName } from '@hartlab/machine';
import * as sbi from '@hartlab/sbi';

const extensions: readonly sbi.Extension[] = Object.values(sbi).filter(
  (each): each is (typeof sbi)['HSM'] => typeof each === 'object' && 'eid' in each && 'functions' in each,
);

/** `HSM hart_start`, or the numbers of a call that the specification does not know. */
function callName(eid: bigint, fid: bigint): string {
  const called = extensions.find((each) => each.eid !== undefined && BigInt(each.eid) === eid);
  const [name] = Object.entries(called?.functions ?? {}).find(([, { id }]) => BigInt(id) === fid) ?? [];
  return called && name !== undefined ? `${called.name} ${name}` : `EID ${hex(eid)} FID ${fid}`;
}

/** What has just brought a hart to M-mode: `call of HSM hart_start`, or the trap's cause. */
export function trapName(hart: Hart): string {
  const { a6, a7 } = sbi.callRegisters;
  const cause = hart.read(mcause);
  return cause === exception.ecallFromS ? `call of ${callName(hart.x(a7), hart.x(a6))}` : causeName(cause);
}
