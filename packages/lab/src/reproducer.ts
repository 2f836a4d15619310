import type { Finding } from './finding.ts';

/** The shortest command that shows one violation of this kind again. */
export const reproducer = (sweep: { payload: string; policy: string; handler: string }, { first }: Finding): string =>
  `hartlab sweep ${sweep.payload} --policy ${sweep.policy} --handler ${sweep.handler} --boundary ${first}`;
