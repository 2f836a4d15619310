import type { Hart } from '@hartlab/hart';
import { BASE, HSM, SSE } from '@hartlab/sbi';
import { forgedCall } from './forged-call.ts';
import type { MachineMode } from './machine-mode.ts';
import { SweepError } from './sweep-error.ts';

/** The firmware that a sweep judges, as it names itself. */
export interface Defendant {
  /** `OpenSBI 1.9`, or the implementation ID where the specification knows none such. */
  readonly name: string;
  /** The version of the specification, `3.0`. */
  readonly sbi: string;
}

/** By their IDs (sbi "SBI Implementation IDs"). */
const implementations = [
  'Berkeley Boot Loader',
  'OpenSBI',
  'Xvisor',
  'KVM',
  'RustSBI',
  'Diosix',
  'Coffer',
  'Xen Project',
  'PolarFire Hart Software Services',
  'coreboot',
  'oreboot',
  'bhyve',
] as const;

/** How an implementation writes its version, where that is known: OpenSBI has the major number in the upper half. */
const versionInWords = (name: string, version: bigint): string =>
  name === 'OpenSBI' ? `${version >> 16n}.${version & 0xffffn}` : `0x${version.toString(16)}`;

/**
 * Asks a firmware who it is, and whether it has what a sweep needs of it.
 *
 * @throws SweepError when it does not
 */
export function interrogate(machineMode: MachineMode, hart: Hart): Defendant {
  const ask = (name: keyof typeof BASE.functions, ...args: readonly bigint[]) =>
    forgedCall(machineMode, hart, BASE, name, args).value;
  const id = ask('get_impl_id');
  const implementation = implementations[Number(id)] ?? `implementation ${id}`;
  const specification = ask('get_spec_version');
  const name = `${implementation} ${versionInWords(implementation, ask('get_impl_version'))}`;
  for (const { name: extension, eid } of [SSE, HSM])
    if (ask('probe_extension', BigInt(eid)) === 0n)
      throw new SweepError(`${name} does not offer the SBI's extension ${extension}, which a sweep needs`);
  return { name, sbi: `${(specification >> 24n) & 0x7fn}.${specification & 0xff_ffffn}` };
}
