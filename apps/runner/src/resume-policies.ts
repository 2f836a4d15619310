import { mutantPolicies } from '@hartlab/lab';
import { policies, type ResumePolicy } from '@hartlab/sse';

/** What --policy chooses from: the resume policies, the default first, then those with a planted fault. */
export const resumePolicies = { ...policies, ...mutantPolicies } satisfies Readonly<Record<string, ResumePolicy>>;

/** The name of one. */
export type ResumePolicyName = keyof typeof resumePolicies;

/** All of them, in that order. */
export const policyNames: readonly ResumePolicyName[] = Object.keys(resumePolicies) as ResumePolicyName[];
