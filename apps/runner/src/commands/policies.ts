import { policies, type PolicyName } from '@hartlab/sse';
import { command } from '../command.ts';

interface Explanation {
  readonly enters: string;
  readonly resumes: string;
  readonly source: string;
}

const explanations: Readonly<Record<PolicyName, Explanation>> = {
  private: {
    enters:
      'by the injection list of SBI v3.0; pc, privilege, V, SIE, ELP and hstatus are also kept where no supervisor can reach them',
    resumes:
      'exactly there if the handler put sepc back; a handler that moved sepc redirects, and all comes from its CSRs. ' +
      'What it wrote to the INTERRUPTED_* attributes takes effect either way',
    source: 'sbi "Software Event Injection" and "Software Event Completion"; the private record is ours',
  },
  'spec-3.0': {
    enters: 'by the injection list of SBI v3.0',
    resumes:
      'from sepc, SPP, SPIE and hstatus.SPV as the handler left them, and gives ELP back from SPELP, which the list forgets',
    source: 'sbi "Software Event Injection" and "Software Event Completion"',
  },
  'opensbi-1.9': {
    enters:
      'with V OR-ed into hstatus.SPV, so that a stale 1 stays; clears SPVP unless SPV and SPP are both 1; keeps ELP',
    resumes: 'from sepc, SPP, SPIE and hstatus.SPV, so that the stale SPV becomes V; ELP is lost',
    source: 'OpenSBI 1.9, lib/sbi/sbi_sse.c, sse_event_inject() and sse_event_complete()',
  },
  'patch-2026-04': {
    enters: 'as opensbi-1.9',
    resumes:
      'V, SIE, SPIE, SPP and all of hstatus from a private copy, so that writes to their bits of INTERRUPTED_FLAGS are ignored; pc and privilege from sepc and SPP',
    source: '"lib: sbi: sse: fix interrupted context corruption", OpenSBI mailing list, 30 April 2026',
  },
};

export const listPolicies = command({
  name: 'policies',
  summary: 'list the resume policies and what each does',
  details:
    'A resume policy is how the firmware enters an SSE handler and what it makes of the interrupted state when the handler completes. ' +
    'The first is the default of --policy.',
  options: ['json'],
  examples: ['hartlab policies', 'hartlab sweep world-switch --policy opensbi-1.9'],
  async run(io, { json }) {
    const rows = Object.entries(policies).map(([name, { title }]) => ({
      name,
      title,
      ...explanations[name as PolicyName],
    }));
    if (json) io.stdout.write(`${JSON.stringify(rows, undefined, 2)}\n`);
    else
      for (const { name, title, enters, resumes, source } of rows)
        io.stdout.write(`${name}: ${title}\n  enters   ${enters}\n  resumes  ${resumes}\n  source   ${source}\n\n`);
    return 'passed';
  },
});
