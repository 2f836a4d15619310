import { BASE, implement, ok, specVersion, type Implementation } from '@hartlab/sbi';
import { marchid, mimpid, mvendorid } from '@hartlab/hart';
import type { SupervisedHart } from '../supervised-hart.ts';

/**
 * "hart" in ASCII. IDs up to 11 are assigned (sbi "SBI Implementation IDs") and the next ones will be; a number this
 * large stays out of their way until we ask for one.
 */
const implementationId = 0x6861_7274n;

/** Counts up when the behaviour of a call changes. */
const implementationVersion = 1n;

const version = ok(specVersion(3, 0));

/** `probe` says whether the layer has an extension, by its ID. */
export const base = (probe: (extension_id: bigint) => boolean): Implementation<SupervisedHart> =>
  implement(BASE, {
    get_spec_version: () => version,
    get_impl_id: () => ok(implementationId),
    get_impl_version: () => ok(implementationVersion),
    probe_extension: (_, { extension_id }) => ok(probe(extension_id) ? 1n : 0n),
    get_mvendorid: ({ hart }) => ok(hart.read(mvendorid)),
    get_marchid: ({ hart }) => ok(hart.read(marchid)),
    get_mimpid: ({ hart }) => ok(hart.read(mimpid)),
  });
