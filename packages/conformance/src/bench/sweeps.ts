import { guestPayload, sweep } from '@hartlab/lab';

/** Sweeps `world-switch` again and again for so many seconds of CPU time, and answers how many boundaries came to a second. */
export function sweptBoundaries(seconds: number): number {
  const payload = guestPayload('world-switch', 'minimal');
  const begun = process.cpuUsage();
  const passed = () => {
    const { user, system } = process.cpuUsage(begun);
    return (user + system) / 1e6;
  };
  let boundaries = 0;
  while (passed() < seconds)
    for (const { violations } of sweep(payload, { policy: 'private' })) boundaries += violations.length === 0 ? 1 : 0;
  return boundaries / passed();
}
