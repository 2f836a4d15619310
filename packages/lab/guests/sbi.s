# The numbers of the SBI that guests use: extensions, functions, errors and events, under the names of its specification.

.equ SBI_ERR_NOT_SUPPORTED, -2
.equ SBI_ERR_INVALID_PARAM, -3
.equ SBI_ERR_DENIED, -4

.equ SBI_HSM, 0x48534d
.equ HSM_HART_START, 0
.equ HSM_HART_STOP, 1
.equ HSM_HART_GET_STATUS, 2
.equ HSM_HART_SUSPEND, 3

.equ SBI_SRST, 0x53525354
.equ SRST_SHUTDOWN, 0
.equ SRST_NO_REASON, 0
.equ SRST_SYSTEM_FAILURE, 1

.equ SBI_PMU, 0x504d55
.equ PMU_CONFIG_MATCHING, 2
.equ PMU_START, 3
.equ PMU_STOP, 4
.equ PMU_CLEAR_VALUE, 1 << 1  # flags of counter_config_matching
.equ PMU_SET_SINH, 1 << 6
.equ PMU_SET_INIT_VALUE, 1 << 0 # a flag of counter_start
.equ PMU_CPU_CYCLES, 1        # events
.equ PMU_INSTRUCTIONS, 2

.equ SBI_DBCN, 0x4442434e
.equ DBCN_CONSOLE_WRITE, 0

.equ SBI_SSE, 0x535345
.equ SSE_READ_ATTRS, 0
.equ SSE_WRITE_ATTRS, 1
.equ SSE_REGISTER, 2
.equ SSE_UNREGISTER, 3
.equ SSE_ENABLE, 4
.equ SSE_DISABLE, 5
.equ SSE_COMPLETE, 6
.equ SSE_INJECT, 7
.equ SSE_HART_UNMASK, 8
.equ SSE_HART_MASK, 9
.equ SSE_PRIORITY, 1          # attributes
.equ SSE_INTERRUPTED_SEPC, 6
.equ SSE_DOUBLE_TRAP, 0x1     # events
.equ SSE_PMU_OVERFLOW, 0x10000
.equ SSE_LOCAL_SOFTWARE_EVENT, 0xffff0000
.equ SSE_GLOBAL_SOFTWARE_EVENT, 0xffff8000

.equ SBI_FWFT, 0x46574654
.equ FWFT_SET, 0
.equ FWFT_LANDING_PAD, 1
.equ FWFT_SHADOW_STACK, 2
.equ FWFT_DOUBLE_TRAP, 3
