/** The registers without an address have the cells behind those of the CSRs: here is which has which. */
export const hiddenSlots = {
  /** tdata1, tdata2 and tdata3 of each trigger, and room for twelve triggers more. */
  triggers: 0,
  /** iprio0, iprio2 … iprio14 of machine level, then those of supervisor level. */
  machinePriorities: 48,
  supervisorPriorities: 56,
  /** What these CSRs hold besides the bits of others. */
  mvip: 44,
  sie: 45,
  hvip: 46,
  vsie: 47,
} as const;
