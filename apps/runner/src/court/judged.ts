import { machineDefaults } from '../build-machine.ts';
import { Refusal } from '../refusal.ts';
import type { ResumePolicyName } from '../resume-policies.ts';
import { builtIn, everyPolicy, firmwareFiles, modelNamed, type Judged } from './campaign.ts';

/** What the command line says of who is judged. */
interface Named {
  readonly policies: readonly ResumePolicyName[];
  readonly bios: readonly string[];
  readonly compare: string | undefined;
  readonly restore: string | undefined;
}

/** Who is judged, the model that others are compared with first. */
interface Accused {
  readonly judged: readonly Judged[];
  readonly model: Judged | undefined;
}

/** Who is judged. @throws Refusal */
export const accused = async ({ policies, bios, compare, restore }: Named): Promise<Accused> => {
  if (restore !== undefined && bios.length > 0)
    throw new Refusal(`${restore} has its own firmware; leave out -bios, or boot once with each and save that`);
  const named = [...policies.map(builtIn), ...firmwareFiles(bios)];
  if (compare === undefined) {
    if (named.length > 0) return { judged: named, model: undefined };
    return { judged: restore === undefined ? everyPolicy() : await inSnapshot(restore), model: undefined };
  }
  const model = modelNamed(compare);
  const others = named.filter(({ label }) => label !== model.label);
  if (others.length === 0) throw new Refusal(`there is nothing to compare ${model.label} with; give -bios FILE`);
  return { judged: [model, ...others], model };
};

/** Who is in a snapshot: the built-in firmware, which may resume by any policy, or the file that was booted. */
const inSnapshot = async (path: string): Promise<Judged[]> => {
  const { readSavedRun } = await import('../saved-run.ts');
  const { words } = await readSavedRun(path);
  const { bios = machineDefaults.bios } = words.given;
  return bios === machineDefaults.bios ? everyPolicy() : [{ label: bios.split('/').at(-1)!, flags: {} }];
};
