import { MAXIMUM_HARTS } from '@hartlab/machine';
import { keysOf } from './keys.ts';
import { count, QuantityError } from './quantity.ts';

/** What a board has one of, whatever else: QEMU's virt knows sockets, cores and threads. */
const levels = ['drawers', 'books', 'dies', 'clusters', 'modules'] as const;

/**
 * Harts, as QEMU's -smp says them: `4`, `cpus=4`, `sockets=2,cores=2`, `2,maxcpus=4`. Those up to `maxcpus` are not there, and
 * how harts are grouped shows nowhere, as there. What is said in several is said in one, the last of each key.
 *
 * Source: QEMU, hw/core/machine-smp.c, `machine_parse_smp_config`.
 */
export const smp = (...texts: readonly string[]): number => {
  const known = ['cpus', 'maxcpus', 'sockets', 'cores', 'threads', ...levels] as const;
  const keys = new Map(texts.flatMap((text) => [...keysOf(text, known, 'cpus')]));
  const given = (key: (typeof known)[number]): number | undefined => {
    const value = keys.get(key);
    try {
      return value === undefined ? undefined : count(1)(value);
    } catch {
      throw new QuantityError(`${key} must be a whole number of at least 1`);
    }
  };
  for (const level of levels)
    if ((given(level) ?? 1) > 1)
      throw new QuantityError(`there is one of ${level}; say it with sockets, cores or threads`);
  const [cpus, threads] = [given('cpus'), given('threads')];
  let [cores, sockets] = [given('cores'), given('sockets')];
  const most = given('maxcpus') ?? cpus;
  // What is not given follows from the rest: first cores, then sockets, then threads.
  if (most !== undefined && cores === undefined) cores = Math.floor(most / ((sockets ?? 1) * (threads ?? 1)));
  else if (most !== undefined && sockets === undefined) sockets = Math.floor(most / (cores! * (threads ?? 1)));
  const places = (sockets ?? 1) * (cores ?? 1);
  const product = places * (threads ?? (most === undefined || places === 0 ? 1 : Math.floor(most / places)));
  const all = most ?? product;
  const harts = cpus ?? all;
  if (product !== all)
    throw new QuantityError(`sockets, cores and threads make ${product} of ${all} CPUs; leave them out`);
  if (all < harts) throw new QuantityError(`maxcpus=${all} is less than the ${harts} CPUs there are; leave it out`);
  // The form of the end is what kvm-unit-tests' run_tests.sh looks for when it asks how many there may be.
  if (harts > MAXIMUM_HARTS)
    throw new QuantityError(`the number of SMP CPUs is a whole number from 1 to ${MAXIMUM_HARTS}`);
  return harts;
};
