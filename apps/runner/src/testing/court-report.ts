import type { CourtFinding, CourtReport, Trial } from '@hartlab/lab';

const name = 'world-switch/minimal/software';

/** A finding with characters in its names that mean something to XML, HTML and TAP. */
const finding: CourtFinding = {
  id: `${name}/O1/V/0-1/HS-with-SPV=1`,
  oracle: 'O1',
  mode: 'HS with SPV=1',
  field: 'V',
  change: '0→1',
  count: 3,
  at: [
    [1, 2],
    [4, 4],
  ],
  first: {
    boundary: 1,
    pc: '0x80200010',
    symbol: 'run<"&#1\u0007>+0x10',
    line: 'kvm.c:7',
    oracle: 'O1',
    field: 'V',
    expected: '0x0',
    got: '0x1',
    writer: {
      agent: 'firmware at completion',
      pc: '0x80000040',
      symbol: 'sse_complete+0x4',
      instruction: 'mret',
      source: {
        field: 'mstatus.MPV',
        writer: { agent: 'firmware at injection', pc: '0x80000020', symbol: 'sse_inject' },
      },
    },
  },
  steps: [
    {
      agent: 'firmware at completion',
      pc: '0x80000040',
      symbol: 'sse_complete+0x4',
      instruction: 'mret',
      changes: [
        { field: 'privilege', before: '0x3', after: '0x1' },
        { field: 'V', before: '0x0', after: '0x1' },
      ],
    },
  ],
};

const trial = (defendant: string, findings: readonly CourtFinding[]): Trial => ({
  case: name,
  defendant,
  command: `sweep world-switch -bios ${defendant} --handler minimal --source software`,
  boundaries: 6,
  injected: 5,
  differing: findings.length === 0 ? 0 : 3,
  skipped: [{ reason: 'the hart has masked events', count: 1, at: [[0, 0]] }],
  modes: [
    { mode: 'HS', count: 1 },
    { mode: 'HS with SPV=1', count: 4 },
    { mode: 'VS', count: 1 },
  ],
  findings,
});

/** One case under two firmware files, of which the first has a finding. */
export const sampleReport: CourtReport = {
  defendants: ['old.bin', 'new.bin'].map((label) => ({
    label,
    firmware: {
      name: 'OpenSBI 1.9',
      sbi: '3.0',
      file: label,
      sha256: 'ab'.repeat(32),
      events: [],
      masks: true,
    },
  })),
  cases: [{ name, payload: 'world-switch', handler: 'minimal', source: 'software', harts: 1 }],
  trials: [trial('old.bin', [finding]), trial('new.bin', [])],
};
