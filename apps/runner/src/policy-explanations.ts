import type { PolicyName } from '@hartlab/sse';

interface Explanation {
  /** What the interrupted program is resumed from, in words that need no knowledge of SSE. */
  readonly from: string;
  readonly enters: string;
  readonly resumes: string;
  readonly source: string;
}

/** Each policy explained: for newcomers, and in the terms of the specification. */
export const explanations: Readonly<Record<PolicyName, Explanation>> = {
  private: {
    from: 'a private copy that no handler can reach',
    enters:
      'by the injection list of SBI v3.0; pc, privilege, V, SIE, ELP and hstatus are also kept where no supervisor can reach them',
    resumes:
      'exactly there if the handler put sepc back; a handler that moved sepc redirects, and all comes from its CSRs. ' +
      'What it wrote to the INTERRUPTED_* attributes takes effect either way',
    source: 'sbi "Software Event Injection" and "Software Event Completion"; the private record is ours',
  },
  'spec-3.0': {
    from: 'the registers as the handler left them, as SBI 3.0 says',
    enters: 'by the injection list of SBI v3.0',
    resumes:
      'from sepc, SPP, SPIE and hstatus.SPV as the handler left them, and gives ELP back from SPELP, which the list forgets',
    source: 'sbi "Software Event Injection" and "Software Event Completion"',
  },
  'opensbi-1.9': {
    from: 'the registers as the handler left them, as OpenSBI 1.9 does',
    enters:
      'with V OR-ed into hstatus.SPV, so that a stale 1 stays; clears SPVP unless SPV and SPP are both 1; keeps ELP',
    resumes: 'from sepc, SPP, SPIE and hstatus.SPV, so that the stale SPV becomes V; ELP is lost',
    source: 'OpenSBI 1.9, lib/sbi/sbi_sse.c, sse_event_inject() and sse_event_complete()',
  },
  'patch-2026-04': {
    from: 'a private copy in part, as patches of April 2026 propose',
    enters: 'as opensbi-1.9',
    resumes:
      'V, SIE, SPIE, SPP and all of hstatus from a private copy, so that writes to their bits of INTERRUPTED_FLAGS are ignored; pc and privilege from sepc and SPP',
    source: '"lib: sbi: sse: fix interrupted context corruption", OpenSBI mailing list, 30 April 2026',
  },
};
