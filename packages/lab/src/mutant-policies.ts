import { policies, type ResumePolicy } from '@hartlab/sse';

/** Resume policies with a fault planted, by the names of the faults: to see what comes of it. */
export const mutantPolicies: Readonly<Record<MutantPolicyName, ResumePolicy>> = {
  M06: {
    title: 'private, but SPP does not come back',
    enter: policies.private.enter,
    resume: (live, was, attributes) => ({ ...policies.private.resume(live, was, attributes), SPP: live.SPP }),
  },
};

/** The name of a planted fault. */
export type MutantPolicyName = 'M06';
