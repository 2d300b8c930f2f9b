/** What tests and the launcher may use of the simulated bank. */
export { startBank, type RunningBank } from './start.ts'
export { BIC, IBANS } from './accounts.ts'
export { fingerprintOf, newKeys, type KeyPair } from './keys.ts'
export type { Faults } from './faults.ts'
export { startBankProcess, type BankProcess } from './testing/start-process.ts'
