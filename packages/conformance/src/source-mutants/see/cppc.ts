import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

/** The performance of harts. */
export const cppcMutants: readonly SourceMutant[] = [
  ...mutantsOf(
    'packages/see/src/cppc/cppc.ts',
    ['packages/see/src/cppc/cppc.test.ts'],
    [
      {
        id: 'X41',
        title: 'probe of a reserved register answers that it is not there',
        find: "if (register === 'reserved') return err('INVALID_PARAM');\n        return ok",
        replace: "if (register === 'reserved') return ok();\n        return ok",
      },
      {
        id: 'X42',
        title: 'read_hi answers the upper half of a counter although XLEN is 64',
        find: 'register : ok(0n)',
        replace: 'register : ok(BigInt(register.width >> 6))',
      },
      {
        id: 'X43',
        title: 'read_hi knows every register',
        find: 'read_hi: (_, { cppc_reg_id }) => {',
        replace: "read_hi: (_, { cppc_reg_id }) => {\n        if (cppcRegister(cppc_reg_id) === 'absent') return ok();",
      },
      {
        id: 'X44',
        title: 'a write to a read-only register does nothing in silence',
        find: "if (!register.write) return err('DENIED');",
        replace: 'if (!register.write) return ok();',
      },
      {
        id: 'X45',
        title: 'a register of 32 bits takes 64',
        find: 'BigInt.asUintN(register.width, val)',
        replace: 'val',
      },
      {
        id: 'X46',
        title: 'the harts have one performance',
        find: 'this.#harts = this.#harts.with(index, its);',
        replace: 'this.#harts = this.#harts.map((old, one) => (one <= index ? its : old));',
      },
      {
        id: 'X47',
        title: 'a stopped hart goes on asking',
        find: 'this.#put(hart, withoutRequests(this.#of(hart), hart.mtime()));',
        replace: '',
      },
      {
        id: 'X48',
        title: 'a register that is not there is reserved',
        find: "return register === 'absent' ? err('NOT_SUPPORTED') : register;",
        replace: "return register === 'absent' ? err('INVALID_PARAM') : register;",
      },
    ],
  ),
  ...mutantsOf(
    'packages/see/src/cppc/performance.ts',
    ['packages/see/src/cppc/cppc.test.ts'],
    [
      {
        id: 'X49',
        title: 'requests count before CPPC is enabled',
        find: 'enabled ? within',
        replace: 'enabled !== undefined ? within',
      },
      {
        id: 'X50',
        title: 'a hart gets more than it can do',
        find: 'within(within(desired, minimum, maximum), performance.lowest, performance.highest)',
        replace: 'within(desired, minimum, maximum)',
      },
      {
        id: 'X51',
        title: 'parts of a count are lost with each request',
        find: 'granted: grantedUntil(its, now), since: now',
        replace: 'granted: (grantedUntil(its, now) / 100n) * 100n, since: now',
      },
      {
        id: 'X52',
        title: 'a request counts from the last one on',
        find: 'granted: grantedUntil(its, now), since: now',
        replace: 'granted: grantedUntil({ ...its, ...requests }, now), since: now',
      },
    ],
  ),
  ...mutantsOf(
    'packages/see/src/cppc/cppc-registers.ts',
    ['packages/see/src/cppc/cppc.test.ts'],
    [
      {
        id: 'X53',
        title: 'what says that performance is limited can be set',
        find: 'read: () => 0n, write: (its) => its',
        replace: 'read: (its) => BigInt(its.since > 0n), write: (its) => ({ ...its, since: 1n })',
      },
      {
        id: 'X54',
        title: 'the counters are 32 bits wide',
        find: 'DeliveredPerformanceCounter: { width: 64',
        replace: 'DeliveredPerformanceCounter: { width: 32',
      },
    ],
  ),
];
