import { existsSync, readFileSync } from 'node:fs';
import { parseIsa } from '@hartlab/isa';
import { sseProtocol } from '@hartlab/models';
import { policyNamed } from '@hartlab/sse';
import { describe, expect, test } from 'vitest';
import { ProtocolTrial, type ProtocolReport, type TrialOptions } from './protocol-trial.ts';
import { Stage, type StageOptions } from './stage.ts';

function tried(options: TrialOptions, of: Partial<StageOptions> = {}): ProtocolReport {
  const trial = new ProtocolTrial(sseProtocol, new Stage({ harts: 3, ...of }), options);
  for (const _ of trial.run());
  return trial.report;
}

const places = ({ findings }: ProtocolReport) => findings.map(({ spec, item }) => `${spec}: ${item}`).toSorted();

/** docs/decisions/deviations-of-sse.md, where its reason is. */
const deviation =
  'sbi "Function: Inject a software event (FID #7)": SSE Event Inject Errors: there is no SBI_ERR_INVALID_STATE';

describe('the built-in firmware', () => {
  test.each(['arguments', 'attributes', 'states', 'delivery', 'harts'])(
    'does what the specification says: %s',
    { timeout: 60_000 },
    (only) => {
      const report = tried({ only, random: 0 });
      expect(report.sequences).toBeGreaterThan(20);
      expect(places(report).filter((place) => place !== deviation)).toEqual([]);
    },
  );

  test('and in random sequences, which take choices that the specification leaves', { timeout: 60_000 }, () => {
    const report = tried({ only: 'none of them', random: 20 });
    expect(places(report)).toEqual([deviation]);
    const { steps, choices } = report;
    expect(steps).toBe(20 * 60);
    expect(choices.find(({ text }) => text.startsWith('how a PREFERRED_HART'))?.taken).toEqual({
      INVALID_PARAM: expect.any(Number),
    });
  });
});

/** A firmware to which an event that it does not have is nobody's, as to OpenSBI up to 1.5. */
class Forgetful extends Stage {
  override see() {
    const { harts, ask, ...seen } = super.see();
    const told = (error: bigint) => (BigInt.asIntN(64, error) === -2n ? error - 1n : error);
    return {
      ...seen,
      harts: harts.map((hart) => ({ ...hart, a0: told(hart.a0) })),
      ask: (...calls: Parameters<typeof ask>) => {
        const answer = ask(...calls);
        return { ...answer, error: told(answer.error) };
      },
    };
  }
}

test('an event that the specification names is valid, whether it is there or not', { timeout: 60_000 }, () => {
  const isa = parseIsa('rv64imafdch_zicntr_zifencei');
  const trial = new ProtocolTrial(sseProtocol, new Forgetful({ harts: 1, isa }), { only: 'arguments', random: 0 });
  for (const _ of trial.run());
  const found = places(trial.report).filter((place) => place.endsWith('Errors: SBI_ERR_NOT_SUPPORTED'));
  // All that take an event_id.
  expect(found).toHaveLength(7);
});

// OpenSBI's injection ORs MPV into SPV and clears SPVP where SPV = 0 (lib/sbi/sbi_sse.c, sse_event_inject).
const ofPolicy = [
  'sbi "Software Event Injection": Set hstatus.SPV CSR bit = interrupted virtualization state',
  'sbi "Software Event Injection": if hstatus.SPV CSR bit == 1: Set hstatus.SPVP CSR bit = sstatus.SPP CSR bit value',
];

test('a defect is named by its place in the specification, and shown in the fewest steps', { timeout: 60_000 }, () => {
  const report = tried({ only: 'a hypervisor', random: 0 }, { policy: policyNamed('opensbi-1.9') });
  expect(places(report)).toEqual(ofPolicy);
  const spv = report.findings.find(({ item }) => item.startsWith('Set hstatus.SPV'))!;
  expect(spv).toMatchObject({ what: "SPV at the handler's entry", expected: '0x0', got: '0x1' });
  // A second hart injects the event, which is registered and enabled on a hart that is unmasked and has SPV set.
  const made = spv.steps.map((step) => /\w+\.\w+|SPV = \w+/.exec(step)?.[0] ?? step);
  expect(new Set(made)).toEqual(
    new Set(['HSM.hart_start', 'SSE.hart_unmask', 'SSE.register', 'SSE.enable', 'SPV = 0x1', 'SSE.inject']),
  );
});

/** OpenSBI, where Debian's package opensbi has it, or a file of your own. Those before 1.5 have no SSE. */
const file = process.env['HARTLAB_OPENSBI'] ?? '/usr/lib/riscv64-linux-gnu/opensbi/generic/fw_dynamic.bin';
const firmware = existsSync(file) ? new Uint8Array(readFileSync(file)) : undefined;
const offers = firmware !== undefined && Buffer.from(firmware).includes('IPI_SSE_INJECT');

test.skipIf(!offers)('OpenSBI differs where its source does', { timeout: 120_000 }, () => {
  const report = tried({ only: 'harts of injections', random: 0 }, { firmware: firmware! });
  // lib/sbi/sbi_sse.c, sbi_sse_inject_from_ecall: the ID of the hart is cut to 32 bits, and judged for global events too.
  expect(places(report)).toEqual([
    'sbi "Function: Inject a software event (FID #7)": For global events, the hart_id parameter is ignored',
    'sbi "Function: Inject a software event (FID #7)": SSE Event Inject Errors: SBI_ERR_INVALID_PARAM',
  ]);
});
