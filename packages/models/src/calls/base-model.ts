import type { CallWorld } from './call-world.ts';
import type { ErrorTable } from './error-table.ts';
import { expected, type Success } from './expectation.ts';
import type { ExtensionModel } from './extension-model.ts';
import { each } from './tried.ts';

const sections: Readonly<Record<string, string>> = {
  get_spec_version: 'sbi "Function: Get SBI specification version (FID #0)"',
  get_impl_id: 'sbi "Function: Get SBI implementation ID (FID #1)"',
  get_impl_version: 'sbi "Function: Get SBI implementation version (FID #2)"',
  probe_extension: 'sbi "Function: Probe SBI extension (FID #3)"',
  get_mvendorid: 'sbi "Function: Get machine vendor ID (FID #4)"',
  get_marchid: 'sbi "Function: Get machine architecture ID (FID #5)"',
  get_mimpid: 'sbi "Function: Get machine implementation ID (FID #6)"',
};

/** "there are no error returns defined". */
const tableOf = (name: string): ErrorTable => ({
  section: sections[name]!,
  text: '"there are no error returns defined"',
  rows: [],
});

/** Legal for a read-only CSR is what it has, "and 0 is always a legal value". */
const legal = (held: bigint): Success<CallWorld> => ({
  value: { words: `0 or 0x${held.toString(16)}`, holds: (value) => value === 0n || value === held },
});

function successOf({ platform }: CallWorld, name: string, [extension_id = 0n]: readonly bigint[]): Success<CallWorld> {
  const [mvendorid, marchid, mimpid] = platform.identity;
  switch (name) {
    case 'get_spec_version':
      return { value: { words: 'a version of 31 bits', holds: (value) => value >> 31n === 0n } };
    case 'probe_extension':
      return platform.offered.includes(extension_id)
        ? { value: { words: 'not 0, as before', holds: (value) => value !== 0n } }
        : { value: { words: '0, as before', holds: (value) => value === 0n } };
    case 'get_mvendorid':
      return legal(mvendorid);
    case 'get_marchid':
      return legal(marchid);
    case 'get_mimpid':
      return legal(mimpid);
    default:
      return {};
  }
}

/** What every implementation has. */
export const baseModel: ExtensionModel = {
  name: 'BASE',
  expect: (world, { name, args }) => expected(tableOf(name), {}, successOf(world, name, args)),
  any(random, { platform }, hart) {
    const name = random.of(Object.keys(sections));
    return { hart, extension: 'BASE', name, args: [random.of([...platform.offered, 0x1234_5678n])] };
  },
  corners: ({ platform }) =>
    Object.keys(sections).flatMap((name) =>
      each(name, name === 'probe_extension' ? [...platform.offered, 0x1234_5678n] : [0n]),
    ),
};
